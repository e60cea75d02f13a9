/** One signal that ends a run: the user's, or the time that `--timeout` gave it. */
import type { Clock } from '../clock.ts'
import type { RunOptions } from './engine.ts'

export function runSignal(clock: Clock, { stop, timeout }: Pick<RunOptions, 'stop' | 'timeout'>) {
  const late = new AbortController()
  const done = new AbortController()
  if (timeout !== null) {
    clock.sleep(timeout * 1000, done.signal).then(
      () => late.abort(new Error(`the run's ${timeout} s are over`)),
      () => undefined,
    )
  }
  return {
    signal: AbortSignal.any([stop, late.signal]),
    timedOut: () => late.signal.aborted,
    end: () => done.abort(),
  }
}
