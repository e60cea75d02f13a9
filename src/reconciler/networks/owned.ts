/** Which virtual networks are ours: each once, by the mark that its alias carries. */
import { keyOf, type Identity, type NodeKey } from '../../graph/desired-node.ts'
import type { NetworkMark } from '../../pve/network-mark.ts'
import type { VnetView } from '../../pve/sdn-view.ts'
import type { HostView } from '../host-view.ts'
import { isHalfGone, seenNetworks } from './view.ts'

/** A virtual network with a valid mark of our site. */
export interface OwnedNetwork {
  readonly identity: Identity
  readonly key: NodeKey
  readonly mark: NetworkMark
  readonly vnet: VnetView
  /** The host entry that leads to it. */
  readonly host: string
  readonly clusterKey: string
}

export interface NetworkOwnership {
  /** Also those that go, or are let go, with the next apply. */
  readonly owned: readonly OwnedNetwork[]
  /** Those that stay. More than one under a key: nobody can say which is the right one. */
  readonly byKey: ReadonlyMap<NodeKey, readonly OwnedNetwork[]>
}

type Hosts = ReadonlyMap<string, HostView>

/** Whether a mark that is seen through `host` counts: it names that host, or another entry of the same cluster. */
export const isOursAt =
  (site: string, hosts: Hosts, host: string) =>
  (mark: NetworkMark): boolean =>
    mark.site === site &&
    (mark.host === host || hosts.get(mark.host)?.clusterKey === (hosts.get(host)?.clusterKey ?? null))

/** Each once, though two entries of one cluster may show it. */
export function findOwnedNetworks(site: string, hosts: Hosts): NetworkOwnership {
  const found = new Map<string, OwnedNetwork>()
  for (const seen of hosts.values()) {
    const isOurs = isOursAt(site, hosts, seen.host)
    for (const vnet of seenNetworks(seen)?.sdn.vnets.values() ?? []) {
      // One whose mark was taken out is let go once that is applied.
      const mark = vnet.mark ?? vnet.markBefore
      const place = `${seen.clusterKey}\n${vnet.id}`
      if (!mark || !isOurs(mark) || (found.has(place) && mark.host !== seen.host)) continue
      const { host, clusterKey } = seen
      found.set(place, { identity: mark, key: keyOf(mark), mark, vnet, host, clusterKey })
    }
  }
  const owned = [...found.values()]
  const staying = owned.filter(({ vnet }) => !isHalfGone(vnet))
  return { owned, byKey: Map.groupBy(staying, ({ key }) => key) }
}

/** Only where its host answered and shows its networks. */
export const isGoneNetwork = (
  { hosts, ourNetworks }: { readonly hosts: Hosts; readonly ourNetworks: NetworkOwnership },
  place: Omit<Identity, 'site'>,
): boolean =>
  seenNetworks(hosts.get(place.host)) !== undefined && !ourNetworks.owned.some(({ key }) => key === keyOf(place))
