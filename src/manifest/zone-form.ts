/** What a declaration says of a zone, as one text: two that mean the same are equal. */
import { vxlan } from './normalise.ts'

export function zoneForm(zone: object): string {
  const { type, peers, mtu, bridge }: Readonly<Record<string, unknown>> = { ...zone }
  const usual = type === 'vxlan' ? vxlan.mtu : null
  return JSON.stringify([type, Array.isArray(peers) ? peers.map(String).sort() : [], mtu ?? usual, bridge ?? null])
}
