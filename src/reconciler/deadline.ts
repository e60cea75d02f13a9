/** Bounds the silence of work on the injected clock. */
import type { Clock } from '../clock.ts'
import { HomestakError } from '../errors.ts'

/** Milliseconds for which a host may be silent in a run that writes; a command that only looks gives it one more try. */
export const hostPatienceMs = 30_000
export const lookPatienceMs = 10_000

/**
 * Runs `work` with a signal that aborts with `signal`, or `ms` after `work` began or last called `moved`. What `work`
 * throws then goes to the caller where it says more than that time ran out.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  what: string,
  work: (signal: AbortSignal, moved: () => void) => Promise<T>,
): Promise<T> {
  const late = new AbortController()
  const done = new AbortController()
  const tooLate = new HomestakError({
    code: 'Unreachable',
    retry: 'transient',
    message: `${what} gave no answer for ${Math.round(ms / 1000)} s`,
    hint: `is it up, and is api_endpoint in nodes/${what}.yaml right?`,
  })
  let last = clock.now()
  const watch = async () => {
    for (let left = ms; left > 0; left = last + ms - clock.now()) await clock.sleep(left, done.signal)
    late.abort(tooLate)
  }
  const timer = watch().catch(() => undefined)
  try {
    return await work(AbortSignal.any([late.signal, signal]), () => {
      last = clock.now()
    })
  } finally {
    done.abort()
    await timer
  }
}
