/** The schema is the reference for people and editors: what it says is what the program does. */
import { globSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import schema from '../../../schemas/manifest.schema.json' with { type: 'json' }
import { checkSelection } from '../../../src/manifest/across.ts'
import { isMapping } from '../../../src/manifest/document.ts'
import { loadSelection } from '../../../src/manifest/load.ts'
import { nodeManifestFiles } from '../../../src/manifest/node-files.ts'
import { toManifest } from '../../../src/manifest/normalise.ts'
import { isManifestDocument } from '../../../src/manifest/validators.generated.ts'

type Properties = Readonly<Record<string, unknown>>

/** Every mapping of the schema that describes fields, with the place it stands at. */
function* objects(value: unknown, path: string): Generator<readonly [string, Properties]> {
  if (Array.isArray(value) || !isMapping(value)) return
  if (isMapping(value['properties'])) yield [path, value]
  for (const [key, below] of Object.entries(value)) yield* objects(below, `${path}/${key}`)
}

const found = [...objects(schema, '')]

describe('the schema', () => {
  test.each(found)('%s allows no other fields, and gives each a title', (_, { properties, additionalProperties }) => {
    expect(additionalProperties).toBe(false)
    const untitled = Object.entries(Object(properties)).filter(
      ([, field]) => isMapping(field) && field['title'] === undefined && field['$ref'] === undefined,
    )
    expect(untitled).toEqual([])
  })

  test('is a schema of the 2020-12 dialect that a strict compiler takes, with valid examples and defaults', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
    expect(ajv.validateSchema(schema)).toBe(true)
    const examples: readonly (readonly [string, unknown])[] = found.flatMap(([path, { properties }]) =>
      Object.entries(Object(properties)).flatMap(([name, field]) => {
        if (!isMapping(field)) return []
        const values = [
          ...(Array.isArray(field['examples']) ? field['examples'] : []),
          ...('default' in field ? [field['default']] : []),
        ]
        return values.map((value) => [`${schema.$id}#${path}/properties/${name}`, value] as const)
      }),
    )
    ajv.addSchema(schema)
    for (const [ref, value] of examples)
      expect(ajv.validate({ $ref: ref }, value), `${ref}: ${JSON.stringify(value)}`).toBe(true)
    expect(examples.length).toBeGreaterThan(30)
    for (const example of schema.examples) expect(isManifestDocument(example)).toBe(true)
  })

  test('has the defaults that the program fills in', () => {
    const manifest = toManifest({ schema_version: 2, name: 'm', nodes: [{ name: 'a', type: 'vm' }] })
    const compare = (properties: object, filled: object): void => {
      const declared = Object.entries(properties).filter(([, field]) => isMapping(field) && 'default' in field)
      expect(filled).toMatchObject(Object.fromEntries(declared.map(([name, field]) => [name, field.default])))
    }
    compare(schema.properties, manifest)
    compare(schema.properties.settings.properties, manifest.settings)
    compare(schema.$defs.node.properties, Object(manifest.nodes[0]))
    expect(schema.properties.execution.properties.default_mode.default).toBe(manifest.execution_mode)
  })
})

describe('the example manifests', () => {
  const folder = new URL('../../../manifests', import.meta.url).pathname

  test('are all valid, and can be used together', async () => {
    const { files } = await loadSelection([{ path: folder }], { fs: nodeManifestFiles, cwd: '/' })
    expect(files.flatMap(({ problems }) => problems)).toEqual([])
    const manifests = files.flatMap(({ loaded }) => loaded ?? [])
    expect(checkSelection(manifests.map((loaded) => ({ loaded, host: 'h' })))).toEqual([])
    expect(manifests).toHaveLength(globSync(`${folder}/*`).length)
    expect(
      manifests.every(({ manifest }) =>
        manifest.nodes.every(({ type, preset, image }) => type === 'network' || (type === 'vm' && preset && image)),
      ),
    ).toBe(true)
  })

  test('each begins with a remark on what it shows', () => {
    for (const file of globSync(`${folder}/*.yaml`)) expect(readFileSync(file, 'utf8')).toMatch(/^# [A-Z].*\.\n/)
  })
})
