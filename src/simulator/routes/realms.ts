/** The methods of realms: two are built in, others are only kept, since nobody logs in there. */
import type { Call, Handler } from '../call.ts'
import { asList, asText } from '../call.ts'
import { checkDigest, digestOf } from '../config-digest.ts'
import type { Host } from '../host.ts'
import { failure, prefixed } from '../refusal.ts'
import type { Realm } from '../state.ts'

const builtIn: Readonly<Record<string, Realm>> = {
  pam: { type: 'pam', comment: 'Linux PAM standard authentication' },
  pve: { type: 'pve', comment: 'Proxmox VE authentication server' },
}

const realmsOf = (host: Host): Readonly<Record<string, Realm>> => ({ ...builtIn, ...host.state.realms })
const nameOf = ({ params }: Call): string => asText(params['realm']) ?? ''

const secret = new Set(['password', 'client-key'])
const flags = new Set(['default', 'secure', 'verify', 'autocreate', 'case-sensitive', 'query-userinfo'])
const typed = (key: string, value: string): string | number =>
  flags.has(key) || key === 'port' ? Number(value) : value

function list({ host }: Call): unknown[] {
  return Object.entries(realmsOf(host))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([realm, { type, comment, default: preferred, tfa }]) => ({
      realm,
      type,
      ...(comment === undefined ? {} : { comment }),
      ...(preferred === '1' ? { default: 1 } : {}),
      ...(tfa === undefined ? {} : { tfa: /type=(\w+)/.exec(tfa)?.[1] }),
    }))
}

function one(call: Call): Record<string, unknown> {
  const realm = realmsOf(call.host)[nameOf(call)]
  if (!realm) throw failure(`domain '${nameOf(call)}' does not exist`)
  const shown = Object.entries(realm).filter(([key]) => !secret.has(key))
  return {
    ...Object.fromEntries(shown.map(([key, value]) => [key, typed(key, value)])),
    digest: digestOf(realmsOf(call.host)),
  }
}

/** What a realm of each type cannot do without. */
const needed: Readonly<Record<string, readonly string[]>> = {
  ad: ['server1', 'domain'],
  ldap: ['server1', 'user_attr'],
  openid: ['issuer-url', 'client-id'],
}

const asked = new Set(['realm', 'digest', 'delete', 'check-connection'])

const optionsOf = ({ params }: Call): Realm =>
  Object.fromEntries(
    Object.entries(params).flatMap(([key, value]) => (asked.has(key) ? [] : [[key, asText(value) ?? '']])),
  )

function onlyDefault(host: Host, name: string, options: Realm): void {
  if (options['default'] !== '1') return
  for (const [other, realm] of Object.entries(host.state.realms)) if (other !== name) delete realm['default']
}

function create(call: Call): null {
  const { host, params } = call
  const name = nameOf(call)
  const type = asText(params['type']) ?? ''
  return prefixed('add auth server failed', () => {
    if (realmsOf(host)[name]) throw failure(`domain '${name}' already exists`)
    if (builtIn[type]) throw failure(`unable to create builtin type '${type}'`)
    if (params['check-connection'] !== undefined && type !== 'ldap' && type !== 'ad') {
      throw failure("'check-connection' parameter can only be set for realms of type 'ldap' or 'ad'")
    }
    const options = optionsOf(call)
    const missing = (needed[type] ?? []).find((key) => options[key] === undefined)
    if (missing !== undefined) throw failure(`missing value for required option '${missing}'`)
    onlyDefault(host, name, options)
    host.state.realms[name] = options
    return null
  })
}

function update(call: Call): null {
  const { host, params } = call
  const name = nameOf(call)
  const present = realmsOf(host)[name]
  return prefixed('update auth server failed', () => {
    checkDigest(params['digest'], realmsOf(host))
    if (!present) throw failure(`domain '${name}' does not exist`)
    const removed = asList(params['delete'])
    const options = optionsOf(call)
    if (Object.keys(options).length + removed.length === 0) throw failure('no options specified')
    const kept = Object.fromEntries(Object.entries(present).filter(([key]) => !removed.includes(key)))
    onlyDefault(host, name, options)
    host.state.realms[name] = { ...kept, ...options }
    return null
  })
}

function remove(call: Call): null {
  const { realms } = call.host.state
  if (!realms[nameOf(call)])
    throw failure(`delete auth server failed: authentication domain '${nameOf(call)}' does not exist`)
  delete realms[nameOf(call)]
  return null
}

/** Refuses a password for a user whose realm keeps none. */
export function checkPasswordRealm(host: Host, userid: string): void {
  const realm = userid.replace(/^.*@/, '')
  const type = realmsOf(host)[realm]?.['type']
  if (type === undefined) throw failure(`auth domain '${realm}' does not exist`)
  if (!builtIn[type]) throw failure(`can't set password on auth type '${type}'`)
}

const at = '/access/domains'

export const realmRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: list,
  [`POST ${at}`]: create,
  [`GET ${at}/{realm}`]: one,
  [`PUT ${at}/{realm}`]: update,
  [`DELETE ${at}/{realm}`]: remove,
}
