/** The files of a site-config as they may be written, checked against `schemas/`. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import hostSchema from '../../schemas/host.schema.json' with { type: 'json' }
import nodeSchema from '../../schemas/node.schema.json' with { type: 'json' }
import postureSchema from '../../schemas/posture.schema.json' with { type: 'json' }
import presetSchema from '../../schemas/preset.schema.json' with { type: 'json' }
import siteSchema from '../../schemas/site.schema.json' with { type: 'json' }
import specSchema from '../../schemas/spec.schema.json' with { type: 'json' }
import { isMapping } from '../manifest/document.ts'
import type { Problem } from '../manifest/manifest.ts'
import { nameHint, nearest } from '../manifest/nearest.ts'
import { schemaProblems } from '../manifest/schema-problems.ts'
import type { ConfigDocument } from './config-document.ts'
import type { HostDocument, NodeDocument, PostureDocument, SiteDocument, SpecDocument } from './documents.ts'
import { hostRenames, modernised, nodeRenames, postureRenames, siteRenames, type Renames } from './old-keys.ts'
import type { Preset } from './site-config.ts'

// Schemas of ours are held against the schema of schemas by tests: it takes long to compile. What is compiled is run over
// a few small files: making it fast takes longer than it saves.
const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  strict: true,
  validateSchema: false,
  code: { optimize: false },
})

/** A kind of file: what it must be, and the keys that it knows at each level. */
export interface Format<Value> {
  readonly validator: () => ValidateFunction<Value>
  readonly schema: object
  readonly renames: Renames
  /** Which keys that are not in the schema get a warning: all, or those that look like a slip. */
  readonly warns: 'all' | 'slips'
}

/** Compiled when the first file of its kind is there. */
export function format<Value>(schema: object, renames: Renames = {}, warns: 'all' | 'slips' = 'slips'): Format<Value> {
  let compiled: ValidateFunction<Value> | undefined
  return { schema, renames, warns, validator: () => (compiled ??= ajv.compile<Value>(schema)) }
}

export const siteFormat = format<SiteDocument>(siteSchema, siteRenames, 'all')
export const nodeFormat = format<NodeDocument>(nodeSchema, nodeRenames, 'all')
export const hostFormat = format<HostDocument>(hostSchema, hostRenames)
export const presetFormat = format<Preset>(presetSchema)
export const postureFormat = format<PostureDocument>(postureSchema, postureRenames)
export const specFormat = format<SpecDocument>(specSchema)

export interface Checked<Value> {
  /** With its keys as they are called now. */
  readonly document: ConfigDocument
  /** Only where there are no problems. */
  readonly value?: Value
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

export function check<Value>(
  given: ConfigDocument,
  { validator, schema, renames, warns }: Format<Value>,
): Checked<Value> {
  if (given.problems.length > 0) return { document: given, problems: given.problems, warnings: [] }
  const { document, warnings: old } = modernised(given, renames)
  const value: unknown = document.value
  const unknown = unknownKeys(document.value, schema, document, [])
  const told = unknown.filter(({ isSlip }) => isSlip || warns === 'all').map(({ problem }) => problem)
  const warnings = [...old, ...told]
  const validate = validator()
  if (validate(value)) return { document, value, problems: [], warnings }
  return { document, problems: schemaProblems(value, validate.errors ?? [], document), warnings }
}

function unknownKeys(
  value: unknown,
  schema: unknown,
  document: ConfigDocument,
  path: readonly string[],
): readonly { readonly problem: Problem; readonly isSlip: boolean }[] {
  const known = isMapping(schema) && isMapping(schema['properties']) ? schema['properties'] : undefined
  if (known === undefined || !isMapping(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    if (Object.hasOwn(known, key)) return unknownKeys(item, known[key], document, [...path, key])
    // Refused anyway.
    if (isMapping(schema) && schema['additionalProperties'] === false) return []
    const hint = nameHint(key, Object.keys(known), 'keys')
    const message = `unknown key '${[...path, key].join('.')}'`
    const problem = { ...document.keyAt([...path, key]), message, ...(hint === undefined ? {} : { hint }) }
    return [{ problem, isSlip: nearest(key, Object.keys(known)) !== undefined }]
  })
}
