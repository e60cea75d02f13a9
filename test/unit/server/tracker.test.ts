/** What the events of a run say began, ended and took long. */
import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../../../src/reconciler/documents.ts'
import { createTracker } from '../../../src/server/tracker.ts'
import { event } from './live.ts'

const found = (...events: readonly RunEvent[]) => {
  const track = createTracker()
  return events.flatMap(track)
}

describe('work on a node', () => {
  test('is timed from its first sign to its end, and each step of it', () => {
    expect(
      found(
        event(0, 'Changed'),
        event(1, 'StepStarted'),
        event(2, 'Progress'),
        event(4, 'StepDone'),
        event(5, 'StepStarted'),
        event(6, 'StepDone'),
        event(9, 'Ready'),
      ),
    ).toEqual([
      { kind: 'step', outcome: 'done', ms: 3000 },
      { kind: 'step', outcome: 'done', ms: 1000 },
      { kind: 'ended', outcome: 'ready', ms: 9000 },
    ])
  })

  test('that was none ends without a time', () => {
    expect(found(event(0, 'Ready'), event(60, 'Ready'))).toEqual([
      { kind: 'ended', outcome: 'ready', ms: null },
      { kind: 'ended', outcome: 'ready', ms: null },
    ])
  })

  test('begins anew after it has ended', () => {
    const times = found(event(0, 'Changed'), event(5, 'Ready'), event(60, 'Drift'), event(62, 'Ready'))
    expect(times.flatMap((entry) => (entry.kind === 'ended' ? [entry.ms] : []))).toEqual([5000, 2000])
  })

  test('of several nodes is kept apart', () => {
    const other = { key: 'shop/db' }
    expect(
      found(
        event(0, 'StepStarted'),
        event(1, 'StepStarted', other),
        event(2, 'StepDone'),
        event(5, 'StepDone', other),
      ).map((entry) => 'ms' in entry && entry.ms),
    ).toEqual([2000, 4000])
  })

  test('has a failed step where the node is tried again or ends with the step under way', () => {
    expect(found(event(0, 'StepStarted'), event(2, 'Retry', { warning: true }))).toEqual([
      { kind: 'step', outcome: 'failed', ms: 2000 },
      { kind: 'retry' },
    ])
    expect(found(event(0, 'StepStarted'), event(2, 'Failed', { warning: true }))[0]).toMatchObject({
      outcome: 'failed',
      ms: 2000,
    })
    expect(found(event(0, 'StepStarted'), event(2, 'Interrupted')).map(({ kind }) => kind)).toEqual(['ended'])
  })

  test('goes on while it waits for its agent, and has ended where it waits for another node', () => {
    expect(found(event(0, 'Waiting'))).toEqual([])
    expect(found(event(0, 'Waiting', { warning: true }))).toMatchObject([{ kind: 'ended', outcome: 'waiting' }])
  })

  test('is not seen in what concerns a host', () => {
    expect(found(event(0, 'Ready', { key: null }))).toEqual([])
  })
})

describe('drift', () => {
  test('is found once until it is repaired, however often it is told', () => {
    expect(
      found(event(0, 'Drift'), event(1, 'Held'), event(2, 'Drift'), event(3, 'Ready'), event(4, 'Ready'))
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'ended'),
    ).toEqual(['drift', 'repaired'])
  })

  test('of a guest that is then destroyed was never repaired', () => {
    expect(found(event(0, 'Drift'), event(1, 'Destroyed'), event(2, 'Ready')).map(({ kind }) => kind)).toEqual([
      'drift',
      'ended',
      'ended',
    ])
  })
})
