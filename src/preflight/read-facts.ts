/** Reads what the checks need to know of a host; never writes. */
import type { Clock } from '../clock.ts'
import { list, number, optional, record, text } from '../pve/checks.ts'
import type { PveClient } from '../pve/client.ts'
import { ifAllowed, readRights } from '../pve/privileges.ts'
import { readStorages } from '../pve/storages.ts'
import type { HostFacts, WholeFacts } from './facts.ts'

export interface FactsQuestion {
  readonly client: PveClient
  readonly node: string
  /** `user@realm!name`; null where it is a password. */
  readonly token: string | null
  readonly signal?: AbortSignal | undefined
}

/** Two calls. */
export async function readHostFacts({ client, node, token, signal }: FactsQuestion): Promise<HostFacts> {
  const [rights, bridges] = await Promise.all([readRights(client, signal), readBridges(client, node, signal)])
  return { token, rights, bridges }
}

/** Eight calls. */
export async function readWholeFacts(question: FactsQuestion, clock: Clock): Promise<WholeFacts> {
  const { client, node, token, signal } = question
  const [facts, version, storages, certificates, clockAheadMs, cpuFlags, tokenExpires] = await Promise.all([
    readHostFacts(question),
    client.get('/version', {}, (value) => text(record(value).version), { signal }),
    readStorages(client, node, signal),
    readCertificates(client, node, signal),
    ifAllowed(readClockAhead(client, node, clock, signal)),
    ifAllowed(readCpuFlags(client, node, signal)),
    token === null ? null : ifAllowed(readTokenExpiry(client, token, signal)),
  ])
  return { ...facts, version, storages, certificates, clockAheadMs, cpuFlags, tokenExpires }
}

const readBridges = (client: PveClient, node: string, signal?: AbortSignal): Promise<HostFacts['bridges']> =>
  ifAllowed(
    client.get(
      '/nodes/{node}/network',
      { node, type: 'any_bridge' },
      list((value) => text(record(value).iface)),
      { signal },
    ),
  )

/** Half of the time that the answer took was the way here. */
async function readClockAhead(client: PveClient, node: string, clock: Clock, signal?: AbortSignal): Promise<number> {
  const asked = clock.now()
  const there = await client.get('/nodes/{node}/time', { node }, (value) => number(record(value).time), { signal })
  // Told in whole seconds: half a one is added.
  return there * 1000 + 500 - (asked + clock.now()) / 2
}

const readCertificates = (client: PveClient, node: string, signal?: AbortSignal): Promise<WholeFacts['certificates']> =>
  client.get(
    '/nodes/{node}/certificates/info',
    { node },
    list((value) => {
      const { fingerprint, notafter } = record(value)
      return { fingerprint: optional(text)(fingerprint) ?? '', ends: optional(number)(notafter) ?? 0 }
    }),
    { signal },
  )

const readCpuFlags = (client: PveClient, node: string, signal?: AbortSignal): Promise<readonly string[]> =>
  client.get(
    '/nodes/{node}/status',
    { node },
    (value) => (optional(text)(record(record(value).cpuinfo ?? {}).flags) ?? '').split(' '),
    { signal },
  )

/** The user's own end counts, too. Null where the list does not show the user. */
async function readTokenExpiry(client: PveClient, token: string, signal?: AbortSignal): Promise<number | null> {
  const [user = '', name = ''] = token.split('!')
  const users = await client.get('/access/users', { full: true }, list(record), { signal })
  const own = users.find(({ userid }) => userid === user)
  if (!own || !Array.isArray(own.tokens)) return null
  const entry = own.tokens.map(record).find(({ tokenid }) => tokenid === name)
  const ends = [own.expire, entry?.expire].map((end) => optional(number)(end) ?? 0).filter((end) => end > 0)
  return ends.length > 0 ? Math.min(...ends) : 0
}
