/** Spans of time as people read them. */

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const

/** The largest whole unit of a span in milliseconds, e.g. `3m`; never negative. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  for (const [unit, size] of units) if (seconds >= size) return `${Math.floor(seconds / size)}${unit}`
  return `${seconds}s`
}

/** Time since the start of a run in milliseconds as `m:ss.t`. */
export function elapsed(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100))
  const seconds = Math.floor(tenths / 10)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.${tenths % 10}`
}

/** `1 node`, `2 nodes`. */
export const count = (amount: number, singular: string, plural = `${singular}s`): string =>
  `${amount} ${amount === 1 ? singular : plural}`
