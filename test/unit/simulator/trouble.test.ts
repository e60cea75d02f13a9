/** Faults by rules and a seed: of requests, of tasks, and of what stands. */
import { describe, expect, test } from 'vitest'
import { TransportError } from '../../../src/pve/transport.ts'
import type { FaultRule } from '../../../src/simulator/trouble.ts'
import { bench, guests, image, webGuest } from './bench.ts'
import type { Bench } from './bench.ts'

const faulty = (...faults: readonly FaultRule[]): Bench => bench({ faults: { seed: 1, faults } })

async function outcome(work: Promise<{ readonly status: number }>): Promise<string> {
  try {
    return String((await work).status)
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return error.kind
  }
}

describe('requests', () => {
  test('are refused, cut, answered late or with a status, as often as the rule says', async () => {
    const lab = faulty(
      { kind: 'refuse', path: '/nodes', times: 1 },
      { kind: 'reset', path: '/nodes', times: 1 },
      { kind: 'status', path: '/nodes', status: 596, times: 1 },
      { kind: 'slow', path: '/version', seconds: 7 },
    )
    const seen: string[] = []
    for (let count = 0; count < 4; count += 1) seen.push(await outcome(lab.ask('GET', '/nodes')))
    expect(seen).toEqual(['refused', 'reset', '596', '200'])
    const before = lab.clock.now()
    await lab.ask('GET', '/version')
    expect(lab.clock.now() - before).toBe(7000)
  })

  test('lose their answer after the work was done', async () => {
    const lab = faulty({ kind: 'lost-answer', method: 'POST', path: '/nodes/*/qemu', times: 1 })
    expect(await outcome(lab.ask('POST', guests, { vmid: 100 }))).toBe('reset')
    expect(lab.simulator.world.guest(100)).toBeDefined()
  })

  test('fail only within the time of the rule', async () => {
    const lab = faulty({ kind: 'status', status: 500, from: 10, until: 20 })
    const seen: string[] = []
    for (let count = 0; count < 3; count += 1) {
      seen.push(await outcome(lab.ask('GET', '/version')))
      await lab.clock.advance(11_000)
    }
    expect(seen).toEqual(['200', '500', '200'])
  })

  test('fail in the same places for the same seed, in others for another', async () => {
    const pattern = async (seed: number): Promise<string> => {
      const lab = bench({ faults: { seed, faults: [{ kind: 'reset', chance: 0.3 }] } })
      let seen = ''
      for (let count = 0; count < 40; count += 1)
        seen += (await outcome(lab.ask('GET', '/version'))) === '200' ? '.' : 'x'
      return seen
    }
    expect(await pattern(4)).toBe(await pattern(4))
    expect(await pattern(4)).not.toBe(await pattern(5))
    expect((await pattern(4)).replaceAll('.', '').length).toBeGreaterThan(4)
    expect((await pattern(4)).replaceAll('.', '').length).toBeLessThan(24)
  })
})

describe('tasks', () => {
  test('fail with the text of the rule, and what they made is gone', async () => {
    const lab = faulty({ kind: 'task-fails', task: 'qmcreate', reason: 'disk is on fire', times: 1 })
    const first = await lab.ask('POST', guests, webGuest(100))
    expect(await lab.finish(first)).toBe('unable to create VM 100 - disk is on fire')
    expect(lab.simulator.world.guest(100)).toBeUndefined()
    expect(await lab.finish(await lab.ask('POST', guests, webGuest(100)))).toBe('OK')
  })

  test('fail on the node of the rule alone', async () => {
    const faults = [{ kind: 'task-fails', task: 'srvreload', node: 'pve2' } as const]
    const lab = bench({ nodeNames: ['pve', 'pve2'], faults: { faults } })
    const reload = async (node: string) => lab.finish(await lab.ask('PUT', `/nodes/${node}/network`))
    expect(await reload('pve')).toBe('OK')
    expect(await reload('pve2')).toBe('got timeout')
  })

  test('hang with their lock until somebody stops them', async () => {
    const lab = faulty({ kind: 'task-hangs', task: 'qmstart' })
    await lab.run('POST', guests, webGuest(100))
    const { data } = await lab.ask('POST', `${guests}/100/status/start`)
    await lab.clock.advance(600_000)
    const task = `/nodes/pve/tasks/${encodeURIComponent(String(data))}`
    expect(await lab.record(`${task}/status`)).toMatchObject({ status: 'running' })
    expect(await lab.ask('PUT', `${guests}/100/config`, { cores: 2 })).toMatchObject({
      reason: "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout",
    })
    await lab.ask('DELETE', task)
    expect(await lab.record(`${task}/status`)).toMatchObject({ exitstatus: 'received interrupt' })
    expect(await lab.ask('PUT', `${guests}/100/config`, { cores: 2 })).toMatchObject({ status: 200 })
  })

  test('vanish and leave the lock of what they began', async () => {
    const lab = faulty({ kind: 'task-vanishes', task: 'qmcreate' })
    const { data } = await lab.ask('POST', guests, webGuest(100))
    await lab.clock.advance(60_000)
    expect(await lab.record(`/nodes/pve/tasks/${encodeURIComponent(String(data))}/status`)).toMatchObject({
      status: 'stopped',
      exitstatus: 'unexpected status',
    })
    expect(await lab.record(`${guests}/100/config`)).toMatchObject({ lock: 'create' })
  })

  test('leave a stale lock behind', async () => {
    const lab = faulty({ kind: 'stale-lock', task: 'qmstop', vmid: 100, lock: 'snapshot' })
    await lab.run('POST', guests, webGuest(100))
    await lab.run('POST', `${guests}/100/status/stop`)
    expect(await lab.ask('PUT', `${guests}/100/config`, { cores: 2 })).toMatchObject({
      reason: 'VM is locked (snapshot)',
    })
  })
})

