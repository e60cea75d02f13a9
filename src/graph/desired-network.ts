/** What a node of type `network` comes to: a virtual network of a host's SDN, the zone that it lies in, and its subnets. */
import type { ZoneType } from '../manifest/manifest.ts'
import type { DesiredEntry, Policy } from './desired-node.ts'

export interface DesiredZone {
  readonly id: string
  readonly type: ZoneType
  /** Sorted; only of a vxlan zone. */
  readonly peers: readonly string[]
  readonly mtu?: number
  /** Only of a vlan zone. */
  readonly bridge?: string
}

export interface DesiredSubnet {
  /** As PVE writes it: the address of the network, with its prefix length. */
  readonly cidr: string
  readonly gateway?: string
  readonly snat: boolean
}

export interface DesiredNetwork extends DesiredEntry {
  readonly type: 'network'
  readonly policy: Pick<Policy, 'protect' | 'keepOnRemoval' | 'suspend' | 'onError'>
  /** PVE's id of the virtual network: the bridge that guests name. */
  readonly vnet: string
  readonly zone: DesiredZone
  readonly tag?: number
  readonly subnets: readonly DesiredSubnet[]
}
