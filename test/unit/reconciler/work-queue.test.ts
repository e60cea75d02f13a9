/** The work queue: one worker for a key, nothing lost that is added meanwhile, what is urgent first. */
import { describe, expect, test } from 'vitest'
import { createWorkQueue, priority } from '../../../src/reconciler/work-queue.ts'
import { virtualClock } from '../simulator/virtual-clock.ts'

/** Workers that each last until they are told to end. */
function bench(concurrency = 1) {
  const clock = virtualClock()
  const begun: string[] = []
  const running = new Map<string, () => void>()
  let atOnce = 0
  const queue = createWorkQueue({
    clock,
    laneOf: (key) => key.split('@')[1] ?? '',
    concurrency,
    async work(key) {
      begun.push(key)
      atOnce = Math.max(atOnce, running.size + 1)
      if (running.has(key)) throw new Error(`${key} is worked on twice at once`)
      await new Promise<void>((resolve) => running.set(key, resolve))
      running.delete(key)
    },
  })
  const breathe = () => clock.advance(0)
  return {
    queue,
    clock,
    begun,
    breathe,
    atOnce: () => atOnce,
    async finish(key: string) {
      running.get(key)?.()
      await breathe()
    },
  }
}

describe('a key', () => {
  test('is worked on once, however often it is added while it waits', async () => {
    const { queue, begun, finish, breathe } = bench()
    queue.add('busy', priority.user)
    await breathe()
    for (let again = 0; again < 3; again++) queue.add('a', priority.user)
    await finish('busy')
    await finish('a')
    expect(begun).toEqual(['busy', 'a'])
    await queue.idle()
  })

  test('that is added while it is worked on is worked on once more afterwards, never twice at once', async () => {
    const { queue, begun, finish, breathe } = bench(4)
    queue.add('a', priority.user)
    await breathe()
    queue.add('a', priority.event)
    queue.add('a', priority.retry)
    await breathe()
    expect(begun).toEqual(['a'])
    await finish('a')
    expect(begun).toEqual(['a', 'a'])
    await finish('a')
    expect(begun).toEqual(['a', 'a'])
    await queue.idle()
  })

  test('that was worked on can be added again', async () => {
    const { queue, begun, finish, breathe } = bench()
    for (let round = 0; round < 2; round++) {
      queue.add('a', priority.user)
      await breathe()
      await finish('a')
    }
    expect(begun).toEqual(['a', 'a'])
  })

  test('that is due later waits for its time, and an add before that does not cancel it', async () => {
    const { queue, begun, finish, clock } = bench()
    queue.addAfter('a', 1000, priority.retry)
    await clock.advance(999)
    expect(begun).toEqual([])
    queue.add('a', priority.event)
    await clock.advance(0)
    await finish('a')
    expect(begun).toEqual(['a'])
    await clock.advance(1)
    expect(begun).toEqual(['a', 'a'])
    await finish('a')
    await queue.idle()
  })
})

