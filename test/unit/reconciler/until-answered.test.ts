/** Patience with a host that does not answer yet. */
import { describe, expect, test } from 'vitest'
import { HomestakError } from '../../../src/errors.ts'
import { untilAnswered } from '../../../src/reconciler/until-answered.ts'
import { virtualClock } from '../simulator/virtual-clock.ts'

const refused = new HomestakError({ code: 'Unreachable', retry: 'transient', message: 'sim: connection refused' })

function patience() {
  const clock = virtualClock()
  const began = clock.now()
  const told: string[] = []
  const onWait = (host: string, message: string) => told.push(`${host}  ${message}`)
  const wait = (attempt: (onAnswer: () => void, seconds: number) => Promise<void>) =>
    clock.settle(
      untilAnswered(
        { clock, onWait },
        'sim',
        (onAnswer) => attempt(onAnswer, (clock.now() - began) / 1000),
        new AbortController().signal,
        () => undefined,
      ),
    )
  return { clock, told, wait }
}

describe('a host that is waited for', () => {
  test('is named now and then, with what it said last, until it answers', async () => {
    const { told, wait } = patience()
    await wait((_, seconds) => (seconds < 8 ? Promise.reject(refused) : Promise.resolve()))
    expect(told).toEqual([
      'sim  sim: connection refused; tried for 3 s',
      'sim  sim: connection refused; tried for 6 s',
      'sim  sim: connection refused; tried for 9 s',
    ])
  })

  test('is named also where it says nothing, or where it takes long to look at', async () => {
    const { clock, told, wait } = patience()
    await wait(async (onAnswer) => {
      await clock.sleep(4000)
      onAnswer()
      await clock.sleep(4000)
    })
    expect(told).toEqual(['sim  no answer yet; tried for 3 s', 'sim  looking at it for 6 s, 1 answer so far'])
  })

  test('that answers at once is not', async () => {
    const { told, wait } = patience()
    await wait(() => Promise.resolve())
    expect(told).toEqual([])
  })
})
