/** The files of a site-config as they may be written, checked against `schemas/`. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import nodeSchema from '../../schemas/node.schema.json' with { type: 'json' }
import presetSchema from '../../schemas/preset.schema.json' with { type: 'json' }
import siteSchema from '../../schemas/site.schema.json' with { type: 'json' }
import { isMapping } from '../manifest/document.ts'
import type { Problem } from '../manifest/manifest.ts'
import { nameHint } from '../manifest/nearest.ts'
import { schemaProblems } from '../manifest/schema-problems.ts'
import type { ConfigDocument } from './config-document.ts'
import type { NamedImage, Preset, Site } from './site-config.ts'

export interface SiteDocument {
  readonly id?: string
  readonly reconcile?: 'all'
  readonly vmids?: Partial<Site['vmidRange']>
  readonly settings?: { readonly notifications?: readonly NotificationDocument[] }
  readonly images?: Readonly<Record<string, NamedImage>>
  readonly defaults?: Partial<Site['defaults']> & {
    readonly image_api?: string
    readonly image_ca_file?: string
    readonly image_repository?: string
    readonly image_release?: string
  }
}

export interface NotificationDocument {
  readonly on: readonly string[]
  readonly webhook?: string
  readonly secret?: string
  readonly header?: string
  readonly command?: readonly string[]
  readonly hosts?: readonly string[]
  readonly manifests?: readonly string[]
}

export interface NodeDocument {
  readonly node?: string
  readonly api_endpoint?: string
  readonly api_token?: string
  readonly datastore?: string
  readonly iso_datastore?: string
  readonly fingerprint?: string
  readonly ca_file?: string
  readonly host?: string
  readonly ip?: string
  readonly host_user?: string
  readonly images?: Readonly<Record<string, string>>
}

// Schemas of ours are held against the schema of schemas by tests: it takes long to compile.
const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, validateSchema: false })

/** A kind of file: what it must be, and the keys that it knows at each level. */
export interface Format<Value> {
  readonly validate: ValidateFunction<Value>
  readonly schema: unknown
  /** Whether keys that are not in the schema get a warning. */
  readonly warns: boolean
}

export const siteFormat: Format<SiteDocument> = { validate: ajv.compile(siteSchema), schema: siteSchema, warns: true }
export const nodeFormat: Format<NodeDocument> = { validate: ajv.compile(nodeSchema), schema: nodeSchema, warns: true }
export const presetFormat: Format<Preset> = { validate: ajv.compile(presetSchema), schema: presetSchema, warns: false }

export interface Checked<Value> {
  /** Only where there are no problems. */
  readonly value?: Value
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

export function check<Value>(document: ConfigDocument, { validate, schema, warns }: Format<Value>): Checked<Value> {
  const value: unknown = document.value
  if (document.problems.length > 0) return { problems: document.problems, warnings: [] }
  const warnings = warns ? unknownKeys(document.value, schema, document, []) : []
  if (validate(value)) return { value, problems: [], warnings }
  return { problems: schemaProblems(value, validate.errors ?? [], document), warnings }
}

/** Keys that other programs of the same family renamed, without reading the old name. */
const renamed: Readonly<Record<string, string>> = {
  spec_server: 'server_url',
  packer_release: 'image_release',
  ssh_user: 'host_user',
  automation_user: 'vm_user',
}

function unknownKeys(
  value: unknown,
  schema: unknown,
  document: ConfigDocument,
  path: readonly string[],
): readonly Problem[] {
  const known = isMapping(schema) && isMapping(schema['properties']) ? schema['properties'] : undefined
  if (known === undefined || !isMapping(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    if (Object.hasOwn(known, key)) return unknownKeys(item, known[key], document, [...path, key])
    const newName = renamed[key]
    const hint = newName === undefined ? nameHint(key, Object.keys(known), 'keys') : `it is called ${newName} now`
    const message = `unknown key '${[...path, key].join('.')}'`
    return [{ ...document.keyAt([...path, key]), message, ...(hint === undefined ? {} : { hint }) }]
  })
}
