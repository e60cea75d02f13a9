/** How much of a run is shown while it goes on: what was done, always; how far a task is, only where it takes long. */
import { expect, test } from 'vitest'
import { eventPrinter } from '../../../src/cli/event-printer.ts'
import { virtualClock } from '../simulator/virtual-clock.ts'
import { runEvent } from '../report/documents.ts'
import { fakeProcess } from './fake-io.ts'

/** Prints these events, each so many milliseconds after the start. */
function printed(
  options: { readonly jsonOutput?: true; readonly verbose?: true },
  events: readonly (readonly [number, string])[],
) {
  const { io, out, err } = fakeProcess({ clock: virtualClock() })
  const print = eventPrinter(io, { color: true, ...options })
  for (const [after, reason] of events)
    print({ ...runEvent, time: new Date(io.clock.now() + after).toISOString(), reason, warning: false })
  const reasons = (text: string) => [...text.matchAll(/StepStarted|Progress|StepDone/g)].map(([reason]) => reason)
  return { err: reasons(err()), out: reasons(out()) }
}

const quick = [
  [0, 'StepStarted'],
  [200, 'Progress'],
  [400, 'StepDone'],
] as const
const long = [
  [0, 'StepStarted'],
  [500, 'Progress'],
  [3000, 'Progress'],
  [4000, 'Progress'],
  [9000, 'Progress'],
  [9500, 'StepDone'],
] as const

test('the progress of a quick task is not shown', () => {
  expect(printed({}, quick).err).toEqual(['StepStarted', 'StepDone'])
})

test('that of a long one is, now and then', () => {
  expect(printed({}, long).err).toEqual(['StepStarted', 'Progress', 'Progress', 'StepDone'])
})

test('all of it with --verbose, and as JSON', () => {
  expect(printed({ verbose: true }, long).err).toHaveLength(long.length)
  expect(printed({ jsonOutput: true }, long)).toMatchObject({ err: { length: 4 }, out: { length: long.length } })
})

test('the journal of systemd keeps the time itself', () => {
  const { io, err } = fakeProcess({ clock: virtualClock(), env: { JOURNAL_STREAM: '8:1234' } })
  eventPrinter(io, { color: true })({ ...runEvent, key: 'shop/web', reason: 'Ready', message: '', warning: false })
  expect(err()).toBe('<6>shop/web  Ready\n')
})
