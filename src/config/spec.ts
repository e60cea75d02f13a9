/** A spec with everything worked in that it leaves to the site: defaults, its posture, and the keys of its users. */
import { isDeepStrictEqual } from 'node:util'
import { isMapping } from '../manifest/document.ts'
import type { Position, Problem } from '../manifest/manifest.ts'
import { nearest } from '../manifest/nearest.ts'
import { placeIn, valueAt, type ConfigDocument } from './config-document.ts'
import type { PostureDocument, SpecDocument } from './documents.ts'
import { inSite, type Path } from './said.ts'
import type { Checked } from './schema.ts'
import type { Lookup, Posture, Site, SpecCode, SpecLookup } from './site-config.ts'

/** What a spec may name, and what it is filled up from. */
export interface SpecSurroundings {
  readonly defaults: Site['defaults']
  posture(name: string, from: Position): Lookup<Posture>
  readonly sshKeys: Readonly<Record<string, string>>
  /** Why nobody knows which keys there are: no secrets.yaml, or what is wrong with it. */
  readonly secrets: 'known' | 'missing' | Problem
}

export interface SpecFault {
  readonly code: SpecCode
  readonly problem: Problem
}

/** What a spec says where it says nothing. */
const usualPosture = 'dev'

/** The names in it that lead nowhere, whatever else is wrong with it: the posture first, then keys in file order. */
export function danglingIn(document: ConfigDocument, around: SpecSurroundings): readonly SpecFault[] {
  const path = ['access', 'posture']
  const named = valueAt(document.value, path)
  const posture = around.posture(isBlank(document, path) ? '' : nameIn(named), document.at(path))
  const users = valueAt(document.value, ['access', 'users'])
  const faults = Array.isArray(users) ? users.flatMap((user, index) => keyFaults(document, around, user, index)) : []
  if (posture.ok || posture.problem.file !== document.file) return faults
  return [{ code: 'E201', problem: posture.problem }, ...faults]
}

/** What is left blank is not left out: nobody means the least strict posture by that. */
const isBlank = (document: ConfigDocument, path: Path): boolean =>
  placeIn(document, path) === undefined && !isDeepStrictEqual(document.at(path), document.at(path.slice(0, -1)))

const nameIn = (value: unknown): string =>
  value === undefined ? usualPosture : typeof value === 'string' ? value : JSON.stringify(value)

function keyFaults(document: ConfigDocument, around: SpecSurroundings, user: unknown, index: number): SpecFault[] {
  const keys = isMapping(user) ? user['ssh_keys'] : undefined
  const path: Path = ['access', 'users', index, 'ssh_keys']
  const isKeyless = Array.isArray(keys) && keys.length === 0
  if (around.secrets !== 'known' && !isKeyless) {
    if (around.secrets !== 'missing') return [{ code: 'E500', problem: around.secrets }]
    const message = 'there is no secrets.yaml, from which the keys of a user come'
    const hint = 'add it with ssh_keys:, or give the user ssh_keys: []'
    return [{ code: 'E500', problem: { ...document.at(['access', 'users', index]), message, hint } }]
  }
  // All of them, where it names none.
  if (!Array.isArray(keys)) return []
  const known = Object.keys(around.sshKeys)
  return keys.flatMap((key, place) => {
    if (typeof key === 'string' && Object.hasOwn(around.sshKeys, key)) return []
    const meant = nearest(String(key), known)
    const names = known.length === 0 ? 'there is none below ssh_keys' : `known: ${known.join(', ')}`
    const hint = meant === undefined ? names : `did you mean '${meant}'? ${names}`
    const message = `ssh key '${String(key)}' is not in secrets.yaml`
    return [{ code: 'E202', problem: { ...document.at([...path, place]), message, hint } }]
  })
}

export function resolveSpec(
  name: string,
  { document, value: spec, problems }: Checked<SpecDocument>,
  around: SpecSurroundings,
): SpecLookup {
  const file = `specs/${name}.yaml`
  const [fault] = danglingIn(document, around)
  if (fault) return { ok: false, ...fault }
  const [problem] = problems
  if (!spec) return { ok: false, code: 'E400', problem: problem ?? { ...document.at([]), message: 'it is no spec' } }
  const posture = around.posture(spec.access?.posture ?? usualPosture, document.at(['access', 'posture']))
  if (!posture.ok) return { ok: false, code: 'E201', problem: posture.problem }
  const { domain, timezone } = around.defaults
  const every = Object.values(around.sshKeys)
  const users = spec.access?.users?.map((user) => ({
    ...user,
    ssh_keys: user.ssh_keys?.map((key) => around.sshKeys[key] ?? '') ?? every,
  }))
  const own = (...path: Path) => placeIn(document, path) !== undefined
  return {
    ok: true,
    value: {
      name,
      posture: spec.access?.posture ?? usualPosture,
      value: {
        ...spec,
        identity: { hostname: name, ...(domain ? { domain } : {}), ...spec.identity },
        access: { ...spec.access, ...(users ? { users } : {}), _posture: posture.value },
        ...(timezone || spec.config ? { config: { ...(timezone ? { timezone } : {}), ...spec.config } } : {}),
      },
      sources: {
        timezone: own('config', 'timezone')
          ? inSite(file, 'config', 'timezone')
          : inSite('site.yaml', 'defaults', 'timezone'),
        keys: own('access', 'users', 0, 'ssh_keys')
          ? inSite(file, 'access', 'users', 0, 'ssh_keys')
          : inSite('secrets.yaml', 'ssh_keys'),
      },
    },
  }
}

/** Unquoted yes and no are booleans to YAML 1.1; the words are meant. */
export function postureOf({ ssh, ...others }: PostureDocument): Posture {
  if (!ssh) return others
  const { permit_root_login, password_authentication, ...more } = ssh
  return {
    ...others,
    ssh: {
      ...more,
      ...(permit_root_login === undefined ? {} : { permit_root_login: word(permit_root_login) }),
      ...(password_authentication === undefined ? {} : { password_authentication: word(password_authentication) }),
    },
  }
}

const word = (value: string | boolean): string => (typeof value === 'string' ? value : value ? 'yes' : 'no')
