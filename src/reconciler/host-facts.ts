/** What a host lets the token do, read before something is written there, and remembered for ten minutes while it suffices. */
import { createHash } from 'node:crypto'
import type { Store, StoreReader } from '../../state/store.ts'
import type { Clock } from '../clock.ts'
import type { HostEntry } from '../config/site-config.ts'
import { isRecord } from '../pve/checks.ts'
import type { PveClient } from '../pve/client.ts'
import { rightsFrom } from '../pve/privileges.ts'
import type { HostFacts } from '../preflight/facts.ts'
import { readHostFacts } from '../preflight/read-facts.ts'

/** As README says. */
const freshMs = 10 * 60 * 1000

export interface FactsQuestion {
  readonly client: PveClient
  readonly entry: HostEntry
  /** Of the host, as it stands in the secrets. */
  readonly credential: string | undefined
  readonly signal?: AbortSignal
  /** What stands in somebody's way is never remembered, and never taken from memory. */
  readonly suffices: (facts: HostFacts) => boolean
}

export interface FactsSource {
  read(question: FactsQuestion): Promise<HostFacts>
}

type Memory = Pick<StoreReader, 'hostFacts'>
type Keeper = Pick<Store, 'saveHostFacts'>

/** Without a keeper nothing new is remembered: a store that was opened for reading takes nothing. */
export function createFactsSource(clock: Clock, memory: Memory | undefined, keeper?: Keeper): FactsSource {
  return {
    async read({ client, entry, credential, signal, suffices }) {
      const key = createHash('sha256')
        .update(JSON.stringify([entry, whoIs(credential)]))
        .digest('hex')
      const known = memory?.hostFacts(entry.name)
      const remembered =
        known && known.key === key && clock.now() - known.read < freshMs ? fromText(known.facts) : undefined
      if (remembered && suffices(remembered)) return remembered
      const facts = await readHostFacts({ client, node: entry.node, token: tokenName(credential), signal })
      if (suffices(facts)) keeper?.saveHostFacts({ host: entry.name, key, facts: toText(facts), read: clock.now() })
      return facts
    },
  }
}

/** `user@realm!name`; null for a password, of which nothing may be shown. */
export const tokenName = (credential: string | undefined): string | null =>
  /^([^@!:=\s]+@[^@!:=\s]+![^@!=\s]+)=/.exec(credential ?? '')?.[1] ?? null

/** Without the secret: what is kept could be used to guess a password. */
const whoIs = (credential: string | undefined): string | undefined => credential?.split(/[=:]/)[0]

const toText = ({ token, rights, bridges }: HostFacts): string =>
  JSON.stringify({
    token,
    bridges,
    rights: Object.fromEntries(
      [...rights].map(([path, privileges]) => [
        path,
        Object.fromEntries([...privileges].map(([name, goesOn]) => [name, goesOn ? 1 : 0])),
      ]),
    ),
  })

/** Undefined for what an other version of homestak wrote. */
function fromText(text: string): HostFacts | undefined {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value) || !isRecord(value.rights)) return undefined
  const { token, rights, bridges } = value
  return {
    token: typeof token === 'string' ? token : null,
    rights: rightsFrom(rights),
    bridges: Array.isArray(bridges) ? bridges.map(String) : null,
  }
}
