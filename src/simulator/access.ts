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
  const given = privilegesOf(state, rolesOn(state, path, { first: (entry) => isOwn(entry, 'token', caller.name) }))
  return new Map([...given].flatMap(([name, on]) => (own.has(name) ? [[name, on && own.get(name) === true]] : [])))
}

const isOwn = (entry: AclEntry, type: AclEntry['type'], ugid: string): boolean =>
  entry.type === type && entry.ugid === ugid

function userRights(state: WorldState, userid: string, path: string): Rights {
  if (userid === 'root@pam') return all
  const groups = state.users[userid]?.groups ?? []
  return privilegesOf(
    state,
    rolesOn(state, path, {
      first: (entry) => isOwn(entry, 'user', userid),
      second: (entry) => entry.type === 'group' && groups.includes(entry.ugid),
    }),
  )
}

type Test = (entry: AclEntry) => boolean
/** On one path, entries of the first kind make those of the second kind void. */
interface Subject {
  readonly first: Test
  readonly second?: Test
}
/** Role to whether it goes on below the path. */
type Roles = ReadonlyMap<string, boolean>

function privilegesOf(state: WorldState, roles: Roles): Rights {
  const rights = new Map<string, boolean>()
  for (const [role, propagate] of roles) {
    for (const name of rolePrivileges(state, role) ?? []) rights.set(name, rights.get(name) === true || propagate)
  }
  return rights
}

/** Roles by path, with those that the pools give which it belongs to; these go no further. */
function rolesOn(state: WorldState, path: string, subject: Subject): Roles {
  const own = rolesAt(state, path, subject)
  if (own.has('NoAccess')) return own
  const ofPools = poolsOf(state, path).flatMap((pool) => [...rolesAt(state, `/pool/${pool}`, subject).keys()])
  if (ofPools.includes('NoAccess')) return new Map([['NoAccess', false]])
  return new Map([...ofPools.map((role) => [role, false] as const), ...own])
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

/** An entry deeper in the path replaces all above it. */
function rolesAt(state: WorldState, path: string, { first, second = () => false }: Subject): Roles {
  let found: AclEntry[] = []
  for (const level of levels(path)) {
    const here = state.acl.filter((entry) => entry.path === level && (level === path || entry.propagate))
    const own = here.filter(first)
    const next = own.length > 0 ? own : here.filter(second)
    if (next.length > 0) found = next
  }
  const roles = new Map<string, boolean>()
  for (const { roleid, propagate } of found) roles.set(roleid, roles.get(roleid) === true || propagate)
  return roles.has('NoAccess') ? new Map([['NoAccess', roles.get('NoAccess') === true]]) : roles
}

/** `/`, `/vms`, `/vms/100` of `/vms/100`. */
function levels(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '')
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)]
}

export const may = (state: WorldState, caller: Caller, path: string, privilege: string): boolean =>
  isRoot(caller) || rightsOn(state, caller, path).has(privilege)

export const mayAny = (state: WorldState, caller: Caller, path: string, privileges: readonly string[]): boolean =>
  privileges.some((privilege) => may(state, caller, path, privilege))

/** Refuses unless the caller has every privilege on the path. */
export function demand(state: WorldState, caller: Caller, path: string, ...needed: string[]): void {
  for (const privilege of needed) {
    if (!may(state, caller, path, privilege)) throw permissionRefusal(`${path}, ${privilege}`)
  }
}

/** Refuses unless the caller has one of the privileges on the path. */
export function demandAny(state: WorldState, caller: Caller, path: string, needed: readonly string[]): void {
  if (!mayAny(state, caller, path, needed)) throw permissionRefusal(`${path}, ${needed.join('|')}`)
}

/** A path without doubled and closing slashes; nothing where it is no path. */
export const normalPath = (path: string): string | undefined =>
  /^[A-Za-z0-9._/-]*$/.test(path)
    ? `/${path
        .split('/')
        .filter((part) => part !== '')
        .join('/')}`
    : undefined

const aclPaths = (state: WorldState): string[] => state.acl.map((entry) => entry.path)

const areas: Readonly<Record<string, RegExp>> = {
  vms: /^(?:VM\.|Permissions\.Modify)/,
  access: /^(?:User\.|Group\.|Permissions\.Modify)/,
  storage: /^(?:Datastore\.|Permissions\.Modify)/,
  nodes: /^(?:Sys\.|Permissions\.Modify)/,
  sdn: /^SDN\.|^Permissions\.Modify/,
  dc: /^(?:Sys\.Audit|Sys\.Modify|SDN\.)/,
  mapping: /^(?:Mapping\.|Permissions\.Modify)/,
}

/** What a user may do anywhere in each area, as the web interface asks at log-in. */
export function capabilities(state: WorldState, userid: string): Record<string, Record<string, number>> {
  const held = new Map(Object.keys(areas).map((area) => [area, new Set<string>()]))
  const required = ['/', '/nodes', '/access/groups', '/vms', '/storage', '/sdn', '/mapping']
  for (const path of new Set([...required, ...aclPaths(state)])) {
    const top = /^\/(\w+)/.exec(path)?.[1] ?? 'dc'
    for (const name of rightsOn(state, callerOf(userid), path).keys()) {
      for (const area of top === 'pool' ? ['vms', 'storage'] : [top]) {
        if (areas[area]?.test(name)) held.get(area)?.add(name)
      }
    }
  }
  const flags = (names: ReadonlySet<string>) => Object.fromEntries([...names].map((name) => [name, 1]))
  return Object.fromEntries([...held].map(([area, names]) => [area, flags(names)]))
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
  const pools = Object.values(state.pools)
  const members = pools.flatMap(({ vms, storages }) => [
    ...vms.map((vmid) => `/vms/${vmid}`),
    ...storages.map((id) => `/storage/${id}`),
  ])
  const paths = path === undefined ? [...new Set([...topPaths, ...aclPaths(state), ...members])] : [path]
  for (const place of paths.toSorted()) {
    const rights = [...rightsOn(state, caller, place)].toSorted(([a], [b]) => (a < b ? -1 : 1))
    if (rights.length > 0 || path !== undefined) {
      table[place] = Object.fromEntries(rights.map(([privilege, propagate]) => [privilege, propagate ? 1 : 0]))
    }
  }
  return table
}
