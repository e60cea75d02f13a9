/** Whether an answer to a webhook is worth another try, and after how long. */
import type { Random } from '../clock.ts'
import type { Posted } from './send.ts'

const firstMs = 1000
const capMs = 30_000
/** A receiver that wants to be left alone for longer is asked sooner all the same. */
const askedCapMs = 120_000

export const isDelivered = ({ status }: Posted): boolean => status >= 200 && status < 300

/** What may go better the next time. A redirect does not: an event is not sent to where nobody pointed us. */
export const isPassing = ({ status }: Posted): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500

/** Milliseconds; `tries` counts from 1. Retry-After is seconds or a date. */
export function pauseMs(tries: number, retryAfter: string | null, now: number, random: Random): number {
  const own = Math.min(capMs, firstMs * 2 ** (tries - 1)) * (0.5 + random.float() / 2)
  if (retryAfter === null) return own
  const asked = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now
  return Number.isFinite(asked) ? Math.min(askedCapMs, Math.max(own, asked)) : own
}
