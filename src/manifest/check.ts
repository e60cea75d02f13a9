/** Everything that can be wrong with a manifest on its own. */
import { isMapping, type Places } from './document.ts'
import type { Problem } from './manifest.ts'
import { sortProblems } from './problem.ts'
import { ruleProblems } from './rules.ts'
import type { ManifestDocument } from './schema.ts'
import { schemaProblems } from './schema-problems.ts'
import { isManifestDocument } from './validators.generated.ts'
import { shown } from './words.ts'

export type Checked =
  | { readonly ok: true; readonly document: ManifestDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Problems come in the order of their places. */
export function checkDocument(value: unknown, places: Places): Checked {
  const other = otherFormat(value, places)
  if (other) return { ok: false, problems: [other] }
  const problems = ruleProblems(value, places)
  if (isManifestDocument(value))
    return problems.length === 0 ? { ok: true, document: value } : { ok: false, problems: sortProblems(problems) }
  return {
    ok: false,
    problems: sortProblems([...schemaProblems(value, isManifestDocument.errors ?? [], places), ...problems]),
  }
}

/** Of what is no manifest, or one of another version, nothing more can be said: its fields have other names. */
function otherFormat(value: unknown, { at }: Places): Problem | undefined {
  if (!isMapping(value) || !['schema_version', 'nodes', 'levels'].some((field) => field in value)) {
    const found = isMapping(value)
      ? 'has neither schema_version nor nodes'
      : `is ${shown(value)}, not a mapping of fields`
    return {
      ...at([]),
      message: `the content ${found}: it is no manifest`,
      hint: 'a manifest has schema_version, name and nodes',
    }
  }
  const version = value['schema_version']
  if (version === 2) return undefined
  if (value['levels'] !== undefined || version === 1) {
    const found = version === undefined ? 'no schema_version' : `schema_version ${shown(version)}`
    return {
      ...at(['schema_version']),
      message: `this is a manifest of version 1 (${found}), which listed levels; only schema_version 2 is read`,
      hint: 'write schema_version: 2 and list the guests below nodes, each with the parent that it lives on',
    }
  }
  if (typeof version !== 'number') return undefined
  return { ...at(['schema_version']), message: `schema_version ${version} is not supported`, hint: 'supported: 2' }
}
