/** Connections to the hosts of a run, opened when they are first needed. */
import type { HostEntry, SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { HostConnection, Ports } from './engine.ts'

export interface Connections {
  /** Throws InvalidSiteConfig for a host that the site-config does not have. */
  to(host: string): HostConnection
  entry(host: string): HostEntry
  /** Calls sent over all of them, also those that are closed. */
  calls(): { readonly reads: number; readonly writes: number }
  close(): Promise<void>
}

/** A host whose entry or token changed in `config` is connected anew. */
export function createConnections(ports: Ports, config: () => SiteConfig): Connections {
  const open = new Map<string, { readonly made: string; readonly connection: HostConnection }>()
  const gone = { reads: 0, writes: 0 }

  const entry = (host: string): HostEntry => {
    const { dir, host: find } = config()
    const found = find(host, { file: dir, line: 1, column: 1 })
    if (found.ok) return found.value
    const { message, hint } = found.problem
    throw new HomestakError({ code: 'InvalidSiteConfig', message, ...(hint ? { hint } : {}) })
  }

  return {
    entry,
    to(host) {
      const { secret } = config()
      const wanted = entry(host)
      const made = JSON.stringify([wanted, secret(`api_tokens.${wanted.apiToken}`)])
      const known = open.get(host)
      if (known?.made === made) return known.connection
      if (known) {
        const { reads, writes } = known.connection.client.calls()
        gone.reads += reads
        gone.writes += writes
        void known.connection.close()
      }
      const connection = ports.connect(wanted, secret)
      open.set(host, { made, connection })
      return connection
    },
    calls() {
      const counts = [gone, ...[...open.values()].map(({ connection }) => connection.client.calls())]
      return {
        reads: counts.reduce((sum, { reads }) => sum + reads, 0),
        writes: counts.reduce((sum, { writes }) => sum + writes, 0),
      }
    },
    async close() {
      await Promise.all([...open.values()].map(({ connection }) => connection.close()))
    },
  }
}
