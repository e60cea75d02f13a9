/** What declarations say of zones, in one form: two that mean the same are equal. */
import { addressText } from '../address-text.ts'
import { vxlan } from './normalise.ts'

type Fields = Readonly<Record<string, unknown>>

export function zoneForm(zone: object): string {
  const { type, peers, mtu, bridge }: Fields = { ...zone }
  const usual = type === 'vxlan' ? vxlan.mtu : null
  return JSON.stringify([
    type,
    Array.isArray(peers) ? peers.map((peer) => addressText(String(peer))).sort() : [],
    mtu ?? usual,
    bridge ?? null,
  ])
}

/** Where a tag is taken: that of a vxlan in all such zones of the host, that of a vlan in its own; undefined without one. */
export function tagPlace(zone: object, given: unknown): { readonly tag: number; readonly place: string } | undefined {
  const { type, name }: Fields = { ...zone }
  const tag = given ?? (type === 'vxlan' ? vxlan.tag : undefined)
  if (typeof tag !== 'number' || (type !== 'vxlan' && type !== 'vlan')) return undefined
  return { tag, place: type === 'vxlan' ? `vxlan ${tag}` : `vlan ${tag} ${String(name)}` }
}
