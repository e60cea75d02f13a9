/** What manifests say of our virtual networks: which nobody declares, who takes one over, and what looks like a new name. */
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import { keyOf, type NodeKey } from '../../graph/desired-node.ts'
import type { HostView } from '../host-view.ts'
import type { WorldParts } from '../world.ts'
import type { NetworkOwnership, OwnedNetwork } from './owned.ts'
import { isHalfGone } from './view.ts'

/** A declared network that has none of its own, and an existing one under another name. */
export interface SuspectedMove {
  readonly network: NodeKey
  readonly owned: OwnedNetwork
}

export interface NetworkClaims {
  /** Old key -> the declared network that takes it over by `moved_from`. */
  readonly heirs: ReadonlyMap<NodeKey, DesiredNetwork>
  /** Owned, in scope, and declared by nobody. */
  readonly unclaimed: readonly OwnedNetwork[]
  readonly moves: readonly SuspectedMove[]
}

export function findNetworkClaims(
  networks: ReadonlyMap<NodeKey, DesiredNetwork>,
  scope: WorldParts['scope'],
  hosts: ReadonlyMap<string, HostView>,
  { owned, byKey }: NetworkOwnership,
): NetworkClaims {
  const fresh = [...networks.values()].filter(({ key }) => !byKey.has(key))
  const heirs = new Map(
    fresh.flatMap((network) =>
      network.movedFrom.map(keyOf).flatMap((old) => (networks.has(old) ? [] : [[old, network] as const])),
    ),
  )
  const undeclared = owned.filter(({ key }) => !networks.has(key) && !heirs.has(key))
  const inScope = new Set(undeclared.length === 0 ? [] : scope.map(({ manifest, host }) => `${manifest}@${host}`))
  const unclaimed = undeclared.filter(({ mark }) => inScope.has(`${mark.manifest}@${mark.host}`))
  const isUnclaimed = new Set(unclaimed)
  const inherited = new Set([...heirs].filter(([old]) => byKey.has(old)).map(([, { key }]) => key))
  const moves = fresh
    .filter(({ key }) => !inherited.has(key))
    .flatMap(({ key, identity, vnet }) =>
      owned
        .filter((other) => {
          const hasName = other.mark.node === identity.node && other.mark.host === identity.host
          const hasPlace = other.vnet.id === vnet && other.clusterKey === hosts.get(identity.host)?.clusterKey
          return !isHalfGone(other.vnet) && ((hasName && isUnclaimed.has(other)) || hasPlace)
        })
        .map((other) => ({ network: key, owned: other })),
    )
  return { heirs, unclaimed, moves }
}
