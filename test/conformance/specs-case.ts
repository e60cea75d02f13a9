/** What this program makes of a recorded case about specs: how they are resolved, and what Ansible is told of them. */
import { documentOf } from '../../src/config/config-document.ts'
import { check, postureFormat, specFormat } from '../../src/config/schema.ts'
import type { ResolvedSpec } from '../../src/config/site-config.ts'
import { postureOf } from '../../src/config/spec.ts'
import { inSite } from '../../src/config/said.ts'
import { plainVariables, specVariables } from '../../src/config/variables.ts'
import { isMapping } from '../../src/manifest/document.ts'
import { formatProblem } from '../../src/manifest/problem.ts'
import { load } from '../unit/config/fixtures.ts'
import { filesOf, type Outcome, type Recorded } from './recorded.ts'

const from = { file: 'call', line: 1, column: 1 }

export async function answer(given: Recorded): Promise<Outcome | undefined> {
  const { input } = given
  if (typeof input['identity'] === 'string') return resolved(given, input['identity'])
  if ('list' in input) return { ok: true, fields: { value: (await load(filesOf(given))).config.specNames } }
  return isMapping(input['spec']) ? mapped(input['spec']) : undefined
}

async function resolved(given: Recorded, name: string): Promise<Outcome> {
  const { config, problems } = await load(filesOf(given))
  const spec = config.spec(name, from)
  if (!spec.ok) return { ok: false, code: spec.code, message: formatProblem(spec.problem) }
  const [problem] = problems
  if (problem) return { ok: false, message: formatProblem(problem) }
  return { ok: true, fields: { value: spec.value.value, vars_push: push(spec.value) } }
}

const push = (spec: ResolvedSpec) => ({ ok: true, value: plainVariables(specVariables(spec)) })

/** A resolved spec from elsewhere, held against the same schemas as one from a file. */
function mapped(given: Readonly<Record<string, unknown>>): Outcome {
  const { _posture = {}, ...access } = isMapping(given['access']) ? given['access'] : {}
  const document = (value: unknown) => documentOf('spec', JSON.stringify(value))
  const spec = check(document({ ...given, schema_version: 1, access }), specFormat)
  const posture = check(document(_posture), postureFormat)
  const [problem] = [...spec.problems, ...posture.problems]
  if (problem || !spec.value || !posture.value) return { ok: false, message: problem ? formatProblem(problem) : '' }
  const { value } = spec
  const whole: ResolvedSpec = {
    name: 'spec',
    posture: 'posture',
    value: { ...value, access: { ...value.access, _posture: postureOf(posture.value) } },
    sources: { timezone: inSite('spec'), keys: inSite('spec') },
  }
  return { ok: true, fields: { value: plainVariables(specVariables(whole)) } }
}

/** A default that is empty is none: the recorded program writes it down. */
export function comparable(given: Recorded): Recorded {
  const { value } = given.oracle
  if (!isMapping(value) || !isMapping(value['identity']) || value['identity']['domain'] !== '') return given
  const { domain: _, ...identity } = value['identity']
  return { ...given, oracle: { ...given.oracle, value: { ...value, identity } } }
}
