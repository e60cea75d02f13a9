/** Makes what a token of homestak consists of: a role, a user, entries in the access control list, and the token itself. */
import type { PveClient } from './client.ts'
import { HomestakError } from '../errors.ts'
import { list, record, text } from './checks.ts'
import { write } from './write.ts'

export interface TokenName {
  /** `user@realm`. */
  readonly user: string
  readonly name: string
}

interface Grant {
  readonly path: string
  readonly user: string
  readonly role: string
  readonly propagate: boolean
}

/** Makes the role, or adds what it lacks; what else it has stays. Gives what was added. */
export async function ensureRole(
  client: PveClient,
  role: string,
  privileges: readonly string[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const roles = await client.get('/access/roles', {}, list(record), { signal })
  const present = roles.find(({ roleid }) => roleid === role)
  const held = new Set(present ? text(present.privs ?? '').split(',') : [])
  const lacked = privileges.filter((privilege) => !held.has(privilege))
  if (!present)
    await write(client, 'POST /access/roles', { roleid: role, privs: privileges.join(',') }, nothing, { signal })
  else if (lacked.length > 0) {
    await write(
      client,
      'PUT /access/roles/{roleid}',
      { roleid: role, privs: lacked.join(','), append: true },
      nothing,
      { signal },
    )
  }
  return lacked
}

/** Makes the user, who has no password and can log in nowhere. False: there is one. */
export async function ensureUser(
  client: PveClient,
  user: string,
  comment: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const users = await client.get('/access/users', {}, list(record), { signal })
  if (users.some(({ userid }) => userid === user)) return false
  await write(client, 'POST /access/users', { userid: user, comment }, nothing, { signal })
  return true
}

/** On this path, and below it with `propagate`; granting what is granted changes nothing. */
export async function grantRole(
  client: PveClient,
  { path, user, role, propagate }: Grant,
  signal?: AbortSignal,
): Promise<void> {
  await write(client, 'PUT /access/acl', { path, users: user, roles: role, propagate }, nothing, { signal })
}

/** The paths on which a user has an entry of their own. */
export async function listEntries(client: PveClient, user: string, signal?: AbortSignal): Promise<ReadonlySet<string>> {
  const entries = await client.get('/access/acl', {}, list(record), { signal })
  return new Set(entries.filter(({ type, ugid }) => type === 'user' && ugid === user).map(({ path }) => text(path)))
}

export const listTokens = (client: PveClient, user: string, signal?: AbortSignal): Promise<readonly string[]> =>
  client.get(
    '/access/users/{userid}/token',
    { userid: user },
    list((value) => text(record(value).tokenid)),
    { signal },
  )

/** Gives `user@realm!name=uuid`, which Proxmox VE shows this once. The token may do what its user may. */
export async function createToken(
  client: PveClient,
  { user, name }: TokenName,
  comment: string,
  signal?: AbortSignal,
): Promise<string> {
  const params = { userid: user, tokenid: name, privsep: false, comment }
  const made = await write(client, 'POST /access/users/{userid}/token/{tokenid}', params, record, { signal })
  const { value, 'full-tokenid': full } = made
  if (typeof value === 'string' && typeof full === 'string') return `${full}=${value}`
  throw new HomestakError({ code: 'Rejected', message: `${client.host} made a token and did not show it` })
}

/** For what is left over of an attempt that failed: no signal ends it. */
export async function removeToken(client: PveClient, { user, name }: TokenName): Promise<void> {
  await write(client, 'DELETE /access/users/{userid}/token/{tokenid}', { userid: user, tokenid: name }, nothing)
}

const nothing = (): undefined => undefined
