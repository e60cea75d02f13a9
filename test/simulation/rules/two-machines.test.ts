/** Two machines with a state each, at one host at the same time: Proxmox VE decides, the loser looks again. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab, type LabOptions } from '../../lab.ts'
import { disksOf, guestOf, manifest, markOf, owned, seeds, vm, writes } from './scene.ts'

const both = async (files: Readonly<Record<string, string>>, options: LabOptions = {}) => {
  const one = await createLab(files, options)
  const two = await createLab(files, { ...options, simulator: one.simulator, clock: one.clock, seed: 99 })
  return { one, two }
}

/** Both run at once, the second a little later. */
async function together(one: Lab, two: Lab, delayMs: number, options: Parameters<Lab['reconcile']>[0] = {}) {
  const second = one.clock.sleep(delayMs).then(() => two.reconcile(options))
  const [first, later] = await one.settle(Promise.all([one.reconcile(options), second]))
  return [first.exitCode, later.exitCode]
}

const shop = manifest('shop', [
  vm('db', { disks: [{ name: 'data', size: 2 }] }),
  vm('web', { depends_on: ['db'] }),
  vm('cache', { vmid: 9100 }),
])

describe.each([0, 50, 200, 400, 700, 1500])('two machines, the second %i ms later,', (delay) => {
  test('make each guest once', async () => {
    const { one, two } = await both({ 'shop.yaml': shop })
    expect(await together(one, two, delay)).toEqual([0, 0])
    expect(one.simulator.world.guests()).toHaveLength(3)
    expect(owned(one.simulator)).toEqual(['shop/cache@sim', 'shop/db@sim', 'shop/web@sim'])
    expect(seeds(one.simulator)).toHaveLength(3)
    expect([...one.store.openIntents(), ...two.store.openIntents()]).toEqual([])
    one.simulator.world.clearRequests()
    expect([(await one.reconcile()).exitCode, (await two.reconcile()).exitCode]).toEqual([0, 0])
    expect(writes(one.simulator)).toEqual([])
  })

  test('take a guest away once', async () => {
    const { one, two } = await both({ 'shop.yaml': shop })
    await one.reconcile()
    await two.reconcile()
    const { vmid } = guestOf(one.simulator, 'shop/cache')
    const without = manifest('shop', [
      vm('db', { disks: [{ name: 'data', size: 2 }] }),
      vm('web', { depends_on: ['db'] }),
    ])
    for (const lab of [one, two]) lab.files.set('shop.yaml', without)
    expect(await together(one, two, delay)).toEqual([0, 0])
    expect(owned(one.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    expect([disksOf(one.simulator, vmid), seeds(one.simulator).length]).toEqual([[], 2])
    expect([...one.store.openIntents(), ...two.store.openIntents()]).toEqual([])
  })

  test('replace a guest once', async () => {
    const { one, two } = await both({ 'shop.yaml': shop })
    await one.reconcile()
    await two.reconcile()
    const { uid } = markOf(guestOf(one.simulator, 'shop/cache')) ?? {}
    for (const lab of [one, two]) lab.files.set('shop.yaml', shop.replace(/debian-12(?![\s\S]*debian-12)/, 'debian-13'))
    expect(await together(one, two, delay, { replace: ['shop/cache'] })).toEqual([0, 0])
    expect(markOf(guestOf(one.simulator, 'shop/cache'))?.uid).not.toBe(uid)
    const destroyed = one.simulator.world
      .tasks()
      .filter(({ type, exitstatus }) => type === 'qmdestroy' && exitstatus === 'OK')
    expect([destroyed.length, one.simulator.world.guests().length]).toEqual([1, 3])
    expect(seeds(one.simulator)).toHaveLength(3)
    expect([...one.store.openIntents(), ...two.store.openIntents()]).toEqual([])
  })

  test('edit a guest to the same end', async () => {
    const { one, two } = await both({ 'shop.yaml': shop })
    await one.reconcile()
    const edited = manifest('shop', [
      vm('db', { disks: [{ name: 'data', size: 6 }], tags: ['gold'] }),
      vm('web', { depends_on: ['db'], preset: 'vm-small', settings: { restart: 'auto' } }),
      vm('cache', { vmid: 9100, ip: '192.0.2.4/24' }),
    ])
    for (const lab of [one, two]) lab.files.set('shop.yaml', edited)
    expect(await together(one, two, delay)).toEqual([0, 0])
    const { nodes } = await one.diff()
    expect(nodes.map(({ action }) => action)).toEqual(['unchanged', 'unchanged', 'unchanged'])
  })
})
