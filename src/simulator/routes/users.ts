/** The methods of users, their tokens, and groups. */
import { mayAny } from '../access.ts'
import { passwordHash } from '../authentication.ts'
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import { uuid } from '../host.ts'
import { failure, parameterRefusal, prefixed } from '../refusal.ts'
import type { Token, User } from '../state.ts'
import { checkPasswordRealm } from './realms.ts'

const idOf = ({ params }: Call): string => asText(params['userid']) ?? ''

function userNamed(call: Call, prefix = ''): User {
  const user = call.host.state.users[idOf(call)]
  if (!user) throw failure(`${prefix}no such user ('${idOf(call)}')`)
  return user
}

const tokenEntry = (tokenid: string, token: Token) => ({ tokenid, ...tokenFields(token) })
const tokenFields = ({ privsep, expire, comment }: Token) => ({
  privsep: privsep ? 1 : 0,
  expire,
  ...(comment === undefined ? {} : { comment }),
})

const textKeys = ['firstname', 'lastname', 'email', 'comment', 'keys'] as const

/** Empty ones are left out, but for an email before a comment: the file has its place for it. */
function texts(user: User): Record<string, string> {
  const given = textKeys.filter((key) => user[key] !== undefined && user[key] !== '')
  const shown = given.some((key) => key === 'comment' || key === 'keys') ? new Set(given).add('email') : given
  return Object.fromEntries([...shown].map((key) => [key, user[key] ?? '']))
}

function setTexts(user: User, { params }: Call): void {
  for (const key of textKeys) {
    if (params[key] !== undefined) user[key] = asText(params[key]) ?? ''
  }
}

function list(call: Call): unknown[] {
  const { host, caller, params } = call
  const seen = (path: string) => mayAny(host.state, caller, path, ['User.Modify', 'Sys.Audit'])
  const all = seen('/access/groups')
  const full = isOn(params['full'])
  return Object.values(host.state.users)
    .filter(
      (user) => all || user.userid === caller.name || user.groups.some((group) => seen(`/access/groups/${group}`)),
    )
    .filter((user) => params['enabled'] === undefined || user.enable === isOn(params['enabled']))
    .toSorted((a, b) => (a.userid < b.userid ? -1 : 1))
    .map((user) => ({
      userid: user.userid,
      enable: user.enable ? 1 : 0,
      expire: user.expire,
      ...texts(user),
      'realm-type': user.userid.split('@')[1],
      ...(full ? { groups: user.groups.toSorted().join(','), tokens: tokenList(user) } : {}),
    }))
}

function tokenList(user: User): unknown[] | null {
  const tokens = Object.entries(user.tokens)
  return tokens.length === 0 ? null : tokens.map(([tokenid, token]) => tokenEntry(tokenid, token))
}

function create(call: Call): null {
  const { host, params } = call
  const userid = idOf(call)
  if (host.state.users[userid]) throw failure(`create user failed: user '${userid}' already exists`)
  const password = asText(params['password'])
  if (password !== undefined) prefixed('create user failed', () => checkPasswordRealm(host, userid))
  const user: User = {
    userid,
    enable: params['enable'] === undefined || isOn(params['enable']),
    expire: Number(params['expire'] ?? 0),
    groups: groupsIn(call, 'create'),
    tokens: {},
    ...(password === undefined ? {} : { password: passwordHash(password) }),
  }
  setTexts(user, call)
  host.state.users[userid] = user
  return null
}

function groupsIn({ host, params }: Call, act: 'create' | 'update'): string[] {
  const groups = asList(params['groups'])
  for (const group of groups) {
    if (!host.state.groups[group]) throw failure(`${act} user failed: no such group '${group}'`)
  }
  return groups
}

function show(call: Call): Record<string, unknown> {
  const user = userNamed(call)
  const tokens = Object.entries(user.tokens)
  const listed = Object.fromEntries(tokens.map(([tokenid, token]) => [tokenid, tokenFields(token)]))
  return {
    enable: user.enable ? 1 : 0,
    expire: user.expire,
    groups: user.groups.toSorted(),
    ...texts(user),
    tokens: tokens.length === 0 ? null : listed,
  }
}

function update(call: Call): null {
  const user = userNamed(call, 'update user failed: ')
  const { params } = call
  if (params['enable'] !== undefined) user.enable = isOn(params['enable'])
  if (params['expire'] !== undefined) user.expire = Number(params['expire'])
  if (params['groups'] !== undefined) {
    user.groups = [...new Set([...(isOn(params['append']) ? user.groups : []), ...groupsIn(call, 'update')])]
  }
  setTexts(user, call)
  return null
}

/** Root may delete a user that there is not; others were refused before. Root itself is there again at once. */
function remove(call: Call): null {
  const { state } = call.host
  const userid = idOf(call)
  const { password } = state.users[userid] ?? {}
  delete state.users[userid]
  if (userid === 'root@pam') {
    const known = password === undefined ? {} : { password }
    state.users[userid] = { userid, enable: true, expire: 0, groups: [], tokens: {}, ...known }
  }
  state.acl = state.acl.filter((entry) => entry.ugid.split('!')[0] !== userid)
  return null
}

