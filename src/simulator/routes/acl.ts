/** The methods of roles and of access control lists. */
import { may, normalPath, rightsOn, rolePrivileges } from '../access.ts'
import type { Rights } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import { callerOf } from '../caller.ts'
import type { Host } from '../host.ts'
import { mayModify } from '../permission-check.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import { privileges, specialRoles } from '../roles.ts'
import type { AclEntry } from '../state.ts'

const prefix = 'ACL update failed'

const aclPath =
  /^\/(?:|access(?:\/(?:groups|realm)(?:\/[^/]+)?)?|mapping(?:\/[^/]+){0,2}|nodes(?:\/[^/]+)?|pool(?:\/[^/]+){0,3}|sdn(?:\/[^/]+){0,4}|storage(?:\/[^/]+)?|vms(?:\/[1-9]\d{2,})?)$/

/** Who is named, by the parameters of the method. */
interface Subjects {
  readonly groups: readonly string[]
  readonly users: readonly string[]
  readonly tokens: readonly string[]
}

function subjectsOf({ params }: Call): Subjects {
  const groups = asList(params['groups'])
  const users = asList(params['users'])
  const tokens = asList(params['tokens'])
  if (users.length + groups.length + tokens.length === 0) {
    const text = "either 'users', 'groups' or 'tokens' is required."
    throw parameterRefusal({ users: text, groups: text, tokens: text })
  }
  return { groups, users, tokens }
}

function checkSubjects({ state }: Host, { groups, users, tokens }: Subjects): void {
  const unknown = (kind: string, name: string) => failure(`${prefix}: ${kind} '${name}' does not exist`)
  for (const group of groups) if (!state.groups[group]) throw unknown('group', group)
  for (const user of users) if (!state.users[user]) throw unknown('user', user)
  for (const token of tokens) {
    const { userid, tokenid = '' } = callerOf(token)
    const owner = state.users[userid]
    if (!owner) throw failure(`${prefix}: no such user ('${userid}')`)
    if (!owner.tokens[tokenid]) throw failure(`${prefix}: no such token '${tokenid}' for user '${userid}'`)
  }
}

/** Who may hand out rights on a guest, but not change permissions as such, hands out only what is theirs. */
function checkHolds(held: Rights, names: readonly string[], role: string, change: Change): void {
  if (held.has('Permissions.Modify')) return
  const what = `Cannot ${change.remove ? 'remove' : 'add'} role '${role}'`
  const refuse = (why: string) => failure(`${prefix}: 400 Parameter verification failed.\nrole: ${what} ${why}`)
  for (const name of names) {
    if (!held.has(name)) throw refuse("- requires 'Permissions.Modify' or superset of privileges.")
    if (change.propagate && !change.remove && held.get(name) !== true) {
      throw refuse("with propagation - requires 'Permissions.Modify' or propagated superset of privileges.")
    }
  }
  if (role === 'NoAccess') throw refuse("- requires 'Permissions.Modify'")
}

interface Change {
  readonly propagate: boolean
  readonly remove: boolean
}

function changeAcl(call: Call): null {
  const { host, caller, params } = call
  const subjects = subjectsOf(call)
  const given = asText(params['path']) ?? ''
  const path = normalPath(given)
  const change = { propagate: params['propagate'] !== '0', remove: isOn(params['delete']) }
  if (path === undefined || (!change.remove && !aclPath.test(path))) {
    throw parameterRefusal({ path: `invalid ACL path '${given}'` })
  }
  const held = rightsOn(host.state, caller, path)
  const roles = asList(params['roles'])
  for (const role of roles) {
    const names = rolePrivileges(host.state, role)
    if (!names) throw failure(`${prefix}: role '${role}' does not exist`)
    checkHolds(held, names, role, change)
    checkSubjects(host, subjects)
  }
  const entries = roles.flatMap((roleid): AclEntry[] => {
    const entry = (type: AclEntry['type']) => (ugid: string) => ({
      path,
      type,
      ugid,
      roleid,
      propagate: change.propagate,
    })
    return [
      ...subjects.groups.map(entry('group')),
      ...subjects.users.map(entry('user')),
      ...subjects.tokens.map(entry('token')),
    ]
  })
  const same = (a: AclEntry, b: AclEntry) =>
    a.path === b.path && a.type === b.type && a.ugid === b.ugid && a.roleid === b.roleid
  const others = host.state.acl.filter((present) => !entries.some((entry) => same(entry, present)))
  host.state.acl = change.remove ? others : [...others, ...entries]
  return null
}

function listAcl({ host, caller }: Call): unknown[] {
  const all = may(host.state, caller, '/access', 'Sys.Audit')
  return host.state.acl
    .filter(({ path }) => all || mayModify(host.state, caller, path))
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
  if (!create && specialRoles[roleid]) throw failure(`auto-generated role '${roleid}' cannot be modified`)
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
  if (specialRoles[roleid]) throw failure(`auto-generated role '${roleid}' cannot be deleted`)
  if (!host.state.roles[roleid]) throw failure(`delete role failed: role '${roleid}' does not exist`)
  delete host.state.roles[roleid]
  host.state.acl = host.state.acl.filter((entry) => entry.roleid !== roleid)
  return null
}

export const aclRoutes: Readonly<Record<string, Handler>> = {
  'GET /access/acl': listAcl,
  'PUT /access/acl': changeAcl,
  'GET /access/roles': listRoles,
  'POST /access/roles': (call) => saveRole(call, true),
  'GET /access/roles/{roleid}': oneRole,
  'PUT /access/roles/{roleid}': (call) => saveRole(call, false),
  'DELETE /access/roles/{roleid}': removeRole,
}
