/** The methods of roles, access control lists, groups, realms and log-in. */
import { may, permissionTable, rightsOn, rolePrivileges } from '../access.ts'
import { isActive, issueCsrfToken, issueTicket, passwordHash, readTicket } from '../authentication.ts'
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import { callerOf, isRoot } from '../caller.ts'
import type { Host } from '../host.ts'
import { failure, parameterRefusal, permissionRefusal, Refusal } from '../refusal.ts'
import { privileges, specialRoles } from '../roles.ts'
import type { AclEntry } from '../state.ts'

const areas: Readonly<Record<string, readonly [string, RegExp]>> = {
  vms: ['/vms', /^(?:VM\.|Permissions\.Modify$)/],
  storage: ['/storage', /^(?:Datastore\.|Permissions\.Modify$)/],
  nodes: ['/nodes', /^(?:Sys\.|Permissions\.Modify$)/],
  access: ['/access', /^(?:User\.Modify$|Group\.Allocate$|Permissions\.Modify$)/],
  sdn: ['/sdn', /^(?:SDN\.|Permissions\.Modify$)/],
  mapping: ['/mapping', /^(?:Mapping\.|Permissions\.Modify$)/],
  dc: ['/', /^(?:Sys\.Audit$|Sys\.Modify$|SDN\.)/],
}

function capabilities(host: Host, userid: string): Record<string, Record<string, number>> {
  const result: Record<string, Record<string, number>> = {}
  for (const [area, [path, pattern]] of Object.entries(areas)) {
    const held = [...rightsOn(host.state, callerOf(userid), path).keys()]
      .filter((name) => pattern.test(name))
      .toSorted()
    result[area] = Object.fromEntries(held.map((name) => [name, 1]))
  }
  return result
}

function login({ host, params }: Call): Record<string, unknown> {
  const name = asText(params['username']) ?? ''
  const realm = asText(params['realm'])
  const userid = realm === undefined ? name : `${name}@${realm}`
  const user = host.state.users[userid]
  const password = asText(params['password']) ?? ''
  const fits = user?.password === passwordHash(password) || readTicket(host, password) === userid
  if (!user || !fits || !isActive(host, user)) throw new Refusal(401, 'authentication failure')
  return {
    username: userid,
    ticket: issueTicket(host, userid),
    CSRFPreventionToken: issueCsrfToken(host, userid),
    cap: capabilities(host, userid),
  }
}

function changePassword({ host, caller, params }: Call): null {
  const userid = asText(params['userid']) ?? ''
  const user = host.state.users[userid]
  if (!user) throw failure(`no such user ('${userid}')`)
  if (caller.name !== userid && !isRoot(caller) && !may(host.state, caller, '/access/groups', 'User.Modify'))
    throw permissionRefusal()
  user.password = passwordHash(asText(params['password']) ?? '')
  return null
}

function permissions({ host, caller, params }: Call): unknown {
  const asked = asText(params['userid']) ?? caller.name
  const own = asked === caller.name || asked.split('!')[0] === caller.name
  // Another's permissions are shown to auditors; to others the list is empty.
  if (!own && !may(host.state, caller, '/access', 'Sys.Audit')) return {}
  return permissionTable(host.state, asked, asText(params['path']))
}

const aclPath =
  /^\/(?:|access(?:\/(?:groups|realm)(?:\/[^/]+)?)?|mapping(?:\/[^/]+){0,2}|nodes(?:\/[^/]+)?|pool(?:\/[^/]+){0,3}|sdn(?:\/[^/]+){0,4}|storage(?:\/[^/]+)?|vms(?:\/\d+)?)$/

function changeAcl({ host, params }: Call): null {
  const path = `/${(asText(params['path']) ?? '')
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`
  if (!aclPath.test(path)) throw parameterRefusal({ path: `invalid ACL path '${asText(params['path'])}'` })
  const roles = asList(params['roles'])
  for (const role of roles) {
    if (!rolePrivileges(host.state, role)) throw failure(`ACL update failed: role '${role}' does not exist`)
  }
  const propagate = params['propagate'] === undefined || isOn(params['propagate'])
  const entries = subjects({ host, params }).flatMap(([type, ugid]) =>
    roles.map((roleid): AclEntry => ({ path, type, ugid, roleid, propagate })),
  )
  const same = (a: AclEntry, b: AclEntry) =>
    a.path === b.path && a.type === b.type && a.ugid === b.ugid && a.roleid === b.roleid
  const others = host.state.acl.filter((present) => !entries.some((entry) => same(entry, present)))
  host.state.acl = isOn(params['delete']) ? others : [...others, ...entries]
  return null
}

