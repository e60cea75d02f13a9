/** One pass of `diff` and of `reconcile` in this process, and what it sends and gets. */
import { join } from 'node:path'
import type { Clock } from '../../src/clock.ts'
import { openStore } from '../../state/sqlite/open-store.ts'
import { nodeConfigFiles } from '../../src/config/config-files.ts'
import { loadSiteConfig } from '../../src/config/load-site-config.ts'
import { loadSelection } from '../../src/manifest/load.ts'
import { nodeManifestFiles } from '../../src/manifest/node-files.ts'
import { desireFrom } from '../../src/reconciler/desire.ts'
import { diff } from '../../src/reconciler/diff.ts'
import type { Desire } from '../../src/reconciler/engine.ts'
import { reconcile } from '../../src/reconciler/reconcile.ts'
import type { Reached } from './hosts.ts'
import { runOptions } from '../run-options.ts'
import { listeningPorts } from './ports.ts'

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
  /** As `reconcile`, where the guests are still to be made. */
  make(): Promise<void>
  close(): void
}

export async function desireIn(folder: string): Promise<Desire> {
  const { config } = await loadSiteConfig(join(folder, 'site'), nodeConfigFiles)
  const selection = await loadSelection([{ path: join(folder, 'manifests') }], { fs: nodeManifestFiles, cwd: folder })
  return desireFrom({ selection, config, host: undefined, isMeant: () => true, homeless: 'usage' })
}

/** Each pass loads, connects, looks and compares, as the command does; the state lies in `folder`. */
export function passesOn(folder: string, reached: readonly Reached[], guests: number, clock?: Clock): Passes {
  const traffic: Traffic = { calls: 0, bytes: 0 }
  const count = (_: unknown, bytes: number) => {
    traffic.calls += 1
    traffic.bytes += bytes
  }
  const ports = listeningPorts(reached, count, undefined, clock)
  const store = openStore(join(folder, 'state'), 'lab')
  return {
    traffic,
    async diff() {
      const { summary } = await diff(ports, await desireIn(folder), runOptions, store)
      if (summary['unchanged'] !== guests) throw new Error(`diff found ${JSON.stringify(summary)}`)
    },
    async reconcile() {
      const { counts, calls } = await reconcile(ports, await desireIn(folder), runOptions, store, () => undefined)
      if (counts['ready'] !== guests || calls.writes > 0)
        throw new Error(`reconcile had to do something: ${JSON.stringify({ counts, calls })}`)
    },
    async make() {
      const { counts } = await reconcile(ports, await desireIn(folder), runOptions, store, () => undefined)
      if (counts['ready'] !== guests) throw new Error(`not all were made: ${JSON.stringify(counts)}`)
    },
    close: () => store.close(),
  }
}
