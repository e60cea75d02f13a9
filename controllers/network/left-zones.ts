/** Zones that a run began, and that were left behind without the network which would say whose they are. */
import type { DesiredNetwork, DesiredZone } from '../../src/graph/desired-network.ts'
import { canonical } from '../../src/pve/mark.ts'
import { vnetsOf } from '../../src/pve/sdn-ownership.ts'
import type { SdnView } from '../../src/pve/sdn-view.ts'
import type { BegunZone } from '../network-controller.ts'
import { zoneFields } from './state.ts'

export const begunZone = (zone: DesiredZone): BegunZone => ({
  zone: zone.id,
  fields: canonical({ type: zone.type, peers: zone.peers, mtu: zone.mtu ?? null, bridge: zone.bridge ?? null }),
})

/** All that a zone which nobody touched may have: what is declared, and what comes by itself. */
const usual = ['type', 'peers', 'mtu', 'bridge', 'ipam']

/** Still new, empty, and just as it was begun. What somebody changed meanwhile is theirs. */
export function isAsBegun({ zone, fields }: BegunZone, sdn: SdnView): boolean {
  const seen = sdn.zones.get(zone)
  if (seen?.waits !== 'new' || vnetsOf(sdn, zone).length > 0) return false
  const isUsual = Object.entries(seen.options).every(([key, value]) => usual.includes(key) || value === '')
  return isUsual && canonical(zoneFields(seen)) === fields
}

/** One that is declared just so is used for that. */
export const isLeft = (begun: BegunZone, declared: readonly DesiredNetwork[], sdn: SdnView): boolean =>
  isAsBegun(begun, sdn) &&
  !declared.some(({ zone }) => zone.id === begun.zone && begunZone(zone).fields === begun.fields)
