/** Runs the work of a run until it is told to stop; what it did so far is told by its summary. */
import type { Run } from './run.ts'

/** False where the work was cut off. What runs at the host has come to its end in any case. */
export async function untilStopped(run: Run, work: () => Promise<void>): Promise<boolean> {
  const { signal, queue } = run.context
  try {
    await work()
    return true
  } catch (error) {
    queue.clear()
    if (!signal.aborted) throw error
    return false
  } finally {
    await run.drain()
  }
}
