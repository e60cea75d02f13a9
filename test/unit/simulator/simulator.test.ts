/** The simulator as a whole: the same run for the same seed, faults, snapshots, and what a client in-process sees. */
import { describe, expect, test } from 'vitest'
import { createSimulator, simulatedTransport } from '../../../src/simulator/simulator.ts'
import { bench, guests, startWeb, webGuest } from './bench.ts'
import { seededRandom, virtualClock } from './virtual-clock.ts'

/** What somebody sees who makes guests, changes them and looks. */
async function story(seed: number): Promise<string> {
  const lab = bench({ seed })
  const seen: unknown[] = [lab.simulator.token]
  for (const vmid of [100, 101, 102]) seen.push((await lab.ask('POST', guests, webGuest(vmid))).data)
  await lab.clock.advance(3000)
  for (const vmid of [102, 100, 101]) seen.push((await lab.ask('POST', `${guests}/${vmid}/status/start`)).data)
  await lab.clock.advance(11_000)
  seen.push(
    await lab.get('/cluster/resources'),
    await lab.get('/nodes/pve/tasks', { limit: 0 }),
    await lab.get(`${guests}/101/pending`),
  )
  seen.push(lab.clock.now(), lab.simulator.toSnapshot())
  return JSON.stringify(seen)
}

test('the same clock and the same chance give the same run, another chance another', async () => {
  expect(await story(7)).toBe(await story(7))
  expect(await story(7)).not.toBe(await story(8))
})

describe('a fault', () => {
  test('before the work cuts the connection and leaves everything as it was', async () => {
    const { ask, simulator } = bench()
    simulator.faults = (_request, phase) => (phase === 'before' ? 'refuse' : 'pass')
    await expect(ask('POST', guests, { vmid: 100 })).rejects.toMatchObject({ kind: 'refused', sent: false })
    expect(simulator.world.guest(100)).toBeUndefined()
  })

  test('after the work hides an answer to what was done all the same', async () => {
    const { ask, clock, simulator } = bench()
    simulator.faults = ({ method, path }, phase) =>
      method === 'POST' && path.endsWith('/qemu') && phase === 'after' ? 'reset' : 'pass'
    await expect(ask('POST', guests, { vmid: 100 })).rejects.toMatchObject({ kind: 'reset', sent: true })
    await clock.advance(1000)
    expect(simulator.world.guest(100)?.config).toMatchObject({ meta: expect.any(String) })
    expect(simulator.world.requests().at(-1)).toMatchObject({ method: 'POST', status: 0 })
    expect(await ask('GET', '/version')).toMatchObject({ status: 200 })
  })

  test('can be an answer of its own', async () => {
    const { clock, simulator } = bench()
    simulator.faults = (_request, phase) => (phase === 'before' ? { status: 596, reason: 'Broken pipe' } : 'pass')
    const request = { method: 'GET', path: '/api2/json/version', headers: {}, body: new Uint8Array() }
    expect(await clock.settle(simulator.handle(request))).toMatchObject({
      status: 596,
      reason: 'Broken pipe',
      body: '',
    })
  })
})

describe('a snapshot', () => {
  test('brings a world back, running guests and credentials included', async () => {
    const first = bench()
    await startWeb(first, 100)
    const snapshot: unknown = JSON.parse(JSON.stringify(first.simulator.toSnapshot()))
    const second = bench({ snapshot, seed: 2 })
    expect(second.simulator.token).toBe(first.simulator.token)
    expect(await second.record(`${guests}/100/status/current`)).toMatchObject({ status: 'running' })
    expect(second.simulator.world.volids()).toEqual(first.simulator.world.volids())
  })

  test('taken in the middle of a task leaves the lock behind, and a task with an unexpected end', async () => {
    const first = bench()
    const { data: upid } = await first.ask('POST', guests, webGuest(100))
    const second = bench({ snapshot: first.simulator.toSnapshot() })
    expect(await second.record(`${guests}/100/config`)).toMatchObject({ lock: 'create' })
    expect(await second.record(`/nodes/pve/tasks/${encodeURIComponent(String(upid))}/status`)).toMatchObject({
      status: 'stopped',
      exitstatus: 'unexpected status',
    })
  })

  test('that is none is refused', () => {
    expect(() => bench({ snapshot: { version: 2 } })).toThrow(TypeError)
  })
})

describe('in-process', () => {
  const silent = async () => {
    const clock = virtualClock()
    const simulator = createSimulator({ clock, random: seededRandom(), profile: 'fast' })
    return { clock, send: simulatedTransport(simulator, clock) }
  }
  const unauthorised = { method: 'GET', path: '/api2/json/version', headers: {} } as const

  test('an answer that takes too long is a time-out', async () => {
    const { clock, send } = await silent()
    await expect(clock.settle(send(unauthorised, { timeoutMs: 1000 }))).rejects.toMatchObject({
      kind: 'timeout',
      sent: true,
    })
    expect(await clock.settle(send(unauthorised, { timeoutMs: 5000 }))).toMatchObject({ status: 401 })
  })

  test('a request that is cancelled rejects with the reason', async () => {
    const { clock, send } = await silent()
    const stop = new AbortController()
    const sent = send(unauthorised, { timeoutMs: 60_000, signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(clock.settle(sent)).rejects.toThrow('enough')
  })
})

test('with everything instant, a task has ended by the time its call is looked at', async () => {
  const clock = virtualClock()
  const simulator = createSimulator({ clock, random: seededRandom(), profile: 'instant' })
  const began = clock.now()
  await clock.settle(simulator.world.run('POST', guests, webGuest(100)))
  await clock.settle(simulator.world.run('POST', `${guests}/100/status/start`))
  expect(await simulator.world.call('POST', `${guests}/100/agent/ping`)).toEqual({ result: {} })
  expect(clock.now()).toBe(began)
})
