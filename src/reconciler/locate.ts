/** Which guest is a declared node's: by mark alone, and never a conclusion from what could not be seen. */
import { keyOf, type DesiredNode } from '../graph/desired-node.ts'
import type { GuestView } from '../pve/guest-view.ts'
import type { Hold } from './documents.ts'
import { isHalfMade, isInMaking, isKnownGuest, isUnclear, type HostView } from './host-view.ts'
import { isUnread } from './presence.ts'
import { findVmid } from './vmid.ts'
import type { OwnedGuest, World } from './world.ts'

/** No task of a half-made guest for this long: whoever made it is gone. */
const abandonedMs = 60_000

export type Located =
  | { readonly kind: 'guest'; readonly guest: OwnedGuest }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string; readonly hold?: Hold }

export function locate(node: DesiredNode, world: World): Located {
  const { identity, key } = node
  const seen = world.hosts.get(identity.host)
  if (!seen?.reachable)
    return { kind: 'unknown', why: seen?.error?.message ?? `${identity.host} was not looked at yet` }
  const [own] = world.byKey.get(key) ?? []
  if (own) return standing(own, world)
  const [old] = node.movedFrom.flatMap((past) =>
    world.heirs.get(keyOf(past))?.key === key ? (world.byKey.get(keyOf(past)) ?? []) : [],
  )
  if (old) return standing(old, world)
  return half(node, world) ?? hidden(seen) ?? { kind: 'absent' }
}

/** What was seen of a guest does not count any more once a later look at it failed. */
function standing(guest: OwnedGuest, world: World): Located {
  const { host, view } = guest
  const seen = world.hosts.get(host)
  if (!isUnread(world, guest))
    return seen && isInMaking(view) ? inMaking(guest, view, seen, world) : { kind: 'guest', guest }
  return { kind: 'unknown', why: `guest ${view.vmid} on ${host} could not be read since something was done to it` }
}

/** A guest that may be any of ours cannot be read: then nothing can be said to be absent. */
function hidden({ unreadable, host }: HostView): Located | undefined {
  if (unreadable.size === 0) return undefined
  return {
    kind: 'unknown',
    why: `guest ${[...unreadable].join(', ')} of ${host} is on a node that does not answer, and may be this one`,
  }
}

/** What stands at the node's vmid may be its guest in the making, or one that could not be read. */
function half({ identity, key, movedFrom }: DesiredNode, world: World): Located | undefined {
  const seen = world.hosts.get(identity.host)
  if (!seen) return undefined
  const past = movedFrom.filter((name) => !world.nodes.has(keyOf(name)))
  const keys = new Set(past.map(keyOf))
  // The old name's guest may be in the making when the node is renamed, also where nobody remembers that it was begun.
  const inherited = world.intents.find(
    (intent) => intent.act === 'create' && keys.has(keyOf(intent)) && isUnclear(seen, intent.vmid),
  )
  const begun = new Set(past.length === 0 ? [] : world.intents.map(({ vmid }) => vmid))
  const candidates = past.map((name) =>
    findVmid(name, world.vmidRange, (vmid) => begun.has(vmid) || isKnownGuest(seen, vmid)),
  )
  const views = [inherited?.vmid, world.vmids.get(key), ...candidates].map((vmid) => seen.guests.get(vmid ?? -1))
  const view = views.find((each) => each !== undefined && isHalfMade(each))
  return view && inMaking({ key }, view, seen, world)
}

function inMaking(
  { key }: Pick<DesiredNode, 'key'>,
  { vmid, lock = 'create' }: GuestView,
  seen: HostView,
  world: World,
): Located {
  const making = seen.making.get(vmid) ?? { running: true, lastEnd: null, auditable: true }
  const began = world.intents.find((intent) => keyOf(intent) === key && intent.vmid === vmid)?.started
  const last = Math.max(making.lastEnd ?? 0, began ?? 0)
  if (making.running || world.now - last < abandonedMs)
    return { kind: 'unknown', why: `guest ${vmid} is being made (lock: ${lock})` }
  if (!making.auditable) {
    return {
      kind: 'unknown',
      why: `guest ${vmid} is being made (lock: ${lock}); whether anybody still works on it cannot be seen without Sys.Audit on /nodes/${seen.entry?.node}`,
    }
  }
  return {
    kind: 'unknown',
    why: `guest ${vmid} was left half-made`,
    hold: {
      reason: 'StaleLock',
      message: `guest ${vmid} on ${seen.host} has lock: ${lock} and nothing has worked on it for a minute`,
      fix: `on the host, as root: qm unlock ${vmid} && qm destroy ${vmid} --purge`,
    },
  }
}
