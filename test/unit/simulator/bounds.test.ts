/** How long things are waited for: locks of guests, clones and storages, and the three workers of the daemon. */
import { expect, test } from 'vitest'
import { bench, guests, webGuest } from './bench.ts'

const lockOf = (vmid: number) => `can't lock file '/var/lock/qemu-server/lock-${vmid}.conf' - got timeout`

test('a clone waits one second for its source, a change of it ten', async () => {
  const lab = bench()
  await lab.run('POST', guests, webGuest(100))
  const held = lab.simulator.world.holdLock(100, 60_000)
  const before = lab.clock.now()
  expect(await lab.finish(await lab.ask('POST', `${guests}/100/clone`, { newid: 101 }))).toBe(
    `clone failed: ${lockOf(100)}`,
  )
  expect(lab.clock.now() - before).toBeLessThan(1500)
  expect(lab.simulator.world.guest(101)).toBeUndefined()
  const then = lab.clock.now()
  expect((await lab.ask('PUT', `${guests}/100/config`, { cores: 2 })).reason).toBe(lockOf(100))
  expect(lab.clock.now() - then).toBe(10_000)
  await lab.clock.settle(held)
})

test('a storage is allocated on by one at a time, and waited for ten seconds', async () => {
  const lab = bench({ profile: 'real' })
  const replies = []
  for (let vmid = 100; vmid < 150; vmid += 1) replies.push(await lab.ask('POST', guests, { vmid, scsi0: 'vmstore:1' }))
  const ends = []
  for (const reply of replies) ends.push(await lab.finish(reply))
  const late = ends.filter((end) => end !== 'OK')
  expect(ends.filter((end) => end === 'OK').length).toBeGreaterThan(20)
  expect(late.length).toBeGreaterThan(5)
  expect(new Set(late.map((end) => end.replace(/VM \d+/, 'VM')))).toEqual(
    new Set(["unable to create VM - can't lock file '/var/lock/pve-manager/pve-storage-vmstore' - got timeout"]),
  )
})

test('copies that go to one storage at once share what it can do', async () => {
  const seconds = async (storages: readonly string[]) => {
    const lab = bench({ profile: 'real' })
    await lab.run('POST', '/storage', { storage: 'other', type: 'zfspool', pool: 'rpool/data', content: 'images' })
    const began = lab.clock.now()
    const replies = []
    for (const [index, storage] of storages.entries()) {
      const scsi0 = `${storage}:0,import-from=local:import/debian-12.qcow2`
      replies.push(await lab.ask('POST', guests, { vmid: 100 + index, scsi0 }))
    }
    for (const reply of replies) expect(await lab.finish(reply)).toBe('OK')
    return (lab.clock.now() - began) / 1000
  }
  // One alone takes 4 to 12 s, and up to a second for its room there.
  expect(await seconds(['vmstore', 'vmstore', 'vmstore', 'vmstore'])).toBeGreaterThan(16)
  expect(await seconds(['vmstore', 'other'])).toBeLessThan(13)
})

test('three calls that wait keep a fourth from its turn', async () => {
  const lab = bench()
  for (const vmid of [100, 101]) await lab.run('POST', guests, { vmid })
  const held = lab.simulator.world.holdLock(100, 60_000)
  const began = lab.clock.now()
  const ended: number[] = []
  const change = async (vmid: number): Promise<void> => {
    await lab.ask('PUT', `${guests}/${vmid}/config`, { description: 'x' })
    ended.push((lab.clock.now() - began) / 1000)
  }
  await Promise.all([change(100), change(100), change(100), change(101)])
  expect(ended).toEqual([10, 10, 10, 10])
  const reads = lab.clock.now()
  await lab.ask('GET', '/cluster/resources')
  expect(lab.clock.now()).toBe(reads)
  await lab.clock.settle(held)
})

test('after a stop the guest is cleaned up with its lock held, so that a change waits', async () => {
  const lab = bench({ profile: 'real' })
  await lab.run('POST', guests, webGuest(100))
  await lab.run('POST', `${guests}/100/status/start`)
  const { data } = await lab.ask('POST', `${guests}/100/status/stop`)
  while (lab.simulator.world.tasks().find(({ upid }) => upid === data)?.exitstatus === undefined) {
    await lab.clock.advance(10)
  }
  const before = lab.clock.now()
  await lab.ask('PUT', `${guests}/100/config`, { cores: 2 })
  expect(lab.clock.now() - before).toBeGreaterThan(900)
})
