/** What the token may not do is told before the first call and not in the middle of the work. */
import { networkNeeds } from '../../../preflight/needs.ts'
import { obstacle } from '../../guest-needs.ts'
import type { NetworkGuard } from '../intent.ts'

export const preflight: NetworkGuard = ({ host }, { hosts }) => {
  const view = hosts.get(host)
  return view && obstacle(view, networkNeeds, [])
}
