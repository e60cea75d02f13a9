/** What of an SDN waits to be applied without being ours: an apply would take it over with what we wrote. */
import type { NetworkMark } from './network-mark.ts'
import type { SdnObject, SdnView } from './sdn-view.ts'

export interface OurPart {
  /** Marks that count as ours: our site's, seen through the host that they name. */
  isOurs(mark: NetworkMark): boolean
  /** Networks that are being made. */
  readonly vnets: ReadonlySet<string>
  /** Zones that are ours. */
  readonly zones: ReadonlySet<string>
}

/** Each in a few words, e.g. `vnet lab (changed)`. */
export function foreignWaiting(sdn: SdnView, { isOurs, vnets, zones }: OurPart): readonly string[] {
  const waiting = (what: string, objects: Iterable<SdnObject>) =>
    [...objects].flatMap(({ id, waits }) => (waits === undefined ? [] : [`${what} ${id} (${waits})`]))
  const others = [...sdn.vnets.values()].filter(
    ({ id, mark, markBefore }) => !vnets.has(id) && !(mark && isOurs(mark)) && !(markBefore && isOurs(markBefore)),
  )
  return [
    ...waiting(
      'zone',
      [...sdn.zones.values()].filter(({ id }) => !zones.has(id)),
    ),
    ...waiting('vnet', others),
    ...others.flatMap(({ id }) => waiting('subnet', sdn.subnets.get(id) ?? [])),
    ...sdn.controllers.map((id) => `controller ${id}`),
  ]
}
