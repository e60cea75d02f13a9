/** The types of zones: what each is configured with, and what it asks of the virtual networks in it. */
import { parameterRefusal } from '../refusal.ts'
import type { SectionOptions } from '../section-config.ts'
import type { SdnConfig, SdnObject } from '../state.ts'

const names = ['dns', 'reversedns', 'dnszone', 'ipam']
const common = ['nodes', 'mtu', ...names]
const of = (required: readonly string[], optional: readonly string[]): SectionOptions => ({
  required,
  optional: [...common, ...optional],
  fixed: [],
})

export const zoneTypes: Readonly<Record<string, SectionOptions>> = {
  simple: of([], ['dhcp']),
  vlan: of(['bridge'], ['bridge-disable-mac-learning']),
  qinq: of(['tag', 'bridge'], ['bridge-disable-mac-learning', 'vlan-protocol']),
  vxlan: of([], ['peers', 'vxlan-port', 'fabric']),
  evpn: of(
    ['vrf-vxlan', 'controller'],
    [
      'bridge-disable-mac-learning',
      'exitnodes',
      'exitnodes-local-routing',
      'exitnodes-primary',
      'advertise-subnets',
      'disable-arp-nd-suppression',
      'rt-import',
      'mac',
    ],
  ),
  faucet: { required: ['controller', 'dp-id'], optional: ['nodes', 'ipam'], fixed: [] },
}

/** Refuses a virtual network that the type of its zone does not allow. */
export function checkVnetInZone(config: SdnConfig, id: string, vnet: SdnObject): void {
  const type = config.zones[String(vnet['zone'])]?.['type']
  const { tag } = vnet
  const refuse = (text: string) => parameterRefusal({ tag: text })
  const others = Object.entries(config.vnets).filter(([name]) => name !== id)
  if (type === 'simple' && tag !== undefined) throw refuse('vlan tag is not allowed on simple zone')
  if (type === 'vlan') {
    if (tag === undefined) throw refuse('missing vlan tag')
    if (Number(tag) > 4096) throw refuse('vlan tag max value is 4096')
    const other = others.find(([, { zone, tag: used }]) => zone === vnet['zone'] && used === tag)
    if (other) throw refuse(`tag ${tag} already exist in vnet ${other[0]}`)
  }
  if (type === 'qinq') checkInner(others, vnet)
  if (type === 'vxlan' || type === 'evpn') {
    if (tag === undefined) throw refuse('missing vxlan tag')
    const overlay = (zone: unknown) => /^(?:vxlan|evpn)$/.test(String(config.zones[String(zone)]?.['type']))
    const other = others.find(([, { zone, tag: used }]) => overlay(zone) && used === tag)
    if (other) throw refuse(`vxlan tag ${tag} already exist in vnet ${other[0]} in zone ${other[1]['zone']} `)
  }
}

function checkInner(others: readonly (readonly [string, SdnObject])[], { zone, tag }: SdnObject): void {
  if (Number(tag ?? 0) > 4096) throw parameterRefusal({ tag: 'VLAN tag maximal value is 4096' })
  const other = others.find(([, vnet]) => vnet['zone'] === zone && vnet['tag'] === tag)
  if (!other) return
  const what = tag === undefined ? 'tag-less vnet already exists' : `tag ${tag} already exist`
  throw parameterRefusal({ tag: `${what} in zone ${zone} vnet ${other[0]}` })
}
