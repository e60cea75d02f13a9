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
  const inherited = new Set([...heirs].filter(([old]) => byKey.has(old)).map(([, { key }]) => key))
  const likely = fresh.filter(({ key }) => !inherited.has(key))
  return { heirs, unclaimed, moves: findMoves(likely, owned, new Set(unclaimed), hosts) }
}

/** Of the name of a new one, and declared by nobody; or in its very place, whosever of ours. */
function findMoves(
  fresh: readonly DesiredNetwork[],
  owned: readonly OwnedNetwork[],
  unclaimed: ReadonlySet<OwnedNetwork>,
  hosts: ReadonlyMap<string, HostView>,
): readonly SuspectedMove[] {
  const there = fresh.length === 0 ? [] : owned.filter(({ vnet }) => !isHalfGone(vnet))
  const places = Map.groupBy(there, ({ vnet, clusterKey }) => `${vnet.id}\n${clusterKey}`)
  const left = there.filter((network) => unclaimed.has(network))
  const names = Map.groupBy(left, ({ mark }) => `${mark.node}\n${mark.host}`)
  return fresh.flatMap(({ key, identity, vnet }) => {
    const inPlace = places.get(`${vnet}\n${hosts.get(identity.host)?.clusterKey}`) ?? []
    const ofName = names.get(`${identity.node}\n${identity.host}`) ?? []
    return [...new Set([...inPlace, ...ofName])].map((other) => ({ network: key, owned: other }))
  })
}