describe('what stands', () => {
  test('a storage that is full takes no image more, and says so', async () => {
    const lab = faulty({ kind: 'storage-full', storage: 'vmstore', from: 5 })
    await lab.run('POST', guests, { vmid: 100, scsi0: image })
    await lab.clock.advance(10_000)
    expect(await lab.finish(await lab.ask('POST', guests, { vmid: 101, scsi0: image }))).toContain(
      'No space left on device',
    )
    expect(await lab.record('/nodes/pve/storage/vmstore/status')).toMatchObject({ avail: 0 })
    expect(lab.simulator.world.volids().filter((volid) => volid.includes('vm-101'))).toEqual([])
  })

  test('an agent never answers', async () => {
    const lab = faulty({ kind: 'agent-silent', vmid: 100 })
    for (const vmid of [100, 101]) {
      await lab.run('POST', guests, webGuest(vmid))
      await lab.run('POST', `${guests}/${vmid}/status/start`)
    }
    await lab.clock.advance(60_000)
    expect(await lab.ask('POST', `${guests}/100/agent/ping`)).toMatchObject({
      reason: 'QEMU guest agent is not running',
    })
    expect(await lab.ask('POST', `${guests}/101/agent/ping`)).toMatchObject({ status: 200 })
  })

  test('a member that is down is not reached, and its guests are unknown', async () => {
    const lab = bench({
      nodeNames: ['pve', 'pve2'],
      faults: { faults: [{ kind: 'node-down', node: 'pve2', from: 60, until: 120 }] },
    })
    await lab.run('POST', '/nodes/pve2/qemu', { vmid: 100, name: 'far' })
    await lab.clock.advance(75_000)
    expect(await outcome(lab.ask('GET', '/nodes/pve2/qemu'))).toBe('595')
    const [guest] = await lab.list('/cluster/resources', { type: 'vm' })
    expect(guest).toMatchObject({ vmid: 100, node: 'pve2', status: 'unknown' })
    const nodes = await lab.list('/nodes')
    expect(nodes.map(({ status }) => status)).toEqual(['online', 'offline'])
    await lab.clock.advance(60_000)
    expect(await outcome(lab.ask('GET', '/nodes/pve2/qemu'))).toBe('200')
  })

  test('the clean-up after a stop holds the lock of the guest', async () => {
    const lab = faulty({ kind: 'cleanup-lock' })
    await lab.run('POST', guests, webGuest(100))
    await lab.run('POST', `${guests}/100/status/start`)
    await lab.run('POST', `${guests}/100/status/stop`)
    expect((await lab.ask('PUT', `${guests}/100/config`, { cores: 2 })).reason).toContain("can't lock file")
    await lab.clock.advance(25_000)
    expect(await lab.ask('PUT', `${guests}/100/config`, { cores: 2 })).toMatchObject({ status: 200 })
  })

  test('addresses change with each boot', async () => {
    const lab = faulty({ kind: 'new-addresses' })
    await lab.run('POST', guests, webGuest(100))
    const seen = new Set<string>()
    for (let boot = 0; boot < 2; boot += 1) {
      await lab.run('POST', `${guests}/100/status/start`)
      await lab.clock.advance(10_000)
      seen.add(JSON.stringify(await lab.get(`${guests}/100/agent/network-get-interfaces`)))
      await lab.run('POST', `${guests}/100/status/stop`)
    }
    expect(seen.size).toBe(2)
  })
})
