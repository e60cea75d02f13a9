/** The virtual networks of a run: those of a cluster are one item of the queue, and are written together. */
import type { NodeKey } from '../../graph/desired-node.ts'
import type { SdnView } from '../../pve/sdn-view.ts'
import type { RunContext } from '../run-context.ts'
import { priority } from '../work-queue.ts'
import { workCluster } from './cluster-worker.ts'
import type { LeavingNetwork, NetworkParts } from './parts.ts'

export interface NetworkWork {
  /** Declared, by key. */
  readonly declared: ReadonlyMap<NodeKey, NetworkParts>
  /** Those that the run is to take away, by the queue's name for them. */
  readonly leaving: ReadonlyMap<string, LeavingNetwork>
  /** What was seen before a zone was begun tells nothing of what became of it. */
  readonly outdated: WeakSet<SdnView>
  /** Why a zone that was left behind stays, as it was told last; by the key of its network. */
  readonly kept: Map<NodeKey, string>
  /** Whether the queue's name is that of a network, or of all of a cluster. */
  has(id: string): boolean
  work(id: string): Promise<void>
  /** From now on these are looked after. */
  retarget(networks: readonly NetworkParts[]): void
  take(network: LeavingNetwork): void
  drop(id: string): void
  /** Something else ended, which one of them may have waited for. */
  wake(): void
}

const prefix = 'networks of '

export function createNetworkWork(context: () => RunContext): NetworkWork {
  let declared: ReadonlyMap<NodeKey, NetworkParts> = new Map()
  const leaving = new Map<string, LeavingNetwork>()
  const pauses = new Map<string, number>()
  const applied = new Map<NodeKey, string>()
  const clusterOf = (host: string): string | undefined => context().pass.world().hosts.get(host)?.clusterKey
  const hostOf = (id: string) => declared.get(id)?.network.identity.host ?? leaving.get(id)?.owned.host
  const add = (host: string) => {
    const clusterKey = clusterOf(host)
    // A host that was not looked at yet is looked at, and then they have their turn.
    if (clusterKey !== undefined) context().queue.add(`${prefix}${clusterKey}`, priority.event)
  }
  const work: NetworkWork = {
    get declared() {
      return declared
    },
    leaving,
    outdated: new WeakSet(),
    kept: new Map(),
    has: (id) => id.startsWith(prefix) || declared.has(id) || leaving.has(id),
    async work(id) {
      const host = hostOf(id)
      if (host !== undefined) {
        pauses.delete(id)
        return add(host)
      }
      const key = id.slice(prefix.length)
      const isHere = (entry: string) => clusterOf(entry) === key
      await workCluster(context(), {
        key,
        item: id,
        pauses,
        applied,
        declared: () => [...declared.values()].filter(({ network }) => isHere(network.identity.host)),
        leaving: () => [...leaving.values()].filter(({ owned }) => isHere(owned.host)),
      })
    },
    retarget(networks) {
      declared = byKey(networks)
    },
    take: (network) => void leaving.set(network.id, network),
    drop: (id) => void leaving.delete(id),
    wake() {
      const { endings } = context()
      for (const { id, owned } of leaving.values()) if (!endings.has(id)) add(owned.host)
      for (const [key, { network }] of declared) if (!endings.has(key)) add(network.identity.host)
    },
  }
  return work
}

const byKey = (networks: readonly NetworkParts[]): ReadonlyMap<NodeKey, NetworkParts> =>
  new Map(networks.map((parts) => [parts.network.key, parts]))
