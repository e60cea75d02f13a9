/** Since when guests are declared no more: a removal counts once it has stood for a while, with no git operation under way. */
import type { NodeKey } from '../../graph/desired-node.ts'
import type { Unsettled } from '../world.ts'

/** Milliseconds that a removal has to stand. */
export const settleMs = 10_000

export interface Removals {
  /**
   * Notes which guests nobody declares now, and gives those whose removal does not count yet. `busy`: what git is at
   * where they were declared. `fresh`: those that were not noted before.
   */
  note(
    unclaimed: readonly { readonly key: NodeKey; readonly busy: string | null }[],
    now: number,
  ): { readonly unsettled: ReadonlyMap<NodeKey, Unsettled>; readonly fresh: readonly NodeKey[] }
}

export function createRemovals(): Removals {
  let since: ReadonlyMap<NodeKey, number> = new Map()
  return {
    note(unclaimed, now) {
      const fresh = unclaimed.flatMap(({ key }) => (since.has(key) ? [] : [key]))
      // What is seen in the middle of a git operation proves nothing: the time begins at its end.
      const noted = unclaimed.map(({ key, busy }) => ({
        key,
        busy,
        from: busy === null ? (since.get(key) ?? now) : now,
      }))
      since = new Map(noted.map(({ key, from }) => [key, from]))
      const unsettled = noted
        .map(({ key, busy, from }) => [key, { at: from + settleMs, because: busy }] as const)
        .filter(([, { at, because }]) => because !== null || at > now)
      return { unsettled: new Map(unsettled), fresh }
    },
  }
}

/**
 * What git is at where a manifest is, or, while none of that name is anywhere, in any tree: it may be on its way from one to
 * another. `operations`: by root.
 */
export function gitAt(
  manifest: string,
  loaded: readonly { readonly name: string; readonly root: string }[],
  operations: ReadonlyMap<string, string>,
): string | null {
  const roots = loaded.flatMap(({ name, root }) => (name === manifest ? [root] : []))
  const [first] = roots.length === 0 ? operations.values() : roots.flatMap((root) => operations.get(root) ?? [])
  return first ?? null
}
