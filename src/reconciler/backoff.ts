/** How long to wait before the next try: growing, jittered, capped, for each key on its own. */
import type { Random } from '../clock.ts'

const firstMs = 1000
const capMs = 300_000

/** Milliseconds, from three quarters of the full pause up to it; `failures` counts from 1. */
export function backoffMs(failures: number, random: Random): number {
  const full = Math.min(capMs, firstMs * 2 ** (failures - 1))
  return Math.round(full * (0.75 + random.float() / 4))
}
