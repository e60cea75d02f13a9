/** What of an SDN is ours: only a vnet carries a mark, and says of its zone whether that is ours, too. */
import type { IsOurs } from './network-mark.ts'
import type { SdnObject, SdnView, VnetView } from './sdn-view.ts'

/** Also where the mark in effect waits to be taken out. */
export const isOurVnet = ({ mark, markBefore }: VnetView, isOurs: IsOurs): boolean =>
  (mark !== undefined && isOurs(mark)) || (markBefore !== undefined && isOurs(markBefore))

/** In it, as it is configured or as it is in effect. */
export const vnetsOf = (sdn: SdnView, zone: string): readonly VnetView[] =>
  [...sdn.vnets.values()].filter((vnet) => vnet.zone === zone || vnet.zoneBefore === zone)

/**
 * A vnet of ours in it says so. A zone that is new, empty and not applied counts as well: a run that was cut off before
 * it made the vnet leaves one behind, and who made it by hand loses nothing.
 */
export function ownsZone(sdn: SdnView, zone: string, isOurs: IsOurs): boolean {
  const vnets = vnetsOf(sdn, zone)
  if (vnets.length === 0) return sdn.zones.get(zone)?.waits === 'new'
  return vnets.some((vnet) => {
    const { mark, markBefore = mark, zoneBefore = vnet.zone } = vnet
    const saying = [...(vnet.zone === zone ? [mark] : []), ...(zoneBefore === zone ? [markBefore] : [])]
    return saying.some((each) => each !== undefined && each.zone === true && isOurs(each))
  })
}

/**
 * What waits to be applied without being ours, each in a few words, e.g. `vnet lab (changed)`: an apply would take it
 * over with what we wrote. Networks and zones that are being made are named; a zone that a vnet of ours has, or had
 * before, is ours without that.
 */
export function foreignWaiting(
  sdn: SdnView,
  isOurs: IsOurs,
  { vnets, zones }: { readonly vnets: ReadonlySet<string>; readonly zones: ReadonlySet<string> },
): readonly string[] {
  const others = [...sdn.vnets.values()].filter((vnet) => !vnets.has(vnet.id) && !isOurVnet(vnet, isOurs))
  const isOurZone = (id: string) => zones.has(id) || (vnetsOf(sdn, id).length > 0 && ownsZone(sdn, id, isOurs))
  const otherZones = [...sdn.zones.values()].filter(({ id, waits }) => waits !== undefined && !isOurZone(id))
  return [
    ...otherZones.flatMap((zone) => waiting('zone', zone)),
    ...others.flatMap((vnet) => [
      ...waiting('vnet', vnet),
      ...(sdn.subnets.get(vnet.id) ?? []).flatMap((subnet) => waiting('subnet', subnet)),
    ]),
    ...sdn.controllers.map((id) => `controller ${id}`),
  ]
}

const waiting = (what: string, { id, waits }: SdnObject): readonly string[] =>
  waits === undefined ? [] : [`${what} ${id} (${waits})`]
