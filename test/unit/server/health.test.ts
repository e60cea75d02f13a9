/** When a watching run counts as alive, and when as ready. */
import { describe, expect, test } from 'vitest'
import type { LiveState } from '../../../src/reconciler/live.ts'
import { notAlive, notReady, type Vitals } from '../../../src/server/health.ts'
import { host, live, start } from './live.ts'

const vitals = (state: LiveState | null, more: Partial<Vitals> = {}): Vitals => ({
  state,
  opened: start,
  now: start,
  lookEveryMs: 10_000,
  hostTimeoutMs: 60_000,
  obstacles: [],
  ...more,
})

describe('alive', () => {
  test('for three intervals and the time-out of a host after the last look, and not a moment longer', () => {
    expect(notAlive(vitals(live(), { now: start + 90_000 }))).toEqual([])
    expect(notAlive(vitals(live(), { now: start + 91_000 }))).toEqual([
      'the last look at the hosts ended 91 s ago; 90 s are allowed',
    ])
  })

  test('for as long after the start, where no look has ended yet', () => {
    const none = live({ looks: { count: 0, last: null } })
    for (const state of [null, none]) {
      expect(notAlive(vitals(state, { now: start + 90_000 }))).toEqual([])
      expect(notAlive(vitals(state, { now: start + 91_000 }))[0]).toContain('no look at the hosts has ended')
    }
  })
})

describe('ready', () => {
  test('once every host has answered or was given up', () => {
    const silent = host('hv1', { reachable: false, seen: null, message: 'hv1 does not answer' })
    expect(notReady(vitals(live({ hosts: [host('hv0'), silent] })))).toEqual([])
  })

  test('not before the run has begun, nor before each host was looked at', () => {
    expect(notReady(vitals(null))).toEqual(['the run has not begun yet'])
    const waiting = live({ looks: { count: 0, last: null }, hosts: [host('hv1', { seen: null, reachable: false })] })
    expect(notReady(vitals(waiting))).toEqual(['no look at the hosts has ended yet', 'host hv1 was not looked at yet'])
  })

  test('not while something stands in the way', () => {
    expect(notReady(vitals(live(), { obstacles: ['/m is not there'] }))).toEqual(['/m is not there'])
  })
})
