/** What is there of a virtual network, and whose its zone is. */
import type { Observation } from '../controller.ts'
import type { NetworkState } from '../network-controller.ts'
import { addressText } from '../../src/address-text.ts'
import type { DesiredNetwork, DesiredZone } from '../../src/graph/desired-network.ts'
import type { IsOurs } from '../../src/pve/network-mark.ts'
import { ownsZone, vnetsOf } from '../../src/pve/sdn-ownership.ts'
import { stays, type SdnView, type ZoneView } from '../../src/pve/sdn-view.ts'

export function observeNetwork(sdn: SdnView, vnet: string): Observation<NetworkState> {
  const found = sdn.vnets.get(vnet)
  if (!stays(found)) return { presence: 'absent' }
  const zone = sdn.zones.get(found.zone)
  const subnets = (sdn.subnets.get(vnet) ?? []).filter(stays)
  return { presence: 'present', state: { vnet: found, ...(zone ? { zone } : {}), subnets } }
}

/** One field of a zone that is not as declared. */
export interface ZoneDifference {
  readonly path: 'zone.type' | 'zone.peers' | 'zone.mtu' | 'zone.bridge'
  readonly desired: ZoneValue
  readonly observed: ZoneValue
}

type ZoneValue = string | number | readonly string[] | null

/** What is not declared is PVE's own choice, or nothing. */
export function zoneDifferences(zone: DesiredZone, seen: ZoneView): readonly ZoneDifference[] {
  const { type, peers, mtu, bridge } = zoneFields(seen)
  const compared: readonly ZoneDifference[] = [
    { path: 'zone.type', desired: zone.type, observed: type },
    { path: 'zone.peers', desired: zone.peers, observed: peers },
    { path: 'zone.mtu', desired: zone.mtu ?? null, observed: mtu },
    { path: 'zone.bridge', desired: zone.bridge ?? null, observed: bridge },
  ]
  return compared.filter(({ desired, observed }) => JSON.stringify(desired) !== JSON.stringify(observed))
}

/** What may be declared of a zone, as it is configured. */
export const zoneFields = ({ options: { type, peers = '', mtu, bridge } }: ZoneView) => ({
  type: type ?? null,
  peers: peers
    .split(/[\s,;]+/)
    .filter((peer) => peer !== '')
    .map(addressText)
    .sort(),
  mtu: mtu === undefined ? null : Number(mtu),
  bridge: bridge ?? null,
})

/** Whose the zone is. One that a run left behind when it was cut off is ours only where it is exactly as declared. */
export function zoneStanding(zone: DesiredZone, sdn: SdnView, isOurs: IsOurs): 'absent' | 'ours' | 'foreign' {
  const seen = sdn.zones.get(zone.id)
  if (!seen) return 'absent'
  if (!ownsZone(sdn, zone.id, isOurs)) return 'foreign'
  return vnetsOf(sdn, zone.id).length > 0 || zoneDifferences(zone, seen).length === 0 ? 'ours' : 'foreign'
}

/** PVE moves a virtual network only without its subnets. */
export function movesZone({ vnet, zone }: DesiredNetwork, sdn: SdnView): boolean {
  const found = sdn.vnets.get(vnet)
  return stays(found) && found.zone !== zone.id
}

/** Zones that a virtual network is in, or was before what waits. */
export function zonesOf(vnet: string, sdn: SdnView): readonly string[] {
  const { zone, zoneBefore = zone } = sdn.vnets.get(vnet) ?? {}
  return [...new Set([zone, zoneBefore])].filter((each) => each !== undefined)
}