function createToken(call: Call): Record<string, unknown> {
  const { host, params } = call
  const user = userNamed(call)
  const tokenid = asText(params['tokenid']) ?? ''
  if (user.tokens[tokenid]) throw parameterRefusal({ tokenid: 'Token already exists.' })
  const secret = uuid(host)
  const comment = asText(params['comment']) || undefined
  const expire = asText(params['expire'])
  user.tokens[tokenid] = {
    secret,
    privsep: params['privsep'] === undefined || isOn(params['privsep']),
    expire: Number(expire ?? 0),
    ...(comment === undefined ? {} : { comment }),
  }
  const info = {
    privsep: params['privsep'] ?? 1,
    ...(comment === undefined ? {} : { comment }),
    ...(expire === undefined ? {} : { expire }),
  }
  return { 'full-tokenid': `${user.userid}!${tokenid}`, value: secret, info }
}

function tokenNamed(call: Call): Token {
  const tokenid = asText(call.params['tokenid']) ?? ''
  const token = userNamed(call).tokens[tokenid]
  if (!token) throw failure(`no such token '${tokenid}' for user '${idOf(call)}'`)
  return token
}

function updateToken(call: Call): Record<string, unknown> {
  const token = tokenNamed(call)
  const { host, params } = call
  const removed = asList(params['delete'])
  if (removed.includes('comment')) delete token.comment
  if (removed.includes('expire')) token.expire = 0
  const { privsep, expire } = params
  if (privsep !== undefined) token.privsep = isOn(privsep)
  if (expire !== undefined) token.expire = Number(expire)
  const comment = asText(params['comment'])
  if (comment !== undefined && comment !== '') token.comment = comment
  const renewed = isOn(params['regenerate'])
  if (renewed) token.secret = uuid(host)
  return {
    ...tokenFields(token),
    ...(privsep === undefined ? {} : { privsep }),
    ...(expire === undefined ? {} : { expire }),
    ...(renewed ? { value: token.secret, 'full-tokenid': `${idOf(call)}!${asText(params['tokenid'])}` } : {}),
  }
}

function removeToken(call: Call): null {
  tokenNamed(call)
  const tokenid = asText(call.params['tokenid']) ?? ''
  delete userNamed(call).tokens[tokenid]
  call.host.state.acl = call.host.state.acl.filter((entry) => entry.ugid !== `${idOf(call)}!${tokenid}`)
  return null
}

const members = ({ host }: Call, group: string): string[] =>
  Object.values(host.state.users)
    .filter((user) => user.groups.includes(group))
    .map((user) => user.userid)

function listGroups(call: Call): unknown[] {
  const { host, caller } = call
  const shown = ([group]: readonly [string, unknown]) =>
    mayAny(host.state, caller, `/access/groups/${group}`, ['User.Modify', 'Sys.Audit', 'Group.Allocate'])
  return Object.entries(host.state.groups)
    .filter(shown)
    .map(([groupid, { comment }]) => ({
      groupid,
      users: members(call, groupid).join(','),
      ...(comment === undefined ? {} : { comment }),
    }))
}

function createGroup({ host, params }: Call): null {
  const groupid = asText(params['groupid']) ?? ''
  if (host.state.groups[groupid]) throw failure(`create group failed: group '${groupid}' already exists`)
  const comment = asText(params['comment']) || undefined
  host.state.groups[groupid] = comment === undefined ? {} : { comment }
  return null
}

function updateGroup({ host, params }: Call): null {
  const groupid = asText(params['groupid']) ?? ''
  const group = host.state.groups[groupid]
  if (!group) throw failure(`update group failed: group '${groupid}' does not exist`)
  if (params['comment'] === '') delete group.comment
  else if (params['comment'] !== undefined) group.comment = asText(params['comment']) ?? ''
  return null
}

function removeGroup({ host, params }: Call): null {
  const groupid = asText(params['groupid']) ?? ''
  if (!host.state.groups[groupid]) throw failure(`delete group failed: group '${groupid}' does not exist`)
  delete host.state.groups[groupid]
  for (const user of Object.values(host.state.users)) user.groups = user.groups.filter((name) => name !== groupid)
  host.state.acl = host.state.acl.filter((entry) => entry.type !== 'group' || entry.ugid !== groupid)
  return null
}

function showGroup(call: Call): Record<string, unknown> {
  const groupid = asText(call.params['groupid']) ?? ''
  const group = call.host.state.groups[groupid]
  if (!group) throw failure(`group '${groupid}' does not exist`)
  return { members: members(call, groupid), ...(group.comment === undefined ? {} : { comment: group.comment }) }
}

const token = '/access/users/{userid}/token/{tokenid}'

export const userRoutes: Readonly<Record<string, Handler>> = {
  'GET /access/users': list,
  'POST /access/users': create,
  'GET /access/users/{userid}': show,
  'PUT /access/users/{userid}': update,
  'DELETE /access/users/{userid}': remove,
  'GET /access/users/{userid}/token': (call) => tokenList(userNamed(call)) ?? [],
  [`GET ${token}`]: (call) => tokenFields(tokenNamed(call)),
  [`POST ${token}`]: createToken,
  [`PUT ${token}`]: updateToken,
  [`DELETE ${token}`]: removeToken,
  'GET /access/groups': listGroups,
  'POST /access/groups': createGroup,
  'GET /access/groups/{groupid}': showGroup,
  'PUT /access/groups/{groupid}': updateGroup,
  'DELETE /access/groups/{groupid}': removeGroup,
}
