/** Pauses between tries: growing, jittered, capped. */
import { expect, test } from 'vitest'
import { seededRandom, type Random } from '../../../src/clock.ts'
import { backoffMs } from '../../../src/reconciler/backoff.ts'

const always = (float: number): Random => ({ ...seededRandom(1), float: () => float })
const longest = (failures: number) => backoffMs(failures, always(1))

test('a pause begins at a second, doubles with each failure, and ends growing at five minutes', () => {
  const pauses = Array.from({ length: 12 }, (_, index) => longest(index + 1))
  expect(pauses.slice(0, 4)).toEqual([1000, 2000, 4000, 8000])
  expect(pauses.slice(-3)).toEqual([300_000, 300_000, 300_000])
  expect(longest(5000)).toBe(300_000)
})

test('chance shortens a pause by up to a quarter, so that many do not come back together', () => {
  expect(backoffMs(3, always(0))).toBe(3000)
  const random = seededRandom(7)
  const pauses = new Set(Array.from({ length: 50 }, () => backoffMs(10, random)))
  expect(pauses.size).toBeGreaterThan(40)
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(225_000)
})
