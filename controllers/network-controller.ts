/** The contract between the engine and nodes of type `network`: those of a host are planned together, one apply serves them all. */
import type { DesiredNetwork, DesiredZone } from '../src/graph/desired-network.ts'
import type { NodeKey } from '../src/graph/desired-node.ts'
import type { IsOurs } from '../src/pve/network-mark.ts'
import type { SdnView, SubnetView, VnetView, ZoneView } from '../src/pve/sdn-view.ts'
import type { NetworkAct, NetworkTerms } from '../src/pve/warrant.ts'
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

/** What keeps a network from being written, and what a person can do about it. */
export interface NetworkTrouble {
  readonly reason:
    | 'ForeignNetwork'
    | 'ForeignZone'
    | 'ForeignChanges'
    | 'UnreadableMark'
    | 'SuspectedRename'
    | 'HostChanged'
    | 'ZoneType'
    | 'AliasTooLong'
  readonly message: string
  readonly fix: string
}

/** A network that is declared, and may be written. */
export interface WantedNetwork {
  readonly network: DesiredNetwork
  /** The uid that it has, or that a new one will carry. */
  readonly uid: string
  readonly changes: readonly Change[]
}

/** A network of ours that nothing declares; also one that is gone but for the apply. */
export interface UnwantedNetwork {
  readonly key: NodeKey
  readonly vnet: string
  readonly act: 'destroy' | 'rollback' | 'release'
}

export interface NetworkTransaction {
  readonly sdn: SdnView
  readonly isOurs: IsOurs
  /** Those without changes are left out of the plan. */
  readonly wanted: readonly WantedNetwork[]
  readonly unwanted: readonly UnwantedNetwork[]
}

/** What a warrant for one network of a transaction says, but for the host and why. */
export interface NetworkLeave extends Omit<NetworkTerms, 'host' | 'because'> {
  readonly key: NodeKey
}

/** A zone that is about to be made; it carries no mark, and only the network that comes after it says whose it is. */
export interface BegunZone {
  readonly zone: string
  /** As it is to be, in a text to compare with. */
  readonly fields: string
}

/** Nothing here has effects. */
export interface NetworkController {
  /** What belongs to one virtual network; absent also where it goes with the next apply. */
  observe(sdn: SdnView, vnet: string): Observation<NetworkState>
  /** Empty means converged: all is as declared, applied, and in effect on every node that was asked. */
  diff(network: DesiredNetwork, sdn: SdnView, isOurs: IsOurs): readonly Change[]
  /** Where it is not in effect though it is applied, and why, in words. */
  amissOf(vnet: string, sdn: SdnView): string | undefined
  /** The same where the nodes took over all there is: if an apply did not help, it is for people to see to. */
  faultOf(vnet: string, sdn: SdnView): string | undefined
  /** What forbids writing it as it stands. */
  troubleOf(
    network: DesiredNetwork,
    sdn: SdnView,
    isOurs: IsOurs,
    /** One that somebody else made may be taken over. */
    mayAdopt: boolean,
  ): NetworkTrouble | undefined
  /** What waits to be applied and is not ours: then nothing of this SDN is written. */
  foreignChanges(networks: readonly DesiredNetwork[], sdn: SdnView, isOurs: IsOurs): NetworkTrouble | undefined
  begunZone(zone: DesiredZone): BegunZone
  /** Nothing became of it yet, and nobody touched it. */
  isAsBegun(begun: BegunZone, sdn: SdnView): boolean
  /** The same, and it is not declared just so any more: it is to be taken back. */
  isLeft(begun: BegunZone, declared: readonly DesiredNetwork[], sdn: SdnView): boolean
  /**
   * Ordered. First the steps of kind `api`, which end with one apply: a transaction of their own. Then those of kind
   * `tofu`, one for each network, each to be planned anew once what comes before it was done.
   */
  plan(transaction: NetworkTransaction): readonly NetworkStep[]
  /** One for each network of the transaction that is written: what a node was and what it becomes may be two. */
  leaves(transaction: NetworkTransaction): readonly NetworkLeave[]
}
