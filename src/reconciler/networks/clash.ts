/** Networks that cannot be there together: Proxmox VE takes a tag, and a subnet of a zone, only once. */
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import { stays, type SdnView, type VnetView } from '../../pve/sdn-view.ts'

export interface Clash {
  /** The other one, which has not gone. */
  readonly vnet: VnetView
  /** e.g. `tag 100`. */
  readonly what: string
}

export function clashesOf(network: DesiredNetwork, sdn: SdnView): readonly Clash[] {
  const others = [...sdn.vnets.values()].filter((other) => other.id !== network.vnet && stays(other))
  return others.flatMap((vnet) => {
    if (hasSameTag(network, vnet, sdn)) return [{ vnet, what: `tag ${network.tag}` }]
    const subnets = vnet.zone === network.zone.id ? (sdn.subnets.get(vnet.id) ?? []).filter(stays) : []
    const same = network.subnets.find(({ cidr }) => subnets.some((subnet) => subnet.cidr === cidr))
    return same ? [{ vnet, what: `subnet ${same.cidr}` }] : []
  })
}

/** Among all zones of the kind that goes between hosts, or within a vlan zone. */
function hasSameTag({ tag, zone }: DesiredNetwork, other: VnetView, sdn: SdnView): boolean {
  if (tag === undefined || other.options.tag !== String(tag)) return false
  const type = sdn.zones.get(other.zone)?.options.type
  return zone.type === 'vxlan' ? type === 'vxlan' || type === 'evpn' : other.zone === zone.id
}
