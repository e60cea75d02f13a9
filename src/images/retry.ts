/** Tries again what may go better another time, with growing pauses of which chance decides the length. */
import type { Clock, Random } from '../clock.ts'
import { HomestakError } from '../errors.ts'

export interface RetryPorts {
  readonly clock: Clock
  readonly random: Random
}

const firstPauseMs = 1000
const longestPauseMs = 30_000

/** Where the source itself says that it wants to be left alone, trying again only makes it worse. */
export const isPassing = (error: unknown): error is HomestakError =>
  error instanceof HomestakError && error.retry === 'transient' && error.code !== 'RateLimited'

/** Milliseconds before the next try; `inVain` counts those in a row that came to nothing. */
export const pauseAfter = (inVain: number, random: Random): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, inVain - 1)) * (0.5 + random.float())

/** At most `tries` times. Throws the last failure, or the signal's reason. */
export async function tried<T>(
  { clock, random }: RetryPorts,
  tries: number,
  work: () => Promise<T>,
  onRetry: (failure: HomestakError, pauseMs: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  for (let inVain = 1; ; inVain += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error) || inVain >= tries) throw error
      const pause = pauseAfter(inVain, random)
      onRetry(error, pause)
      await clock.sleep(pause, signal)
    }
  }
}
