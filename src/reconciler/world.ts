/** The frozen view that every decision of a pass rests on: what is declared, what was seen, what is remembered and agreed to. */
import type { MarkedGuest } from '../../controllers/controller.ts'
import type { IntentRecord, ScopePair } from '../../state/store.ts'
import { keyOf, type DesiredNode, type Identity, type NodeKey } from '../graph/desired-node.ts'
import type { GuestView } from '../pve/guest-view.ts'
import type { Mark } from '../pve/mark.ts'
import type { Desire } from './engine.ts'
import { assignVmids } from './assign-vmids.ts'
import type { HostView } from './host-view.ts'
import type { VmidRange } from './vmid.ts'

/** A guest with a valid mark of our site. */
export interface OwnedGuest extends MarkedGuest {
  readonly identity: Identity
  readonly key: NodeKey
  /** The host entry that leads to it. */
  readonly host: string
  readonly clusterKey: string
}

/** What a person agreed to in this run. */
export interface Consents {
  readonly replace: ReadonlySet<NodeKey>
  readonly restart: ReadonlySet<NodeKey>
  /** Uids of guests that a command named for destruction. */
  readonly destroy: ReadonlySet<string>
}

/** A create that looks like an existing guest under another name. */
export interface SuspectedRename {
  readonly node: NodeKey
  readonly guest: OwnedGuest
}

/** A guest that no manifest declares any more, too short a time ago to be taken for meant. */
export interface Unsettled {
  /** Milliseconds since the epoch from which it counts. */
  readonly at: number
  /** What else it waits for, e.g. a rebase. */
  readonly because: string | null
}

/** The verdict on everything that a run would take away; absent until every host was looked at. */
export interface DestroyBudget {
  readonly limit: number
  readonly wanted: number
  /** Of these, how many went already: the limit of a run that watches counts over any ten minutes. */
  readonly recent?: number
  /** Why nothing is destroyed although the limit would allow it, e.g. an unanswered question. */
  readonly refused: boolean
  /** Uids that were counted: nothing else is destroyed in this run. */
  readonly uids: ReadonlySet<string>
  /** Uids that the limit does not stop any more: begun within it, or agreed to beyond it. */
  readonly free?: ReadonlySet<string>
}

export interface World {
  readonly site: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Everything loaded, before any narrowing. */
  readonly nodes: ReadonlyMap<NodeKey, DesiredNode>
  readonly broken: Desire['broken']
  /** Pairs that this run may prune in. */
  readonly scope: readonly Pick<ScopePair, 'manifest' | 'host'>[]
  /** Old hosts of manifests whose `host:` changed in a file. */
  readonly hostChanges: ReadonlyMap<string, string>
  /** Removals that do not count yet, by key of the guest. */
  readonly unsettled: ReadonlyMap<NodeKey, Unsettled>
  readonly hosts: ReadonlyMap<string, HostView>
  readonly owned: readonly OwnedGuest[]
  /** More than one guest under a key: nobody can say which is the right one. */
  readonly byKey: ReadonlyMap<NodeKey, readonly OwnedGuest[]>
  /** Old key -> the declared node that takes the guest over by `moved_from`. */
  readonly heirs: ReadonlyMap<NodeKey, DesiredNode>
  readonly unclaimed: readonly OwnedGuest[]
  readonly renames: readonly SuspectedRename[]
  /** Vmids of declared nodes that have no guest yet. */
  readonly vmids: ReadonlyMap<NodeKey, number>
  readonly vmidRange: VmidRange
  readonly intents: readonly IntentRecord[]
  readonly consents: Consents
  readonly budget?: DestroyBudget
}

export type WorldParts = Omit<World, 'owned' | 'byKey' | 'heirs' | 'unclaimed' | 'renames' | 'vmids'>

export function buildWorld(parts: WorldParts): World {
  const owned = ownedGuests(parts.site, parts.hosts)
  const byKey = groupBy(owned, ({ key }) => key)
  const heirs = heirsOf(parts.nodes, byKey)
  const inScope = new Set(parts.scope.map(({ manifest, host }) => `${manifest}@${host}`))
  const unclaimed = owned.filter(
    ({ key, mark }) => inScope.has(`${mark.manifest}@${mark.host}`) && !parts.nodes.has(key) && !heirs.has(key),
  )
  const renames = suspectRenames(parts, owned, unclaimed, byKey, heirs)
  return Object.freeze({ ...parts, owned, byKey, heirs, unclaimed, renames, vmids: assignVmids(parts, byKey) })
}

/** Each guest once, though two entries of one cluster may show it; a mark counts only through its own host or cluster. */
export function ownedGuests(site: string, hosts: ReadonlyMap<string, HostView>): OwnedGuest[] {
  const found = new Map<string, OwnedGuest>()
  for (const seen of hosts.values()) {
    for (const view of seen.guests.values()) {
      const { mark } = view
      if (!mark || mark.site !== site) continue
      const sameCluster = seen.host === mark.host || hosts.get(mark.host)?.clusterKey === seen.clusterKey
      if (!sameCluster) continue
      const guest = ownedGuest(view, mark, seen)
      const id = `${seen.clusterKey}\n${view.vmid}`
      if (!found.has(id) || seen.host === mark.host) found.set(id, guest)
    }
  }
  return [...found.values()]
}

const guests = new WeakMap<GuestView, OwnedGuest>()

/** The same object for as long as nothing about it changes: a world is made anew with every step of every node. */
function ownedGuest(view: GuestView, mark: Mark, { host, clusterKey, snapshot }: HostView): OwnedGuest {
  const status = snapshot?.guests.get(view.vmid)?.status ?? 'unknown'
  const known = guests.get(view)
  if (known?.host === host && known.clusterKey === clusterKey && known.status === status) return known
  const guest = { identity: mark, key: known?.key ?? keyOf(mark), mark, view, status, host, clusterKey }
  guests.set(view, guest)
  return guest
}

/** Old key -> the node whose `moved_from` names it and that has no guest of its own yet. */
function heirsOf(nodes: WorldParts['nodes'], byKey: World['byKey']): Map<NodeKey, DesiredNode> {
  const waiting = [...nodes.values()].filter(({ key, movedFrom }) => movedFrom.length > 0 && !byKey.has(key))
  // A name that is declared again is that node's own, not somebody's past.
  return new Map(
    waiting.flatMap((node) =>
      node.movedFrom
        .map(keyOf)
        .filter((old) => !nodes.has(old))
        .map((old) => [old, node]),
    ),
  )
}

function suspectRenames(
  { nodes, hosts }: WorldParts,
  owned: readonly OwnedGuest[],
  unclaimed: readonly OwnedGuest[],
  byKey: World['byKey'],
  heirs: World['heirs'],
): SuspectedRename[] {
  const sameName = groupBy(unclaimed, ({ mark }) => `${mark.node}@${mark.host}`)
  const sameVmid = groupBy(owned, ({ clusterKey, view }) => `${clusterKey}\n${view.vmid}`)
  const inherited = new Set([...heirs].filter(([old]) => byKey.has(old)).map(([, node]) => node.key))
  return [...nodes.values()].flatMap(({ key, identity, guest }) => {
    const cluster = hosts.get(identity.host)?.clusterKey
    if (cluster === undefined || byKey.has(key) || inherited.has(key)) return []
    const byName = sameName.get(`${identity.node}@${identity.host}`) ?? []
    const byVmid = guest.vmid === undefined ? [] : (sameVmid.get(`${cluster}\n${guest.vmid}`) ?? [])
    return [...new Set([...byName, ...byVmid])].map((suspect) => ({ node: key, guest: suspect }))
  })
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
