/** The methods of log-in, passwords and one's own permissions. */
import { capabilities, demand, may, normalPath, permissionTable, rightsOn } from '../access.ts'
import { isActive, issueCsrfToken, issueTicket, passwordHash, readTicket } from '../authentication.ts'
import type { Call, Handler } from '../call.ts'
import { asList, asText } from '../call.ts'
import { callerOf, isRoot } from '../caller.ts'
import { clusterName } from '../host.ts'
import { failure, parameterRefusal, permissionRefusal, Refusal } from '../refusal.ts'
import { checkPasswordRealm } from './realms.ts'

function login({ host, params }: Call): Record<string, unknown> {
  const name = asText(params['username']) ?? ''
  const realm = asText(params['realm'])
  const userid = realm === undefined ? name : `${name}@${realm}`
  const user = host.state.users[userid]
  const password = asText(params['password']) ?? ''
  const by = readTicket(host, password)
  const fits = user?.password === passwordHash(password) || by === userid || by === 'root@pam'
  if (!user || !fits || !isActive(host, user)) throw new Refusal(401, 'authentication failure')
  const cap = capabilities(host.state, userid)
  const path = asText(params['path'])
  if (path !== undefined && params['privs'] !== undefined) {
    const held = rightsOn(host.state, callerOf(userid), normalPath(path) ?? path)
    if (asList(params['privs']).some((privilege) => !held.has(privilege)))
      throw new Refusal(401, 'authentication failure')
    return { username: userid, cap }
  }
  return {
    username: userid,
    ticket: issueTicket(host, userid),
    CSRFPreventionToken: issueCsrfToken(host, userid),
    cap,
    ...(host.state.nodes.length > 1 && may(host.state, callerOf(userid), '/', 'Sys.Audit')
      ? { clustername: clusterName }
      : {}),
  }
}

function changePassword({ host, caller, params }: Call): null {
  const userid = asText(params['userid']) ?? ''
  const user = host.state.users[userid]
  if (!user) throw failure(`no such user ('${userid}')`)
  if (!isRoot(caller)) {
    if (userid === 'root@pam') throw permissionRefusal()
    const confirmed = asText(params['confirmation-password'])
    if (confirmed === undefined) {
      throw parameterRefusal({ 'confirmation-password': 'password is required to modify user' })
    }
    if (host.state.users[caller.userid]?.password !== passwordHash(confirmed)) {
      throw new Refusal(401, 'authentication failure')
    }
    if (caller.name !== userid && userid.endsWith('@pam')) throw permissionRefusal()
  }
  checkPasswordRealm(host, userid)
  user.password = passwordHash(asText(params['password']) ?? '')
  return null
}

function permissions({ host, caller, params }: Call): unknown {
  const asked = asText(params['userid']) ?? caller.name
  const own = asked === caller.name || (asked.includes('!') && asked.split('!')[0] === caller.name)
  if (!own) demand(host.state, caller, '/access', 'Sys.Audit')
  return permissionTable(host.state, asked, asText(params['path']))
}

const subdirs = (list: string) => () => list.split(' ').map((subdir) => ({ subdir }))

export const accessRoutes: Readonly<Record<string, Handler>> = {
  'GET /access': subdirs('users groups roles acl domains openid tfa ticket password'),
  'GET /access/ticket': () => null,
  'POST /access/ticket': login,
  'PUT /access/password': changePassword,
  'GET /access/permissions': permissions,
}