describe('what waits', () => {
  test('goes in the order of its urgency, and of its coming where that is the same', async () => {
    const { queue, begun, finish, breathe } = bench()
    queue.add('busy', priority.user)
    await breathe()
    queue.add('periodic', priority.periodic)
    queue.add('retry', priority.retry)
    queue.add('event', priority.event)
    queue.add('first edit', priority.user)
    queue.add('second edit', priority.user)
    for (const key of ['busy', 'first edit', 'second edit', 'event', 'retry', 'periodic']) await finish(key)
    expect(begun).toEqual(['busy', 'first edit', 'second edit', 'event', 'retry', 'periodic'])
  })

  test('moves up when it is added again as more urgent, and never down', async () => {
    const { queue, begun, finish, breathe } = bench()
    queue.add('busy', priority.user)
    await breathe()
    queue.add('a', priority.periodic)
    queue.add('b', priority.retry)
    queue.add('a', priority.user)
    queue.add('a', priority.periodic)
    for (const key of ['busy', 'a', 'b']) await finish(key)
    expect(begun).toEqual(['busy', 'a', 'b'])
  })

  test('goes once more as the most urgent that it was added as while it ran', async () => {
    const { queue, begun, finish, breathe } = bench()
    queue.add('a', priority.user)
    await breathe()
    queue.add('a', priority.user)
    queue.add('a', priority.periodic)
    queue.add('b', priority.event)
    for (const key of ['a', 'a', 'b']) await finish(key)
    expect(begun).toEqual(['a', 'a', 'b'])
  })

  test('is worked on by no more workers than allowed', async () => {
    const { queue, atOnce, finish, breathe } = bench(2)
    for (const key of ['a', 'b', 'c', 'd']) queue.add(key, priority.user)
    await breathe()
    for (const key of ['a', 'b', 'c', 'd']) await finish(key)
    expect(atOnce()).toBe(2)
  })

  test('waits for no worker of another lane', async () => {
    const { queue, begun, finish, breathe } = bench()
    for (const key of ['a@one', 'b@one', 'c@two', 'd@two']) queue.add(key, priority.user)
    await breathe()
    expect(begun).toEqual(['a@one', 'c@two'])
    await finish('c@two')
    expect(begun).toEqual(['a@one', 'c@two', 'd@two'])
    expect(queue.load()).toMatchObject({ depth: 1, running: 2 })
    for (const key of ['a@one', 'd@two', 'b@one']) await finish(key)
    await queue.idle()
  })

  test('is forgotten when the queue is cleared; what runs goes on, and runs no second time', async () => {
    const { queue, begun, finish, breathe, clock } = bench()
    queue.add('runs', priority.user)
    await breathe()
    queue.add('runs', priority.user)
    queue.add('waits', priority.user)
    queue.addAfter('due', 1000, priority.retry)
    queue.clear()
    await finish('runs')
    await queue.idle()
    await clock.advance(2000)
    expect(begun).toEqual(['runs'])
  })

  test('can be added again after it was cleared', async () => {
    const { queue, begun, finish, breathe } = bench()
    queue.add('busy', priority.user)
    await breathe()
    queue.add('a', priority.user)
    queue.clear()
    queue.add('a', priority.user)
    await finish('busy')
    await finish('a')
    expect(begun).toEqual(['busy', 'a'])
  })
})

describe('idle', () => {
  const isDone = async (promise: Promise<void>, breathe: () => Promise<void>) => {
    let done = false
    const note = () => void (done = true)
    promise.then(note, note)
    await breathe()
    return done
  }

  test('is at once where nothing was added', async () => {
    await expect(bench().queue.idle()).resolves.toBeUndefined()
  })

  test('is not before what runs and what is due later is done', async () => {
    const { queue, finish, breathe, clock } = bench()
    queue.add('a', priority.user)
    queue.addAfter('b', 1000, priority.retry)
    const idle = queue.idle()
    expect(await isDone(idle, breathe)).toBe(false)
    await finish('a')
    expect(await isDone(idle, breathe)).toBe(false)
    await clock.advance(1000)
    expect(await isDone(idle, breathe)).toBe(false)
    await finish('b')
    expect(await isDone(idle, breathe)).toBe(true)
  })

  test('rejects with what a worker threw, once the other workers are done, and begins nothing more', async () => {
    const clock = virtualClock()
    const begun: string[] = []
    let finish = () => {}
    const queue = createWorkQueue({
      clock,
      laneOf: () => '',
      concurrency: 2,
      async work(key) {
        begun.push(key)
        if (key === 'bug') throw new Error('a bug')
        await new Promise<void>((resolve) => (finish = resolve))
      },
    })
    queue.add('other', priority.user)
    queue.addAfter('due', 1000, priority.retry)
    queue.add('bug', priority.user)
    queue.add('waits', priority.user)
    const idle = queue.idle()
    expect(await isDone(idle, () => clock.advance(0))).toBe(false)
    queue.add('late', priority.user)
    finish()
    await expect(idle).rejects.toThrow('a bug')
    await clock.advance(5000)
    expect(begun.toSorted()).toEqual(['bug', 'other'])
  })
})
