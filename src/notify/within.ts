/** A time limit for one piece of work. */
import type { Clock } from '../clock.ts'

export interface Limit {
  readonly clock: Clock
  readonly ms: number
  /** Aborted: the work is given up before its time. */
  readonly cut: AbortSignal
}

/** `work` is given a signal that aborts when its time is over; rejects with that then, or with what `work` throws. */
export async function within<T>({ clock, ms, cut }: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const done = new AbortController()
  const over = new AbortController()
  const late = new Error(`no end within ${ms / 1000} s`)
  const watch = clock.sleep(ms, done.signal).then(
    () => over.abort(late),
    () => undefined,
  )
  try {
    return await work(AbortSignal.any([over.signal, cut]))
  } catch (error) {
    throw over.signal.aborted ? late : error
  } finally {
    done.abort()
    await watch
  }
}
