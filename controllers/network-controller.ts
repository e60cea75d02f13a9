/** The contract between the engine and nodes of type `network`. All networks of a host are planned together: one apply serves them all. */
import type { DesiredNetwork } from '../src/graph/desired-network.ts'
import type { NodeKey } from '../src/graph/desired-node.ts'
import type { NetworkMark } from '../src/pve/network-mark.ts'
import type { SdnView, SubnetView, VnetView, ZoneView } from '../src/pve/sdn-view.ts'
import type { NetworkAct } from '../src/pve/warrant.ts'
import type { NetworkOperation } from '../src/steps/operation.ts'
import type { Change, Observation, TimeoutTier } from './controller.ts'

export type NetworkStep = NetworkOperation & {
  readonly kind: 'api' | 'tofu'
  readonly act: NetworkAct
  /** Whose write it is; of `apply-networks` the first of those that wait for it. */
  readonly node: NodeKey
  /** One line for people. */
  readonly summary: string
  readonly because: readonly Change[]
  readonly timeout: TimeoutTier
}

/** A virtual network that is there, with all that belongs to it. */
export interface NetworkState {
  readonly vnet: VnetView
  /** Absent where its zone is gone. */
  readonly zone?: ZoneView
  readonly subnets: readonly SubnetView[]
}

/** Marks that count as ours: our site's, seen through the host that they name. */
export type IsOurs = (mark: NetworkMark) => boolean

/** What keeps a network from being written, and what a person can do about it. */
export interface NetworkTrouble {
  readonly reason: 'ForeignNetwork' | 'ForeignZone' | 'UnreadableMark' | 'ForeignChanges'
  readonly message: string
  readonly fix: string
}

/** A network that is declared, as the engine decided about it. */
export interface WantedNetwork {
  readonly network: DesiredNetwork
  /** The uid that it has, or that a new one will carry. */
  readonly uid: string
  readonly changes: readonly Change[]
}

/** A network of ours that nothing declares. */
export interface UnwantedNetwork {
  readonly key: NodeKey
  readonly vnet: string
  readonly act: 'destroy' | 'rollback' | 'release'
}

export interface NetworkTransaction {
  readonly sdn: SdnView
  readonly isOurs: IsOurs
  readonly wanted: readonly WantedNetwork[]
  readonly unwanted: readonly UnwantedNetwork[]
}

/** Nothing here has effects. */
export interface NetworkController {
  /** What belongs to one virtual network; absent also where it is to go with the next apply. */
  observe(sdn: SdnView, vnet: string): Observation<NetworkState>
  /** Empty means converged: all is as declared, and applied. */
  diff(network: DesiredNetwork, sdn: SdnView, isOurs: IsOurs): readonly Change[]
  /** What forbids writing it as it stands; the same for a look and for a run. */
  troubleOf(network: DesiredNetwork, sdn: SdnView, isOurs: IsOurs): NetworkTrouble | undefined
  /** What waits to be applied and is not ours, nor of one of these networks; undefined where nothing does. */
  foreignChanges(sdn: SdnView, isOurs: IsOurs, networks: readonly DesiredNetwork[]): NetworkTrouble | undefined
  /** Ordered: what goes, zones, virtual networks, subnets, and one apply at the end. Empty where nothing is to be done. */
  plan(transaction: NetworkTransaction): readonly NetworkStep[]
}
