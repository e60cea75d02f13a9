/** Does a long row of things, a few at a time: what waits its turn costs nothing. */

/** Where one of them fails, what was begun ends and no other begins; then that error is thrown. */
export async function inLanes<T>(items: Iterable<T>, width: number, work: (item: T) => Promise<void>): Promise<void> {
  // Closed for all lanes by the one that throws.
  const rest = (function* () {
    yield* items
  })()
  const lane = async () => {
    for (const item of rest) await work(item)
  }
  const ends = await Promise.allSettled(Array.from({ length: width }, lane))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
}
