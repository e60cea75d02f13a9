/** Drift as the events tell it. */
import { expect, test } from 'vitest'
import type { EventRecord } from '../../../state/store.ts'
import { createDriftHistory } from '../../../src/reconciler/drift-history.ts'

const key = { host: 'hv', manifest: 'web', node: 'db' }
const events = (...reasons: readonly (string | readonly [string, string])[]): readonly EventRecord[] =>
  reasons.map((each, index) => {
    const [reason, node] = typeof each === 'string' ? [each, 'db'] : each
    return { ...key, node, seq: index + 1, time: (index + 1) * 1000, reason, message: `${index + 1}`, warning: false }
  })
const driftHistory = (kept: readonly EventRecord[]) => createDriftHistory()({ events: () => kept })
const at = (seconds: number) => new Date(seconds * 1000).toISOString()

test('a drift is repaired by the next Ready of its node', () => {
  const history = driftHistory(events('Drift', ['Ready', 'other'], 'StepDone', 'Ready', 'Ready'))
  expect(history.get('web/db@hv')).toEqual({
    found: 1,
    repaired: 1,
    last: { time: at(1), message: '1', repaired: at(4) },
  })
  expect(history.has('web/other@hv')).toBe(false)
})

test('more drift before a Ready is the same one, with the latest message', () => {
  expect(driftHistory(events('Drift', 'Held', 'Drift')).get('web/db@hv')).toEqual({
    found: 1,
    repaired: 0,
    last: { time: at(3), message: '3', repaired: null },
  })
})

test('each drift after a repair is counted', () => {
  expect(driftHistory(events('Ready', 'Drift', 'Ready', 'Drift', 'Ready', 'Drift')).get('web/db@hv')).toMatchObject({
    found: 3,
    repaired: 2,
    last: { repaired: null },
  })
})

test('events of hosts and of the run are no drift of a node', () => {
  const { node: _, ...ofHost } = { ...key, seq: 1, time: 1, reason: 'Drift', message: '', warning: true }
  expect(driftHistory([ofHost]).size).toBe(0)
})

test('is read on from where it was read to', () => {
  const kept = [...events('Drift', 'Ready', 'Drift')]
  const history = createDriftHistory()
  const asked: number[] = []
  const store = {
    events(after: number) {
      asked.push(after)
      return kept.filter(({ seq }) => seq > after)
    },
  }
  expect(history(store).get('web/db@hv')).toMatchObject({ found: 2, repaired: 1 })
  kept.push({ ...key, seq: 4, time: 4000, reason: 'Ready', message: '', warning: false })
  expect(history(store).get('web/db@hv')).toMatchObject({ found: 2, repaired: 2 })
  expect(history(store).get('web/db@hv')).toMatchObject({ found: 2, repaired: 2 })
  expect(asked).toEqual([0, 3, 4])
})
