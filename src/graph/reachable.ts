/** What can be reached from where: without recursion, so that no chain is too long. */

/** With the starts; breadth first, for a set is walked in the order in which it grows. */
export function reachable<Each>(starts: Iterable<Each>, next: (each: Each) => Iterable<Each>): ReadonlySet<Each> {
  const found = new Set(starts)
  for (const each of found) for (const further of next(each)) found.add(further)
  return found
}
