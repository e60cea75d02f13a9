/** One node of type `network` with what its kind of zone usually has worked in. */
import type { Path, Said } from '../config/said.ts'
import type { NetworkDeclaration, ZoneDeclaration } from '../manifest/manifest.ts'
import type { DesiredNetwork, DesiredZone } from './desired-network.ts'
import type { Taker } from './origins.ts'
import { orNone } from './shared.ts'

/** What leaves room for the header of a VXLAN in the usual 1500 bytes. */
const vxlanMtu = 1450
const vxlanTag = 100

export function networkOf(
  { vnet, zone, tag, subnets }: NetworkDeclaration,
  path: Path,
  { take, own }: Taker,
): Pick<DesiredNetwork, 'vnet' | 'zone' | 'tag' | 'subnets'> {
  const tagged =
    tag === null ? usual(zone, vxlanTag) : { value: tag, by: [{ kind: 'manifest', path: [...path, 'tag'] }] as const }
  const value = take('tag', tagged)
  return {
    vnet: own('vnet', vnet, path),
    zone: zoneOf(zone, [...path, 'zone'], { take, own }),
    ...(value === undefined ? {} : { tag: value }),
    subnets: orNone(own('subnets', subnets, path).map(({ snat = false, ...subnet }) => ({ ...subnet, snat }))),
  }
}

function zoneOf(zone: ZoneDeclaration, path: Path, { take, own }: Taker): DesiredZone {
  const written = (field: string) => ({ kind: 'manifest', path: [...path, field] }) as const
  const mtu = take(
    'zone.mtu',
    zone.mtu === undefined ? usual(zone, vxlanMtu) : { value: zone.mtu, by: [written('mtu')] },
  )
  return {
    id: own('zone.name', zone.name, path, 'name'),
    type: own('zone.type', zone.type, path, 'type'),
    peers: orNone(own('zone.peers', zone.peers ?? [], path, 'peers').toSorted()),
    ...(mtu === undefined ? {} : { mtu }),
    ...(zone.bridge === undefined ? {} : { bridge: own('zone.bridge', zone.bridge, path, 'bridge') }),
  }
}

/** What only a vxlan zone has without being told. */
const usual = ({ type }: ZoneDeclaration, value: number): Said<number | undefined> => ({
  value: type === 'vxlan' ? value : undefined,
  by: [],
})
