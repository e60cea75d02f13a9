/** How many writing steps go on at once. */
import { describe, expect, test } from 'vitest'
import { createLimits, writesPerHost } from '../../../src/reconciler/limits.ts'

const breathe = () => new Promise((resolve) => setImmediate(resolve))

interface Place {
  readonly host: string
  readonly storage?: string
}

/** Starts a write at every place and tells which of them run, until they are told to end. */
async function writing(places: readonly Place[], concurrency = 100) {
  const limits = createLimits({ concurrency })
  const running = new Map<number, () => void>()
  const ended = places.map((place, index) =>
    limits.write(place, async () => {
      await new Promise<void>((resolve) => running.set(index, resolve))
      running.delete(index)
      return index
    }),
  )
  await breathe()
  return {
    running: () => [...running.keys()],
    async finish(index: number) {
      running.get(index)?.()
      await breathe()
    },
    ended,
  }
}

describe('writes', () => {
  test('go on three at a time on a host, as Proxmox VE has three workers', async () => {
    expect(writesPerHost).toBe(3)
    const { running, finish } = await writing(Array.from({ length: 5 }, () => ({ host: 'a' })))
    expect(running()).toEqual([0, 1, 2])
    await finish(1)
    expect(running()).toEqual([0, 2, 3])
  })

  test('go on one at a time on a storage, whose lock waits only ten seconds', async () => {
    const copy = { host: 'a', storage: 'vmstore' }
    const { running, finish } = await writing([copy, copy, { host: 'a' }])
    expect(running()).toEqual([0, 2])
    await finish(0)
    expect(running()).toEqual([2, 1])
  })

  test('do not wait for a host or storage of the same name elsewhere', async () => {
    const { running } = await writing([
      { host: 'a', storage: 'local' },
      { host: 'b', storage: 'local' },
      { host: 'a', storage: 'fast' },
    ])
    expect(running()).toHaveLength(3)
  })

  test('that wait for a storage leave the host to others', async () => {
    const copy = { host: 'a', storage: 'vmstore' }
    const { running } = await writing([copy, copy, copy, copy, { host: 'a' }, { host: 'a' }])
    expect(new Set(running())).toEqual(new Set([0, 4, 5]))
  })

  test('over all hosts are bounded too', async () => {
    const places = ['a', 'b', 'c'].flatMap((host) => [{ host }, { host }])
    const { running, finish } = await writing(places, 2)
    expect(running()).toHaveLength(2)
    await finish(0)
    expect(running()).toHaveLength(2)
  })

  test('hand their result on', async () => {
    const { finish, ended } = await writing([{ host: 'a', storage: 'x' }])
    await finish(0)
    expect(await ended[0]).toBe(0)
  })
})

test('a write that needs its storage no more leaves it to the next, and keeps its place on the host', async () => {
  const limits = createLimits({ concurrency: 2 })
  const begun: string[] = []
  const long = (name: string) => (leaveStorage: () => void) => {
    begun.push(name)
    leaveStorage()
    return new Promise<void>(() => undefined)
  }
  for (const name of ['one', 'two', 'three']) void limits.write({ host: 'a', storage: 'x' }, long(name))
  await breathe()
  expect(begun).toEqual(['one', 'two'])
})

test('a write that fails makes room for the next one, and its error goes to who asked for it', async () => {
  const limits = createLimits({ concurrency: 1 })
  const failing = limits.write({ host: 'a', storage: 'x' }, () => Promise.reject(new Error('no space')))
  const next = limits.write({ host: 'a', storage: 'x' }, async () => 'done')
  await expect(failing).rejects.toThrow('no space')
  expect(await next).toBe('done')
})

test('plans go on three at a time on this machine, and take no place from writes', async () => {
  const limits = createLimits({ concurrency: 1 })
  const running: string[] = []
  const work = (name: string) => () => {
    running.push(name)
    return new Promise<void>(() => undefined)
  }
  for (const name of ['one', 'two', 'three', 'four']) void limits.plan(work(name))
  void limits.write({ host: 'a', storage: 'vmstore' }, work('write'))
  await breathe()
  expect(running.toSorted()).toEqual(['one', 'three', 'two', 'write'])
})

test('who holds a storage goes before those that hold none', async () => {
  const { running, finish } = await writing([
    ...Array.from({ length: 4 }, () => ({ host: 'a' })),
    { host: 'a', storage: 'vmstore' },
  ])
  await finish(0)
  expect(running()).toEqual([1, 2, 4])
})
