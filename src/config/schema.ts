/** The files of a site-config as they may be written, checked against `schemas/`. */
import hostSchema from '../../schemas/host.schema.json' with { type: 'json' }
import nodeSchema from '../../schemas/node.schema.json' with { type: 'json' }
import postureSchema from '../../schemas/posture.schema.json' with { type: 'json' }
import presetSchema from '../../schemas/preset.schema.json' with { type: 'json' }
import siteSchema from '../../schemas/site.schema.json' with { type: 'json' }
import specSchema from '../../schemas/spec.schema.json' with { type: 'json' }
import { isMapping } from '../manifest/document.ts'
import type { Problem } from '../manifest/manifest.ts'
import { nameHint, nearest } from '../manifest/nearest.ts'
import { schemaProblems, type Validator } from '../manifest/schema-problems.ts'
import type { ConfigDocument } from './config-document.ts'
import { hostRenames, modernised, nodeRenames, postureRenames, siteRenames, type Renames } from './old-keys.ts'
import {
  isHostDocument,
  isNodeDocument,
  isPostureDocument,
  isPresetDocument,
  isSiteDocument,
  isSpecDocument,
} from './validators.generated.ts'

/** A kind of file: what it must be, and the keys that it knows at each level. */
export interface Format<Value> {
  readonly isValid: Validator<Value>
  readonly schema: object
  readonly renames: Renames
  /** Which keys that are not in the schema get a warning: all, or those that look like a slip. */
  readonly warns: 'all' | 'slips'
}

export const format = <Value>(
  schema: object,
  isValid: Validator<Value>,
  renames: Renames = {},
  warns: Format<Value>['warns'] = 'slips',
): Format<Value> => ({ schema, isValid, renames, warns })

export const siteFormat = format(siteSchema, isSiteDocument, siteRenames, 'all')
export const nodeFormat = format(nodeSchema, isNodeDocument, nodeRenames, 'all')
export const hostFormat = format(hostSchema, isHostDocument, hostRenames)
export const presetFormat = format(presetSchema, isPresetDocument)
export const postureFormat = format(postureSchema, isPostureDocument, postureRenames)
export const specFormat = format(specSchema, isSpecDocument)

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
  { isValid, schema, renames, warns }: Format<Value>,
): Checked<Value> {
  if (given.problems.length > 0) return { document: given, problems: given.problems, warnings: [] }
  const { document, warnings: old } = modernised(given, renames)
  const value: unknown = document.value
  const unknown = unknownKeys(document.value, schema, document, [])
  const told = unknown.filter(({ isSlip }) => isSlip || warns === 'all').map(({ problem }) => problem)
  const warnings = [...old, ...told]
  if (isValid(value)) return { document, value, problems: [], warnings }
  return { document, problems: schemaProblems(value, isValid.errors ?? [], document), warnings }
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
