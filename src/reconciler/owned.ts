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

/**
 * Each guest once, though two entries of one cluster may show it; a mark counts only through its own host or cluster.
 * A guest of `before`, of which nothing changed, is the same object again: ours are found anew with every step of every node.
 */
export function findOwned(site: string, hosts: ReadonlyMap<string, HostView>, before?: Ownership): Ownership {
  const byPlace = new Map<string, Map<number, OwnedGuest>>()
  for (const seen of hosts.values()) {
    const past = before?.byPlace.get(seen.clusterKey)
    const here = byPlace.get(seen.clusterKey) ?? new Map<number, OwnedGuest>()
    byPlace.set(seen.clusterKey, here)
    for (const [vmid, view] of seen.guests) {
      const { mark } = view
      if (!mark || mark.site !== site) continue
      const own = mark.host === seen.host
      if (!own && hosts.get(mark.host)?.clusterKey !== seen.clusterKey) continue
      if (own || !here.has(vmid)) here.set(vmid, ownedGuest(view, mark, seen, past?.get(vmid)))
    }
  }
  const owned = [...byPlace.values()].flatMap((here) => [...here.values()])
  return { owned, byKey: Map.groupBy(owned, ({ key }) => key), byPlace }
}

function ownedGuest(
  view: GuestView,
  mark: Mark,
  { host, clusterKey, snapshot }: HostView,
  past: OwnedGuest | undefined,
): OwnedGuest {
  const status = snapshot?.guests.get(view.vmid)?.status ?? 'unknown'
  if (past?.view === view && past.host === host && past.status === status) return past
  return { identity: mark, key: keyOf(mark), mark, view, status, host, clusterKey }
}
