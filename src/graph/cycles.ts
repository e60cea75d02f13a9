/** Finds circles among names that need each other; without recursion, so that no chain is too long. */

/** What each name needs; names that are no key of it need nothing. */
export type Needs = ReadonlyMap<string, readonly string[]>

/**
 * Circles that have no name in common: each one a list in which every name needs the next and the last needs the first.
 * Empty exactly if there is no circle. A circle begins with the name that comes first in `needs`.
 */
export function findCycles(needs: Needs): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = []
  const inCycle = new Set<string>()
  const finished = new Set<string>()
  // From the start of the walk to where it is; empty again when it ends.
  const path: string[] = []
  const depthOf = new Map<string, number>()
  const open: { readonly name: string; readonly left: Iterator<string> }[] = []
  const enter = (name: string): void => {
    depthOf.set(name, path.push(name) - 1)
    open.push({ name, left: (needs.get(name) ?? []).values() })
  }
  for (const start of needs.keys()) {
    if (finished.has(start)) continue
    enter(start)
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const { done, value: next } = top.left.next()
      if (done) {
        open.pop()
        path.pop()
        depthOf.delete(top.name)
        finished.add(top.name)
        continue
      }
      const from = depthOf.get(next)
      if (from === undefined) {
        if (!finished.has(next)) enter(next)
        continue
      }
      const cycle = path.slice(from)
      if (cycle.some((name) => inCycle.has(name))) continue
      cycles.push(cycle)
      for (const name of cycle) inCycle.add(name)
    }
  }
  if (cycles.length === 0) return cycles
  const places = new Map([...needs.keys()].map((name, index) => [name, index]))
  const place = (name: string): number => places.get(name) ?? Infinity
  return cycles.map((cycle) => {
    const first = cycle.indexOf(cycle.reduce((best, name) => (place(name) < place(best) ? name : best)))
    return [...cycle.slice(first), ...cycle.slice(0, first)]
  })
}

/** `'a' -> 'b' -> 'a'`, with the middle of a long circle left out. */
export function cycleText(cycle: readonly string[]): string {
  const names = cycle.map((name) => `'${name}'`)
  const inner = names.length <= 12 ? names : [...names.slice(0, 6), `(${names.length - 10} more)`, ...names.slice(-4)]
  return [...inner, names[0]].join(' -> ')
}
