/** What the token may not do, or what is not there, is told before the first call and not in the middle of the work. */
import { networkNeeds } from '../../../preflight/needs.ts'
import { obstacle } from '../../guest-needs.ts'
import type { NetworkGuard } from '../intent.ts'

export const preflight: NetworkGuard = ({ host, network }, { hosts }) => {
  const view = hosts.get(host)
  const bridge = network?.zone.bridge
  return view && obstacle(view, networkNeeds, bridge === undefined ? [] : [bridge])
}
