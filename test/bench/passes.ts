/** One pass of `diff` and of `reconcile` in this process, and what it sends and gets. */
import { join } from 'node:path'
import { pino } from 'pino'
import { openStore } from '../../state/sqlite/open-store.ts'
import { systemClock, systemRandom } from '../../src/clock.ts'
import { nodeConfigFiles } from '../../src/config/config-files.ts'
import { loadSiteConfig } from '../../src/config/load-site-config.ts'
import { loadSelection } from '../../src/manifest/load.ts'
import { nodeManifestFiles } from '../../src/manifest/node-files.ts'
import { createPveClient } from '../../src/pve/client.ts'
import { tokenCredentials } from '../../src/pve/credentials.ts'
import { createHttpsTransport } from '../../src/pve/https-transport.ts'
import { desireFrom } from '../../src/reconciler/desire.ts'
import { diff } from '../../src/reconciler/diff.ts'
import type { Ports, RunOptions } from '../../src/reconciler/engine.ts'
import { reconcile } from '../../src/reconciler/reconcile.ts'
import type { Reached } from './hosts.ts'

/** What went over the wire; bytes are those of the bodies. */
export interface Traffic {
  calls: number
  bytes: number
}

export interface Passes {
  readonly traffic: Traffic
  /** Throws where there was anything to do. */
  diff(): Promise<void>
  reconcile(): Promise<void>
  close(): void
}

const options: RunOptions = {
  narrowing: { manifests: [], nodes: [], host: null },
  maxDestroy: null,
  replace: [],
  onError: null,
  concurrency: 10,
  timeout: null,
  confirm: null,
  stop: new AbortController().signal,
}

/** Each pass loads, connects, looks and compares, as the command does; the state lies in `folder`. */
export function passesOn(folder: string, reached: readonly Reached[], guests: number): Passes {
  const traffic: Traffic = { calls: 0, bytes: 0 }
  const ports: Ports = {
    clock: systemClock,
    random: systemRandom,
    log: pino({ level: 'silent' }),
    connect({ name, apiEndpoint, fingerprint }) {
      const https = createHttpsTransport({ endpoint: apiEndpoint, trust: { fingerprint: fingerprint ?? '' } })
      const { token = '' } = reached.find(({ endpoint }) => endpoint === apiEndpoint) ?? {}
      const client = createPveClient({
        host: name,
        async transport(request, limits) {
          const answer = await https.transport(request, limits)
          traffic.calls += 1
          traffic.bytes += Buffer.byteLength(answer.body) + (request.body?.length ?? 0)
          return answer
        },
        credentials: tokenCredentials(name, token),
        clock: systemClock,
      })
      return { client, peerFingerprint: https.peerFingerprint, close: https.close }
    },
  }
  const store = openStore(join(folder, 'state'), 'lab')
  const desire = async () => {
    const { config } = await loadSiteConfig(join(folder, 'site'), nodeConfigFiles)
    const selection = await loadSelection([{ path: join(folder, 'manifests') }], { fs: nodeManifestFiles, cwd: folder })
    return desireFrom({ selection, config, host: undefined, isMeant: () => true, homeless: 'usage' })
  }
  return {
    traffic,
    async diff() {
      const { summary } = await diff(ports, await desire(), options, store)
      if (summary['unchanged'] !== guests) throw new Error(`diff found ${JSON.stringify(summary)}`)
    },
    async reconcile() {
      const { counts, calls } = await reconcile(ports, await desire(), options, store, () => undefined)
      if (counts['ready'] !== guests || calls.writes > 0)
        throw new Error(`reconcile had to do something: ${JSON.stringify({ counts, calls })}`)
    },
    close: () => store.close(),
  }
}
