/** Zones that an earlier run began and left behind are looked away from: they go before anything else is done. */
import type { ZoneRecord } from '../../../state/store.ts'
import { networkController } from '../../../controllers/index.ts'
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import type { NetworksView } from './view.ts'

/** What decisions are made from. `declared` and `begun` are those of the host's cluster. */
export function withoutLeft(
  view: NetworksView,
  begun: readonly ZoneRecord[],
  declared: readonly DesiredNetwork[],
): NetworksView {
  if ('error' in view) return view
  const ids = new Set(
    begun.filter((each) => networkController.isLeft(each, declared, view.sdn)).map(({ zone }) => zone),
  )
  if (ids.size === 0) return view
  const zones = [...view.sdn.zones.values()]
  const kept = new Map(zones.filter(({ id }) => !ids.has(id)).map((zone) => [zone.id, zone]))
  return { ...view, sdn: { ...view.sdn, zones: kept }, left: zones.filter(({ id }) => ids.has(id)) }
}
