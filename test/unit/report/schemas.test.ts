/** Every JSON output against its schema: nothing is missing, and nothing is left undocumented. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { imageResult } from '../../../src/images/results.ts'
import { manifestFromWire } from '../../../src/manifest/wire.ts'
import { messageOf } from '../../../src/notify/message.ts'
import { eventJson } from '../../../src/report/events.ts'
import { graphDocument } from '../../../src/report/graph.ts'
import { configDocument, diffDocument, problem, runEvent, runSummary, statusDocument } from './documents.ts'
import { closed, readSchema, violations } from './schema-check.ts'

const manifest = manifestFromWire({
  schema_version: 2,
  name: 'lab',
  nodes: [
    { name: 'hv', type: 'pve', image: 'pve-9', preset: 'large' },
    { name: 'web', type: 'vm', image: 'debian-12', preset: 'small', parent: 'hv', depends_on: [] },
  ],
})

const outputs: readonly (readonly [string, unknown])[] = [
  ['diff', diffDocument],
  ['event', runEvent],
  ['event', eventJson({ seq: 1, time: 0, reason: 'Drift', message: '', warning: true })],
  ['reconcile', runSummary],
  ['destroy', { ...runSummary, schema: 'homestak/destroy/v1' }],
  ['status', statusDocument],
  ['events', { schema: 'homestak/events/v1', count: 0, last: 0 }],
  ['graph', graphDocument({ manifests: [manifest], clones: new Map(), networks: new Map() })],
  ['config', configDocument],
  [
    'validate',
    { schema: 'homestak/validate/v1', manifests: [{ file: 'a', name: 'a', nodes: 1 }], problems: [problem] },
  ],
  ['notification', messageOf('lab', [runEvent])],
  [
    'image',
    { schema: 'homestak/image/v1', action: 'fetch', dry: false, results: [imageResult('debian-12', null, 'failed')] },
  ],
  ['image-list', { schema: 'homestak/image-list/v1', hosts: [{ host: 'hv0', error: null, images: [] }], cached: [] }],
  ['demo', { schema: 'homestak/demo/v1', nodes: 3, ready: 3, depth: 1 }],
]

describe('outputs', () => {
  test.each(outputs)('%s has the fields of its schema and no others', (name, value) => {
    expect(violations(name, value)).toEqual([])
  })

  test('a field that the schema does not know is noticed by this test', () => {
    expect(violations('event', { ...runEvent, surprise: 1 })).toHaveLength(1)
    expect(violations('diff', { ...diffDocument, nodes: [{ ...diffDocument.nodes[0], surprise: 1 }] })).toHaveLength(1)
  })

  test('a later version may add fields without breaking readers of this one', () => {
    const ajv = new Ajv2020({ strict: true, validateFormats: false })
    expect(ajv.validate(readSchema('event'), { ...runEvent, added: true })).toBe(true)
  })
})

test('all schemas are sound, and parts of the same name are the same everywhere', () => {
  const folder = join(import.meta.dirname, '../../../schemas')
  const parts = new Map<string, string>()
  const outputNames = new Set(outputs.map(([name]) => `${name}.schema.json`))
  for (const file of readdirSync(folder).filter((name) => outputNames.has(name))) {
    const schema = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    expect(
      () =>
        new Ajv2020({ strict: true, strictRequired: true, allowUnionTypes: true, validateFormats: false }).compile(
          closed(schema),
        ),
      file,
    ).not.toThrow()
    for (const [name, part] of Object.entries(schema.$defs ?? {})) {
      const text = JSON.stringify(part)
      expect(parts.get(name) ?? text, `${file}: ${name}`).toBe(text)
      parts.set(name, text)
    }
  }
  expect(parts.size).toBeGreaterThan(4)
})
