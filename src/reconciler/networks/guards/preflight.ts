/** What the token may not do, or what is not there, is told before the first call and not in the middle of the work. */
import type { NetworkGuard } from '../intent.ts'
import { networkObstacle } from '../needs.ts'

export const preflight: NetworkGuard = ({ host, network }, { hosts }) => {
  const view = hosts.get(host)
  return view && networkObstacle(view, network)
}
