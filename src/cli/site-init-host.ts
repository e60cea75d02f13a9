/** What `homestak site init` changes on the host: roles, a user, a token, and what a storage takes. */
import { HomestakError } from '../errors.ts'
import { effectOf, grantsFor, mainRole, rolesFor } from '../onboarding/grants.ts'
import type { GrantPlaces, RoleQuestion, Standing } from '../onboarding/grants.ts'
import { freeName } from '../onboarding/proposal.ts'
import {
  createToken,
  ensureRole,
  ensureUser,
  grantRole,
  listEntries,
  listTokens,
  removeToken,
  type TokenName,
} from '../pve/access-writes.ts'
import type { PveClient } from '../pve/client.ts'
import { readRights } from '../pve/privileges.ts'
import { plain } from '../report/plain.ts'
import { note, type Io } from './io.ts'

export interface TokenPlan {
  readonly wanted: TokenName
  /** Named on the command line: no other one will do. */
  readonly exactly: boolean
  readonly role: RoleQuestion
  readonly places: GrantPlaces
}

/** Repeatable: what is there is not made again, and whoever was there before loses nothing. */
export async function grantAll(
  io: Io,
  client: PveClient,
  user: string,
  { role, places }: Pick<TokenPlan, 'role' | 'places'>,
  stop: AbortSignal,
): Promise<void> {
  const main = mainRole(role)
  for (const { name, privileges } of rolesFor(main, places)) {
    const added = await ensureRole(client, name, privileges, stop)
    if (added.length > 0) note(io, plain(`role ${name}: ${added.join(' ')}`))
  }
  const isNew = await ensureUser(client, user, 'made by homestak site init', stop)
  if (isNew) note(io, plain(`user ${user}, without a password`))
  const standing = isNew ? nobody : await standingOf(client, user, stop)
  for (const grant of grantsFor(main, places)) {
    const effect = effectOf(grant, standing)
    const { path, role: granted, propagate } = grant
    if (effect === 'harmful') note(io, plain(`${user} has other rights on ${path}: they are left as they are`))
    if (effect !== 'useful') continue
    await grantRole(client, { path, user, role: granted.name, propagate }, stop)
    note(io, plain(`${granted.name} for ${user} on ${path}`))
  }
}

const nobody: Standing = { rights: new Map(), entries: new Set() }

async function standingOf(client: PveClient, user: string, stop: AbortSignal): Promise<Standing> {
  const [rights, entries] = await Promise.all([readRights(client, stop, user), listEntries(client, user, stop)])
  return { rights, entries }
}

export interface MadeToken {
  readonly token: string
  /** For what fails afterwards. */
  undo(): Promise<void>
}

/** `user@realm!name=uuid`. A token of that name that is there is another one's: its secret cannot be had again. */
export async function makeToken(
  io: Io,
  client: PveClient,
  { wanted, exactly }: Pick<TokenPlan, 'wanted' | 'exactly'>,
  stop: AbortSignal,
): Promise<MadeToken> {
  const taken = await listTokens(client, wanted.user, stop)
  if (exactly && taken.includes(wanted.name)) {
    throw new HomestakError({
      code: 'Held',
      message: `there is a token ${wanted.user}!${wanted.name} already, and Proxmox VE shows its secret no more`,
      hint: `choose another --token-name, or on the host: pveum user token remove ${wanted.user} ${wanted.name}`,
    })
  }
  const made = { user: wanted.user, name: freeName(wanted.name, taken) }
  const undo = () => takeAway(io, client, made)
  try {
    // Not cut off by a signal: whether there is a token afterwards has to be known.
    const token = await createToken(client, made, 'made by homestak site init')
    note(io, plain(`token ${made.user}!${made.name}`))
    return { token, undo }
  } catch (error) {
    // Its secret is lost with the answer.
    if (error instanceof HomestakError && error.code === 'OutcomeUnknown') await undo()
    throw error
  }
}

async function takeAway(io: Io, client: PveClient, made: TokenName): Promise<void> {
  const name = `${made.user}!${made.name}`
  try {
    if (!(await listTokens(client, made.user)).includes(made.name)) return
    await removeToken(client, made)
    note(io, plain(`the token ${name} is taken away again`))
  } catch {
    const command = `pveum user token remove ${made.user} ${made.name}`
    note(io, plain(`the token ${name} may still be there; on the host: ${command}`))
  }
}
