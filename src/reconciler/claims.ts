/** What manifests say of our guests: which of them nobody declares, who takes one over, and what looks like a new name. */
import { keyOf, type DesiredNode, type NodeKey } from '../graph/desired-node.ts'
import type { OwnedGuest, Ownership } from './owned.ts'
import type { WorldParts } from './world.ts'

/** A create that looks like an existing guest under another name. */
export interface SuspectedRename {
  readonly node: NodeKey
  readonly guest: OwnedGuest
}

export interface Claims {
  /** Old key -> the declared node that takes the guest over by `moved_from`. */
  readonly heirs: ReadonlyMap<NodeKey, DesiredNode>
  /** Owned, in scope, and declared by nobody. */
  readonly unclaimed: readonly OwnedGuest[]
  readonly renames: readonly SuspectedRename[]
}

export function findClaims(
  nodes: WorldParts['nodes'],
  scope: WorldParts['scope'],
  hosts: WorldParts['hosts'],
  ownership: Ownership,
): Claims {
  const { owned, byKey } = ownership
  const heirs = heirsOf(nodes, byKey)
  const undeclared = owned.filter(({ key }) => !nodes.has(key) && !heirs.has(key))
  const inScope = new Set(undeclared.length === 0 ? [] : scope.map(({ manifest, host }) => `${manifest}@${host}`))
  const unclaimed = undeclared.filter(({ mark }) => inScope.has(`${mark.manifest}@${mark.host}`))
  return { heirs, unclaimed, renames: suspectRenames(nodes, hosts, ownership, unclaimed, heirs) }
}

/** Old key -> the node whose `moved_from` names it and that has no guest of its own yet. */
function heirsOf(nodes: WorldParts['nodes'], byKey: Ownership['byKey']): Map<NodeKey, DesiredNode> {
  const heirs = new Map<NodeKey, DesiredNode>()
  for (const node of nodes.values()) {
    if (node.movedFrom.length === 0 || byKey.has(node.key)) continue
    // A name that is declared again is that node's own, not somebody's past.
    for (const old of node.movedFrom.map(keyOf)) if (!nodes.has(old)) heirs.set(old, node)
  }
  return heirs
}

function suspectRenames(
  nodes: WorldParts['nodes'],
  hosts: WorldParts['hosts'],
  { byKey, byPlace }: Ownership,
  unclaimed: readonly OwnedGuest[],
  heirs: Claims['heirs'],
): SuspectedRename[] {
  const sameName = Map.groupBy(unclaimed, ({ mark }) => `${mark.node}@${mark.host}`)
  const inherited = new Set([...heirs].filter(([old]) => byKey.has(old)).map(([, node]) => node.key))
  const renames: SuspectedRename[] = []
  for (const { key, identity, guest } of nodes.values()) {
    if (byKey.has(key) || inherited.has(key)) continue
    const cluster = hosts.get(identity.host)?.clusterKey
    if (cluster === undefined) continue
    const byName = sameName.get(`${identity.node}@${identity.host}`) ?? []
    const byVmid = guest.vmid === undefined ? undefined : byPlace.get(cluster)?.get(guest.vmid)
    for (const suspect of new Set([...byName, ...(byVmid ? [byVmid] : [])])) renames.push({ node: key, guest: suspect })
  }
  return renames
}
