/** A clock that stands still until somebody waits for an answer, and then jumps to the next sleeper. */
import type { Clock, Random } from '../../../src/clock.ts'
import { seededRandom as seeded } from '../../../src/clock.ts'

export interface VirtualClock extends Clock {
  /** Lets `ms` pass, waking sleepers in their order. */
  advance(ms: number): Promise<void>
  /** Waits for a promise, letting only as much time pass as it needs. */
  settle<T>(promise: Promise<T>): Promise<T>
  /** How many sleep now. */
  waiting(): number
}

interface Sleeper {
  readonly at: number
  readonly order: number
  readonly wake: () => void
}

/** Lets everything run that waits for no timer. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function virtualClock(start = Date.UTC(2026, 10, 21)): VirtualClock {
  let now = start
  let order = 0
  const sleepers = new Set<Sleeper>()
  const next = (): Sleeper | undefined => [...sleepers].toSorted((a, b) => a.at - b.at || a.order - b.order)[0]
  const wake = (sleeper: Sleeper): void => {
    now = Math.max(now, sleeper.at)
    sleepers.delete(sleeper)
    sleeper.wake()
  }
  return {
    now: () => now,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      // Left on a signal that lasts for hours, the listeners of all sleeps so far would be gone through at each new one.
      const sleeper: Sleeper = {
        at: now + ms,
        order: (order += 1),
        wake() {
          signal?.removeEventListener('abort', abort)
          resolve()
        },
      }
      const abort = () => {
        sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      sleepers.add(sleeper)
      signal?.addEventListener('abort', abort)
      return promise
    },
    waiting: () => sleepers.size,
    async advance(ms) {
      const end = now + ms
      await breathe()
      for (let sleeper = next(); sleeper && sleeper.at <= end; sleeper = next()) {
        wake(sleeper)
        await breathe()
      }
      now = end
    },
    async settle(promise) {
      let done = false
      const mark = (): void => void (done = true)
      promise.then(mark, mark)
      await breathe()
      while (!done) {
        const sleeper = next()
        if (sleeper) wake(sleeper)
        await breathe()
      }
      return promise
    },
  }
}

/** The same numbers for the same seed. */
export const seededRandom = (seed = 1): Random => seeded(seed)
