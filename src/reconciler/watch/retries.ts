/** When something that ended otherwise than well is tried again. */
import type { Clock, Random } from '../../clock.ts'
import { backoffMs } from '../backoff.ts'
import type { Ending } from '../run-context.ts'

/** Milliseconds after which a hold that only the host can end is looked into again. */
const lookIntoMs = 60_000
/** Where looking into it takes a call for each guest of the cluster. */
const lookIntoAllMs = 600_000

/** Holds that end when a file, a consent or another guest changes: that is noticed without asking. */
const heldUntilChange: ReadonlySet<string> = new Set([
  'Suspended',
  'NotSupported',
  'NotSelected',
  'BrokenFile',
  'Settling',
  'DestroyLimit',
  'NotConfirmed',
  'RestartRequired',
  'ReplaceRequired',
  'SuspectedRename',
  'HostChanged',
  'Protected',
])

/** Milliseconds from now; undefined: once something changes. `failures` in a row. */
export function retryAfterMs({ outcome, hold }: Ending, failures: number, random: Random): number | undefined {
  if (outcome === 'failed') return backoffMs(Math.max(1, failures), random)
  const isStuck = outcome === 'unknown' || (outcome === 'held' && hold && !heldUntilChange.has(hold.reason))
  const ms = hold?.reason === 'InUse' ? lookIntoAllMs : lookIntoMs
  return isStuck ? Math.round(ms * (0.9 + random.float() / 5)) : undefined
}

export interface Alarms {
  /** Wakes `key` at this time, and not at an earlier one that was set. */
  set(key: string, at: number): void
  at(key: string): number | null
  /** It ended well, or nobody wants it any more. */
  clear(key: string): void
}

export function createAlarms(clock: Clock, signal: AbortSignal, wake: (key: string) => void): Alarms {
  const alarms = new Map<string, { readonly at: number; readonly own: AbortController }>()
  return {
    set(key, at) {
      alarms.get(key)?.own.abort()
      const own = new AbortController()
      alarms.set(key, { at, own })
      clock.sleep(Math.max(0, at - clock.now()), AbortSignal.any([signal, own.signal])).then(
        () => {
          alarms.delete(key)
          wake(key)
        },
        () => undefined,
      )
    },
    at: (key) => alarms.get(key)?.at ?? null,
    clear(key) {
      alarms.get(key)?.own.abort()
      alarms.delete(key)
    },
  }
}
