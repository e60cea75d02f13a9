/** Since when guests are declared no more: a removal counts once it has stood for a while, with no git operation under way. */
import type { NodeKey } from '../../graph/desired-node.ts'
import type { Unsettled } from '../world.ts'

/** Milliseconds that a removal has to stand. */
export const settleMs = 10_000

export interface Removals {
  /**
   * Notes which guests nobody declares now, and gives those whose removal does not count yet. `busy`: what git is at
   * in the tree of the manifests. `fresh`: those that were not noted before.
   */
  note(
    unclaimed: Iterable<NodeKey>,
    now: number,
    busy: string | null,
  ): { readonly unsettled: ReadonlyMap<NodeKey, Unsettled>; readonly fresh: readonly NodeKey[] }
}

export function createRemovals(): Removals {
  let since: ReadonlyMap<NodeKey, number> = new Map()
  return {
    note(unclaimed, now, busy) {
      const keys = [...unclaimed]
      const fresh = keys.filter((key) => !since.has(key))
      // What is seen in the middle of a git operation proves nothing: the time begins at its end.
      since = new Map(keys.map((key) => [key, busy === null ? (since.get(key) ?? now) : now]))
      const unsettled = [...since]
        .map(([key, from]) => [key, { at: from + settleMs, because: busy }] as const)
        .filter(([, { at }]) => busy !== null || at > now)
      return { unsettled: new Map(unsettled), fresh }
    },
  }
}
