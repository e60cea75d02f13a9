/** What stands in the way of a virtual network on its host, as far as that was read. */
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import { networkNeeds } from '../../preflight/needs.ts'
import type { Hold } from '../documents.ts'
import { obstacle } from '../guest-needs.ts'
import type { HostView } from '../host-view.ts'

export const networkObstacle = (
  view: Pick<HostView, 'facts' | 'host'>,
  network: DesiredNetwork | undefined,
): Hold | undefined => obstacle(view, networkNeeds, network?.zone.bridge === undefined ? [] : [network.zone.bridge])
