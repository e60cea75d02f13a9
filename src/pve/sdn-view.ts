/** The shapes in which the SDN of a cluster is seen: what is configured, and what of it still waits to be applied. */
import type { NetworkMark, NetworkMarking } from './network-mark.ts'

/** What the next apply does: bring an object that is new, take over a change, or take the object away. */
export type Waiting = 'new' | 'changed' | 'deleted'

export interface SdnObject {
  readonly id: string
  /** Options as they are configured, as text, those that wait included; of an object that is to go, those in effect. */
  readonly options: Readonly<Record<string, string>>
  /** Absent: all of it is applied. */
  readonly waits?: Waiting
}

/** `options.type` is e.g. `vxlan`. */
export type ZoneView = SdnObject

export interface VnetView extends SdnObject {
  /** Empty where it has none. */
  readonly zone: string
  readonly alias: string
  readonly marking: NetworkMarking
  /** The mark where it is valid: it names this very vnet. Which host and site it names is for the caller to judge. */
  readonly mark?: NetworkMark
  /** The zone that it lies in, where it waits to be moved to another. */
  readonly zoneBefore?: string
  /** The valid mark that is in effect, where the alias waits to become another. */
  readonly markBefore?: NetworkMark
  /** The alias without its mark. */
  readonly text: string
}

export interface SubnetView extends SdnObject {
  readonly vnet: string
  readonly cidr: string
}

/** How Proxmox VE calls a subnet, e.g. `lab-10.0.0.0-24`. */
export const subnetId = (zone: string, cidr: string): string => `${zone}-${cidr.replace('/', '-')}`

/** A zone that is not in effect on a node as it was applied last. */
export interface AmissZone {
  readonly node: string
  readonly zone: string
  /** pending: the node has not taken over what was applied. error: it has, and something is missing. */
  readonly status: 'pending' | 'error'
  /** What an error is, by vnet, where it is told; a vnet that is not named has none. */
  readonly errors?: ReadonlyMap<string, string>
}

/** Objects that are to go with the next apply are listed, too, with `waits: 'deleted'`. */
export interface SdnView {
  readonly zones: ReadonlyMap<string, ZoneView>
  readonly vnets: ReadonlyMap<string, VnetView>
  /** By vnet; only of those that were asked for. */
  readonly subnets: ReadonlyMap<string, readonly SubnetView[]>
  /** Ids of controllers that wait; only where they were asked for. */
  readonly controllers: readonly string[]
  /** Absent: no node was asked. */
  readonly amiss?: readonly AmissZone[]
}

/** Whether an object is there once all that waits was applied. */
export const stays = <Item extends SdnObject>(object: Item | undefined): object is Item =>
  object !== undefined && object.waits !== 'deleted'
