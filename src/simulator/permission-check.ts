/** The permission that the schema declares for a method, checked before its parameters are. */
import { demand, demandAny, may } from './access.ts'
import type { Caller } from './caller.ts'
import { isRoot } from './caller.ts'
import type { Params } from './schema-check.ts'
import { isRecord } from './schema.ts'
import { permissionRefusal, Refusal } from './refusal.ts'
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
  if (!Array.isArray(rule)) return
  const [kind, ...rest]: unknown[] = rule
  switch (kind) {
    case 'and':
      for (const part of rest) checkRule(state, caller, part, params)
      return
    case 'or':
      if (!rest.some((part) => passes(() => checkRule(state, caller, part, params)))) throw permissionRefusal()
      return
    case 'perm':
      return checkPath(state, caller, rest, params)
    case 'perm-modify':
      return checkModify(state, caller, params)
    case 'userid-param':
      if (rest[0] === 'self') {
        if (params['userid'] !== caller.name) throw permissionRefusal('user != self')
        return
      }
      return demand(state, caller, `/access/realm/${String(params['userid']).split('@')[1] ?? ''}`, ...texts(rest))
    case 'userid-group':
      return demandAny(state, caller, '/access/groups', texts(rest[0]))
    default:
      throw permissionRefusal()
  }
}

function passes(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function checkPath(state: WorldState, caller: Caller, rule: readonly unknown[], params: Params): void {
  const [template, needed, ...options] = rule
  const required = options.indexOf('require_param')
  if (required >= 0 && params[String(options[required + 1])] === undefined) throw permissionRefusal()
  const path = String(template).replace(/\{([^}]+)\}/g, (_, name: string) => String(params[name] ?? ''))
  if (options.includes('any')) demandAny(state, caller, path, [...new Set(texts(needed))])
  else demand(state, caller, path, ...texts(needed))
}

function checkModify(state: WorldState, caller: Caller, params: Params): void {
  const path = String(params['path'] ?? '')
  const area = /^\/(storage|vms|pool)\/./.exec(path)?.[1]
  const own = { storage: 'Datastore.Allocate', vms: 'VM.Allocate', pool: 'Pool.Allocate' }
  const extra = area === 'storage' || area === 'vms' || area === 'pool' ? [own[area]] : []
  const needed = ['Permissions.Modify', ...extra]
  if (!needed.some((privilege) => may(state, caller, path, privilege))) {
    throw permissionRefusal(`${path}, ${needed.join('|')}`)
  }
}
