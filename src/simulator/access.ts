/** Which privileges somebody has on a path, as the access control lists give them. */
import type { Caller } from './caller.ts'
import { callerOf, isRoot } from './caller.ts'
import { permissionRefusal } from './refusal.ts'
import { privileges, specialRoles } from './roles.ts'
import type { AclEntry, WorldState } from './state.ts'

/** Privilege to whether it goes on below the path. */
export type Rights = ReadonlyMap<string, boolean>

const all: Rights = new Map([...privileges].map((name) => [name, true]))

export const rolePrivileges = (state: WorldState, role: string): readonly string[] | undefined =>
  specialRoles[role] ?? state.roles[role]

/** The privileges of a caller on a path; a separated token has what both it and its user have. */
export function rightsOn(state: WorldState, caller: Caller, path: string): Rights {
  const own = userRights(state, caller.userid, path)
  if (caller.tokenid === undefined) return own
  const token = state.users[caller.userid]?.tokens[caller.tokenid]
  if (!token) return new Map()
  if (!token.privsep) return own
  const given = granted(
    state,
    path,
    (entry) => entry.type === 'token' && entry.ugid === caller.name,
    () => false,
  )
  return new Map([...given].filter(([privilege]) => own.has(privilege)))
}

function userRights(state: WorldState, userid: string, path: string): Rights {
  if (userid === 'root@pam') return all
  const groups = state.users[userid]?.groups ?? []
  const isUser = (entry: AclEntry) => entry.type === 'user' && entry.ugid === userid
  const isGroup = (entry: AclEntry) => entry.type === 'group' && groups.includes(entry.ugid)
  return granted(state, path, isUser, isGroup)
}

type Test = (entry: AclEntry) => boolean

/** Rights by path, those of the pool included; an entry deeper in the path replaces all above it. */
function granted(state: WorldState, path: string, first: Test, second: Test): Rights {
  const rights = new Map(grantedOn(state, path, first, second))
  for (const pool of poolsOf(state, path)) {
    for (const [privilege, propagate] of grantedOn(state, `/pool/${pool}`, first, second)) {
      if (!rights.has(privilege)) rights.set(privilege, propagate)
    }
  }
  return rights
}

function poolsOf(state: WorldState, path: string): string[] {
  const [, area, id] = /^\/(vms|storage)\/([^/]+)$/.exec(path) ?? []
  if (id === undefined) return []
  const member = (pool: { vms: number[]; storages: string[] }) =>
    area === 'vms' ? pool.vms.includes(Number(id)) : pool.storages.includes(id)
  return Object.values(state.pools)
    .filter(member)
    .map((pool) => pool.poolid)
}

function grantedOn(state: WorldState, path: string, first: Test, second: Test): Rights {
  let roles: AclEntry[] = []
  for (const level of levels(path)) {
    const here = state.acl.filter((entry) => entry.path === level && (level === path || entry.propagate))
    const own = here.filter(first)
    const found = own.length > 0 ? own : here.filter(second)
    if (found.length > 0) roles = found
  }
  if (roles.some((entry) => entry.roleid === 'NoAccess')) return new Map()
  const rights = new Map<string, boolean>()
  for (const entry of roles) {
    for (const privilege of rolePrivileges(state, entry.roleid) ?? []) {
      rights.set(privilege, rights.get(privilege) === true || entry.propagate)
    }
  }
  return rights
}

/** `/`, `/vms`, `/vms/100` of `/vms/100`. */
function levels(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '')
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)]
}

export const may = (state: WorldState, caller: Caller, path: string, privilege: string): boolean =>
  isRoot(caller) || rightsOn(state, caller, path).has(privilege)

/** Refuses unless the caller has every privilege on the path. */
export function demand(state: WorldState, caller: Caller, path: string, ...needed: string[]): void {
  for (const privilege of needed) {
    if (!may(state, caller, path, privilege)) throw permissionRefusal(`${path}, ${privilege}`)
  }
}

/** Refuses unless the caller has one of the privileges on the path. */
export function demandAny(state: WorldState, caller: Caller, path: string, needed: readonly string[]): void {
  if (!needed.some((privilege) => may(state, caller, path, privilege))) {
    throw permissionRefusal(`${path}, ${needed.join('|')}`)
  }
}

const topPaths = ['/', '/access', '/access/groups', '/nodes', '/pool', '/sdn', '/storage', '/vms']

/** The answer to GET /access/permissions: path to privilege to its propagate flag. */
export function permissionTable(
  state: WorldState,
  name: string,
  path?: string,
): Record<string, Record<string, number>> {
  const caller = callerOf(name)
  const table: Record<string, Record<string, number>> = {}
  const paths = path === undefined ? [...new Set([...topPaths, ...state.acl.map((entry) => entry.path)])] : [path]
  for (const place of paths.toSorted()) {
    const rights = [...rightsOn(state, caller, place)].toSorted(([a], [b]) => (a < b ? -1 : 1))
    if (rights.length > 0 || path !== undefined) {
      table[place] = Object.fromEntries(rights.map(([privilege, propagate]) => [privilege, propagate ? 1 : 0]))
    }
  }
  return table
}
