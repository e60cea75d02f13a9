/** Which guests are ours: each once, by the mark that it carries. */
import type { MarkedGuest } from '../../controllers/controller.ts'
import { keyOf, type Identity, type NodeKey } from '../graph/desired-node.ts'
import type { GuestView } from '../pve/guest-view.ts'
import type { Mark } from '../pve/mark.ts'
import type { HostView } from './host-view.ts'

/** A guest with a valid mark of our site. */
export interface OwnedGuest extends MarkedGuest {
  readonly identity: Identity
  readonly key: NodeKey
  /** The host entry that leads to it. */
  readonly host: string
  readonly clusterKey: string
}

export interface Ownership {
  readonly owned: readonly OwnedGuest[]
  /** More than one guest under a key: nobody can say which is the right one. */
  readonly byKey: ReadonlyMap<NodeKey, readonly OwnedGuest[]>
  /** By cluster, then by vmid. */
  readonly byPlace: ReadonlyMap<string, ReadonlyMap<number, OwnedGuest>>
}

/** Each guest once, though two entries of one cluster may show it; a mark counts only through its own host or cluster. */
export function findOwned(site: string, hosts: ReadonlyMap<string, HostView>): Ownership {
  const byPlace = new Map<string, Map<number, OwnedGuest>>()
  for (const seen of hosts.values()) {
    const here = byPlace.get(seen.clusterKey) ?? new Map<number, OwnedGuest>()
    byPlace.set(seen.clusterKey, here)
    for (const [vmid, view] of seen.guests) {
      const { mark } = view
      if (!mark || mark.site !== site) continue
      const own = mark.host === seen.host
      if (!own && hosts.get(mark.host)?.clusterKey !== seen.clusterKey) continue
      if (own || !here.has(vmid)) here.set(vmid, ownedGuest(view, mark, seen))
    }
  }
  const owned = [...byPlace.values()].flatMap((here) => [...here.values()])
  return { owned, byKey: Map.groupBy(owned, ({ key }) => key), byPlace }
}

const guests = new WeakMap<GuestView, OwnedGuest>()

/** The same object for as long as nothing about it changes: ours are found anew with every step of every node. */
function ownedGuest(view: GuestView, mark: Mark, { host, clusterKey, snapshot }: HostView): OwnedGuest {
  const status = snapshot?.guests.get(view.vmid)?.status ?? 'unknown'
  const known = guests.get(view)
  if (known?.host === host && known.clusterKey === clusterKey && known.status === status) return known
  const guest = { identity: mark, key: known?.key ?? keyOf(mark), mark, view, status, host, clusterKey }
  guests.set(view, guest)
  return guest
}
