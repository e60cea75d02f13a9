/** The permission that the schema declares for a method, checked before its parameters are. */
import { demand, demandAny, mayAny, normalPath } from './access.ts'
import type { Caller } from './caller.ts'
import { isRoot } from './caller.ts'
import { checkFormat, splitList } from './formats.ts'
import type { Params } from './schema-check.ts'
import { isRecord } from './schema.ts'
import { failure, permissionRefusal, Refusal } from './refusal.ts'
import type { WorldState } from './state.ts'

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

/** Refuses with the text of the real server unless the caller may use the method. */
export function checkPermission(state: WorldState, caller: Caller, permissions: unknown, params: Params): void {
  if (isRoot(caller)) return
  if (!isRecord(permissions)) throw permissionRefusal('user != root@pam')
  if (permissions['user'] !== undefined) return
  checkRule(state, caller, permissions['check'], params)
}

function checkRule(state: WorldState, caller: Caller, rule: unknown, params: Params): void {
  if (!Array.isArray(rule)) throw permissionRefusal()
  const [kind, ...rest]: unknown[] = rule
  switch (kind) {
    case 'and':
      for (const part of rest) checkRule(state, caller, part, params)
      return
    case 'or':
      return checkAlternatives(state, caller, rest, params)
    case 'perm':
      return checkPath(state, caller, rest, params)
    case 'perm-modify':
      return checkModify(state, caller, params)
    case 'userid-param':
      return checkUser(state, caller, rest[0], params)
    case 'userid-group':
      return checkGroups(state, caller, rest, params)
    default:
      throw permissionRefusal()
  }
}

/** What is wrong with an alternative is not told, unless that has parts of its own. */
function checkAlternatives(state: WorldState, caller: Caller, rules: readonly unknown[], params: Params): void {
  for (const rule of rules) {
    try {
      return checkRule(state, caller, rule, params)
    } catch (error) {
      const compound = Array.isArray(rule) && rule[0] === 'and'
      if (!(error instanceof Refusal) || compound) throw error
    }
  }
  throw permissionRefusal()
}

const textOf = (value: Params[string] | undefined): string => (typeof value === 'string' ? value : '')

function existing(state: WorldState, userid: string): void {
  if (!state.users[userid]) throw failure(`no such user ('${userid}')`)
}

function checkUser(state: WorldState, caller: Caller, test: unknown, params: Params): void {
  const userid = textOf(params['userid'])
  const complaint = checkFormat('pve-userid', userid)
  if (complaint !== undefined) throw failure(complaint.trimEnd())
  if (test === 'self') {
    existing(state, userid)
    if (userid !== caller.name) throw permissionRefusal()
  } else {
    demand(state, caller, `/access/realm/${userid.replace(/^.*@/, '')}`, 'Realm.AllocateUser')
  }
}

/** Where somebody may not change all users, those groups count on which they may, and the members of these. */
function checkGroups(state: WorldState, caller: Caller, rule: readonly unknown[], params: Params): void {
  const [needed, ...options] = rule
  const wanted = texts(needed)
  const act = options[options.indexOf('groups_param') + 1]
  const userid = textOf(params['userid'])
  if (act !== 'create') existing(state, userid)
  const allowed = (group: string) => mayAny(state, caller, group, wanted)
  if (allowed('/access/groups')) return
  if (options.includes('groups_param')) {
    const groups = splitList(textOf(params['groups']))
    if (groups.length === 0) throw permissionRefusal(`/access/groups, ${wanted.join('|')}`)
    for (const group of groups) demandGroup(state, caller, group, wanted)
  }
  if (act === 'create') return
  if (!(state.users[userid]?.groups ?? []).some((group) => allowed(`/access/groups/${group}`))) {
    throw permissionRefusal()
  }
}

function demandGroup(state: WorldState, caller: Caller, group: string, wanted: readonly string[]): void {
  const path = `/access/groups/${group}`
  if (!state.groups[group]) throw permissionRefusal(`${path}, ${wanted.join('|')}`)
  demandAny(state, caller, path, wanted)
}

function checkPath(state: WorldState, caller: Caller, rule: readonly unknown[], params: Params): void {
  const [template, needed, ...options] = rule
  const required = options.indexOf('require_param')
  if (required >= 0 && params[String(options[required + 1])] === undefined) throw permissionRefusal()
  const filled = String(template).replace(/\{([^}]+)\}/g, (_, name: string) => String(params[name] ?? ''))
  const path = normalPath(filled) ?? filled
  if (options.includes('any')) demandAny(state, caller, path, [...new Set(texts(needed))])
  else demand(state, caller, path, ...texts(needed))
}

function checkModify(state: WorldState, caller: Caller, params: Params): void {
  // What is no path at all is refused by the method itself.
  const path = normalPath(textOf(params['path']))
  if (path !== undefined) demandModify(state, caller, path)
}

/** Any of these lets somebody change the access control list of a path. */
function modifying(path: string): string[] {
  const area = /^\/(storage|vms|pool)\/./.exec(path)?.[1]
  const own = { storage: 'Datastore.Allocate', vms: 'VM.Allocate', pool: 'Pool.Allocate' }
  return ['Permissions.Modify', ...(area === 'storage' || area === 'vms' || area === 'pool' ? [own[area]] : [])]
}

export const mayModify = (state: WorldState, caller: Caller, path: string): boolean =>
  mayAny(state, caller, path, modifying(path))

export const demandModify = (state: WorldState, caller: Caller, path: string): void =>
  demandAny(state, caller, path, modifying(path))
