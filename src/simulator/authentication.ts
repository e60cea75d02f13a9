/** Tickets, CSRF tokens and API tokens: who a request comes from. */
import { createHash } from 'node:crypto'
import type { Caller } from './caller.ts'
import { callerOf } from './caller.ts'
import type { Host } from './host.ts'
import { seconds } from './host.ts'
import { decode } from './http-request.ts'
import type { User } from './state.ts'

/** Two hours. */
const ticketLifetime = 7200

export const passwordHash = (password: string): string => createHash('sha256').update(password).digest('hex')

/** The caller, or the reason phrase of the 401. */
export type Authentication = { readonly caller: Caller; readonly byTicket: boolean } | { readonly reason: string }

function signature(host: Host, text: string): string {
  const parts = [0, 1, 2, 3].map((part) => createHash('sha512').update(`${host.state.key}${part}${text}`).digest())
  return Buffer.concat(parts).toString('base64')
}

const stamp = (time: number): string => time.toString(16).toUpperCase().padStart(8, '0')

/** A ticket for a user; good for two hours. */
export function issueTicket(host: Host, userid: string): string {
  const plain = `PVE:${userid}:${stamp(seconds(host))}`
  return `${plain}::${signature(host, plain)}`
}

export function issueCsrfToken(host: Host, userid: string): string {
  const time = stamp(seconds(host))
  return `${time}:${csrfDigest(host, time, userid)}`
}

const csrfDigest = (host: Host, time: string, userid: string): string =>
  createHash('sha256').update(`${host.state.key}${time}${userid}`).digest('base64').slice(0, 43)

export function csrfTokenFits(host: Host, token: string, userid: string): boolean {
  const [time = '', digest = ''] = token.split(':')
  return digest === csrfDigest(host, time, userid) && isFresh(host, time)
}

function isFresh(host: Host, time: string): boolean {
  const age = seconds(host) - Number.parseInt(time, 16)
  return age > -300 && age < ticketLifetime
}

export function isActive(host: Host, user: User | undefined): boolean {
  return user !== undefined && user.enable && (user.expire === 0 || user.expire > seconds(host))
}

/** The user of a ticket that is ours and not too old, whether there is such a user or not. */
function ticketUser(host: Host, ticket: string): string | undefined {
  const [, plain, userid, time, sealed] = /^(PVE:([^:]+):([0-9A-F]{8}))::(.+)$/.exec(ticket) ?? []
  if (plain === undefined || userid === undefined || time === undefined) return undefined
  return sealed === signature(host, plain) && isFresh(host, time) ? userid : undefined
}

/** The user of a valid ticket. */
export function readTicket(host: Host, ticket: string): string | undefined {
  const userid = ticketUser(host, ticket)
  return userid !== undefined && isActive(host, host.state.users[userid]) ? userid : undefined
}

const refused: Authentication = { reason: 'Authentication failed!' }

/** Who sent these headers: a ticket goes before a token. */
export function authenticate(host: Host, headers: Readonly<Record<string, string>>): Authentication {
  const authorization = headers['authorization']
  const ticket = named(headers['cookie'], 'PVEAuthCookie') ?? named(authorization, 'PVEAuthCookie')
  if (ticket !== undefined) return authenticateTicket(host, ticket)
  const token = named(authorization, 'PVEAPIToken')
  return token === undefined ? { reason: 'No ticket' } : authenticateToken(host, token)
}

/** The value of that name in a header, `name=value` or `name value`. */
function named(header: string | undefined, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}(?:=| )([^;]*)`).exec(header ?? '')?.[1]
  return value === undefined || value === '' ? undefined : decode(value)
}

function authenticateTicket(host: Host, ticket: string): Authentication {
  const userid = ticketUser(host, ticket)
  if (userid === undefined) return refused
  const user = host.state.users[userid]
  if (!user) return { reason: `no such user ('${userid}')` }
  if (!user.enable) return { reason: `user '${userid}' is disabled` }
  if (!isActive(host, user)) return { reason: `user '${userid}' access expired` }
  return { caller: callerOf(userid), byTicket: true }
}

function authenticateToken(host: Host, header: string): Authentication {
  const [, name, secret] = /^([^=]+)=(.+)$/.exec(header) ?? []
  if (name === undefined) return refused
  const caller = callerOf(name)
  const user = host.state.users[caller.userid]
  const token = user?.tokens[caller.tokenid ?? '']
  if (!user || !token || token.secret !== secret || !isActive(host, user)) return refused
  if (token.expire !== 0 && token.expire <= seconds(host)) return refused
  return { caller, byTicket: false }
}
