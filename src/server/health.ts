/** Whether a watching run is alive, and whether it has all that it needs. */
import type { LiveState } from '../reconciler/live.ts'

export interface Vitals {
  /** null until the run has begun. */
  readonly state: LiveState | null
  /** Milliseconds since the epoch at which the process set out. */
  readonly opened: number
  readonly now: number
  /** Between two looks at the hosts. */
  readonly lookEveryMs: number
  /** After which a silent host is given up. */
  readonly hostTimeoutMs: number
  /** What else keeps it from being ready: a PATH that is gone, a state that cannot be written. */
  readonly obstacles: readonly string[]
}

/** Empty where it is alive. That this is asked at all shows that the event loop turns. */
export function notAlive({ state, opened, now, lookEveryMs, hostTimeoutMs }: Vitals): readonly string[] {
  const allowed = 3 * lookEveryMs + hostTimeoutMs
  const last = state?.looks.last ?? null
  if (now - (last ?? opened) <= allowed) return []
  const since = Math.round((now - (last ?? opened)) / 1000)
  const limit = Math.round(allowed / 1000)
  return last === null
    ? [`no look at the hosts has ended in the ${since} s since the start; ${limit} s are allowed`]
    : [`the last look at the hosts ended ${since} s ago; ${limit} s are allowed`]
}

/** Empty where it is ready: every host has answered or was given up, and nothing stands in the way. */
export function notReady({ state, obstacles }: Vitals): readonly string[] {
  if (state === null) return ['the run has not begun yet', ...obstacles]
  const awaited = state.hosts.filter(({ seen, message }) => seen === null && message === null)
  return [
    ...(state.looks.count === 0 ? ['no look at the hosts has ended yet'] : []),
    ...awaited.map(({ host }) => `host ${host} was not looked at yet`),
    ...obstacles,
  ]
}
