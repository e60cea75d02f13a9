/** What differs between two lists of a cluster. The list says where to look, and is never a reason to act by itself. */
import type { ListedGuest } from '../../pve/guest-view.ts'
import type { ClusterList } from '../../pve/snapshot.ts'

export interface ListDifference {
  readonly appeared: readonly number[]
  readonly changed: readonly number[]
  readonly gone: readonly number[]
  /** A node joined, left, came up or went down. */
  readonly members: boolean
  /** What to compare the next list with. */
  readonly guests: ReadonlyMap<number, ListedGuest>
}

export function compareLists(before: Pick<ClusterList, 'nodes' | 'guests'>, after: ClusterList): ListDifference {
  const appeared: number[] = []
  const changed: number[] = []
  let known = 0
  let same = 0
  let silent: Map<number, ListedGuest> | undefined
  for (const [vmid, now] of after.guests) {
    const past = before.guests.get(vmid)
    if (!past) {
      appeared.push(vmid)
      continue
    }
    known += 1
    if (past === now) {
      same += 1
      continue
    }
    // While its node reports nothing, a guest shows no state and no name: that is no change.
    if (now.status === 'unknown' && past.status !== 'unknown') (silent ??= new Map(after.guests)).set(vmid, past)
    else if (now.status !== past.status || now.signature !== past.signature) changed.push(vmid)
  }
  const gone = known === before.guests.size ? [] : [...before.guests.keys()].filter((vmid) => !after.guests.has(vmid))
  const isSame = same === before.guests.size && same === after.guests.size
  return {
    appeared,
    changed,
    gone,
    members: !sameMembers(before.nodes, after.nodes),
    guests: silent ?? (isSame ? before.guests : after.guests),
  }
}

const sameMembers = (before: ClusterList['nodes'], after: ClusterList['nodes']): boolean =>
  before.length === after.length &&
  before.every(({ name, online }, index) => after[index]?.name === name && after[index].online === online)
