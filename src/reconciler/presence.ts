/** What can be said of a guest that was seen: whether it is gone, and whether that look still counts. */
import { isUnclear } from './host-view.ts'
import type { OwnedGuest, World } from './world.ts'

interface Sought {
  readonly host: string
  readonly vmid: number
  readonly uid: string
}

/** Only where its host answered and could show what stands under its vmid. */
export function isGone({ hosts, owned }: World, { host, vmid, uid }: Sought): boolean {
  const seen = hosts.get(host)
  const unclear = seen?.reachable !== true || isUnclear(seen, vmid)
  return !unclear && !owned.some(({ mark }) => mark.uid === uid)
}

/** The latest look at it failed: what an earlier one showed may be out of date. */
export const isUnread = ({ hosts }: Pick<World, 'hosts'>, { host, view }: Pick<OwnedGuest, 'host' | 'view'>): boolean =>
  hosts.get(host)?.unreadable.has(view.vmid) === true
