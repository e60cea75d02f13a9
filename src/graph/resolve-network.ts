/** What a node of type `network` says of its virtual network. */
import { addressText } from '../address-text.ts'
import type { Path } from '../config/said.ts'
import type { NetworkDeclaration, ZoneDeclaration } from '../manifest/manifest.ts'
import type { DesiredNetwork, DesiredZone } from './desired-network.ts'
import type { Taker } from './origins.ts'
import { orNone } from './shared.ts'

export function networkOf(
  { vnet, zone, tag, subnets }: NetworkDeclaration,
  name: string,
  path: Path,
  taker: Taker,
): Pick<DesiredNetwork, 'vnet' | 'zone' | 'tag' | 'subnets'> {
  const { own } = taker
  return {
    vnet: own('vnet', vnet, path, vnet === name ? 'name' : 'vnet'),
    zone: zoneOf(zone, [...path, 'zone'], taker),
    ...(tag === null ? {} : { tag: own('tag', tag, path) }),
    subnets: orNone(
      subnets.map(({ cidr, gateway, snat = false }, index) => {
        const at = [...path, 'subnets', index]
        return {
          cidr,
          ...(gateway === undefined ? {} : { gateway: own(`subnets.${cidr}.gateway`, gateway, at, 'gateway') }),
          snat: own(`subnets.${cidr}.snat`, snat, at, 'snat'),
        }
      }),
    ),
  }
}

const zoneOf = ({ name, type, peers = [], mtu, bridge }: ZoneDeclaration, path: Path, { own }: Taker): DesiredZone => ({
  id: own('zone.name', name, path, 'name'),
  type: own('zone.type', type, path, 'type'),
  peers: orNone(own('zone.peers', peers, path, 'peers').map(addressText).toSorted()),
  ...(mtu === undefined ? {} : { mtu: own('zone.mtu', mtu, path, 'mtu') }),
  ...(bridge === undefined ? {} : { bridge: own('zone.bridge', bridge, path, 'bridge') }),
})
