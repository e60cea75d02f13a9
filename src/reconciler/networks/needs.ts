/** What stands in the way of a virtual network on its host, as far as that was read. */
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import { networkNeeds } from '../../preflight/needs.ts'
import type { Hold } from '../documents.ts'
import { obstacle } from '../guest-needs.ts'
import type { HostView } from '../host-view.ts'

/** Of one that is there already, its name is not asked. */
export function networkObstacle(
  view: Pick<HostView, 'facts' | 'host'>,
  network?: DesiredNetwork,
  isThere = false,
): Hold | undefined {
  const bridge = network?.zone.bridge
  const found = obstacle(view, networkNeeds, bridge === undefined ? [] : [bridge])
  if (found || !network || isThere || !view.facts?.localBridges?.includes(network.vnet)) return found
  return {
    reason: 'Taken',
    message: `${network.vnet} is a bridge that ${view.host} has of its own, and no virtual network`,
    fix: `give ${network.identity.node} another vnet, or take the node out: guests name ${network.vnet} without it`,
  }
}
