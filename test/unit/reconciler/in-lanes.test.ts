/** A long row of things, done a few at a time. */
import { expect, test } from 'vitest'
import { inLanes } from '../../../src/reconciler/in-lanes.ts'

test('everything is done, never more than so many at once', async () => {
  const done: number[] = []
  let running = 0
  let most = 0
  await inLanes([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    running += 1
    most = Math.max(most, running)
    await Promise.resolve()
    running -= 1
    done.push(item)
  })
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(most).toBe(3)
})

test('after one that fails no other begins, what was begun ends, and the error is thrown', async () => {
  const begun: number[] = []
  const ended: number[] = []
  const run = inLanes([1, 2, 3, 4, 5, 6], 2, async (item) => {
    begun.push(item)
    await Promise.resolve()
    if (item === 2) throw new Error('two')
    await Promise.resolve()
    ended.push(item)
  })
  await expect(run).rejects.toThrow('two')
  expect(begun).toEqual([1, 2])
  expect(ended).toEqual([1])
})

test('nothing is nothing', async () => {
  await expect(inLanes([], 3, () => Promise.reject(new Error('never')))).resolves.toBeUndefined()
})