function subjects({ host, params }: Pick<Call, 'host' | 'params'>): (readonly ['user' | 'group' | 'token', string])[] {
  const users = asList(params['users'])
  const groups = asList(params['groups'])
  const tokens = asList(params['tokens'])
  if (users.length + groups.length + tokens.length === 0) {
    const text = "either 'users', 'groups' or 'tokens' is required."
    throw parameterRefusal({ users: text, groups: text, tokens: text })
  }
  for (const user of users) {
    if (!host.state.users[user]) throw failure(`ACL update failed: user '${user}' does not exist`)
  }
  for (const group of groups) {
    if (!host.state.groups[group]) throw failure(`ACL update failed: group '${group}' does not exist`)
  }
  for (const token of tokens) {
    const { userid, tokenid } = callerOf(token)
    if (!host.state.users[userid]?.tokens[tokenid ?? ''])
      throw failure(`ACL update failed: no such token '${tokenid}' for user '${userid}'`)
  }
  return [
    ...users.map((user) => ['user', user] as const),
    ...groups.map((group) => ['group', group] as const),
    ...tokens.map((token) => ['token', token] as const),
  ]
}

function listAcl({ host, caller }: Call): unknown[] {
  const all =
    may(host.state, caller, '/access', 'Sys.Audit') || may(host.state, caller, '/access', 'Permissions.Modify')
  return host.state.acl
    .filter((entry) => all || may(host.state, caller, entry.path, 'Permissions.Modify'))
    .map((entry) => ({ ...entry, propagate: entry.propagate ? 1 : 0 }))
}

function listRoles({ host }: Call): unknown[] {
  const special = Object.entries(specialRoles).map(([roleid, names]) => ({
    roleid,
    privs: names.join(','),
    special: 1,
  }))
  const own = Object.entries(host.state.roles).map(([roleid, names]) => ({
    roleid,
    privs: names.join(','),
    special: 0,
  }))
  return [...special, ...own].toSorted((a, b) => (a.roleid < b.roleid ? -1 : 1))
}

function saveRole({ host, params }: Call, create: boolean): null {
  const roleid = asText(params['roleid']) ?? ''
  if (create && /^pve/i.test(roleid)) {
    throw parameterRefusal({ roleid: "cannot use role ID starting with the (case-insensitive) 'PVE' namespace" })
  }
  const present = host.state.roles[roleid]
  if (create && rolePrivileges(host.state, roleid)) throw failure(`create role failed: role '${roleid}' already exists`)
  if (!create && specialRoles[roleid])
    throw failure(`update role failed: auto-generated role '${roleid}' cannot be modified`)
  if (!create && !present) throw failure(`update role failed: role '${roleid}' does not exist`)
  const given = asList(params['privs']).filter((name) => privileges.has(name))
  host.state.roles[roleid] = [...new Set([...(isOn(params['append']) ? (present ?? []) : []), ...given])].toSorted()
  return null
}

function oneRole({ host, params }: Call): Record<string, number> {
  const roleid = asText(params['roleid']) ?? ''
  const names = rolePrivileges(host.state, roleid)
  if (!names) throw failure(`role '${roleid}' does not exist`)
  return Object.fromEntries(names.map((name) => [name, 1]))
}

function removeRole({ host, params }: Call): null {
  const roleid = asText(params['roleid']) ?? ''
  if (!host.state.roles[roleid]) throw failure(`delete role failed: role '${roleid}' does not exist`)
  delete host.state.roles[roleid]
  host.state.acl = host.state.acl.filter((entry) => entry.roleid !== roleid)
  return null
}

const subdirs = (list: string) => () => list.split(' ').map((subdir) => ({ subdir }))

export const accessRoutes: Readonly<Record<string, Handler>> = {
  'GET /access': subdirs('users groups roles acl domains openid tfa ticket password'),
  'GET /access/ticket': () => null,
  'POST /access/ticket': login,
  'PUT /access/password': changePassword,
  'GET /access/permissions': permissions,
  'GET /access/acl': listAcl,
  'PUT /access/acl': changeAcl,
  'GET /access/roles': listRoles,
  'POST /access/roles': (call) => saveRole(call, true),
  'GET /access/roles/{roleid}': oneRole,
  'PUT /access/roles/{roleid}': (call) => saveRole(call, false),
  'DELETE /access/roles/{roleid}': removeRole,
}
