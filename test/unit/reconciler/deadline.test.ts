/** Work that is bounded by time. */
import { describe, expect, test } from 'vitest'
import { within } from '../../../src/reconciler/deadline.ts'
import { virtualClock } from '../simulator/virtual-clock.ts'

const never = new AbortController().signal

/** Ends when it is cut, with the reason. */
const untilCut = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

describe('work with a deadline', () => {
  test('that ends in time gives its result and leaves no timer behind', async () => {
    const clock = virtualClock()
    const before = clock.now()
    expect(await clock.settle(within(clock, 30_000, never, 'hv0', async () => 'done'))).toBe('done')
    expect(clock.now()).toBe(before)
  })

  test('is cut when its time is over, and names who was silent', async () => {
    const clock = virtualClock()
    const before = clock.now()
    const cut = clock.settle(within(clock, 30_000, never, 'hv0', untilCut))
    await expect(cut).rejects.toMatchObject({
      code: 'Unreachable',
      retry: 'transient',
      message: 'hv0 gave no answer for 30 s',
    })
    expect(clock.now() - before).toBe(30_000)
  })

  test('is cut with the run, for the reason of the run', async () => {
    const run = new AbortController()
    const work = within(virtualClock(), 30_000, run.signal, 'hv0', untilCut)
    run.abort(new Error('interrupted'))
    await expect(work).rejects.toThrow('interrupted')
  })

  test('may say more than that its time was over', async () => {
    const clock = virtualClock()
    const work = within(clock, 1000, never, 'hv0', (signal) =>
      untilCut(signal).catch(() => {
        throw new Error('the certificate is not trusted')
      }),
    )
    await expect(clock.settle(work)).rejects.toThrow('the certificate is not trusted')
  })
})
