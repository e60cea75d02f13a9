/** The main work of a run that watches: it converges, follows edits, repairs drift, takes away what is undeclared. */
import { describe, expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { guestOf, manifest, owned, vm } from '../rules/scene.ts'
import { watchLab } from './watching.ts'

describe('a run that watches', () => {
  test('converges, and is quiet from then on', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), vm('db')]) }, { profile: 'fast' })
    const watched = await watchLab(lab)
    await watched.pass(120)
    expect(watched.state().nodes.map(({ label, state }) => `${label} ${state}`)).toEqual([
      'shop/web ready',
      'shop/db ready',
    ])
    const writes = lab.simulator.world.writes()
    const told = watched.events.length
    await watched.pass(3600)
    expect(lab.simulator.world.writes()).toBe(writes)
    expect(watched.events.slice(told)).toEqual([])
    await watched.stop()
  })

  test('makes what an edit adds, and takes away what it removes once that has stood for ten seconds', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), vm('db')]) }, { profile: 'fast' })
    const watched = await watchLab(lab)
    await watched.pass(120)
    await watched.save('shop.yaml', manifest('shop', [vm('web'), vm('cache')]))
    await watched.pass(8)
    expect(owned(lab.simulator)).toContain('shop/db@sim')
    expect(watched.state().removals.map(({ key }) => key)).toEqual(['shop/db@sim'])
    await watched.pass(180)
    expect(owned(lab.simulator)).toEqual(['shop/cache@sim', 'shop/web@sim'])
    expect(watched.state().nodes.map(({ state }) => state)).toEqual(['ready', 'ready'])
    expect(lab.store.nodes().map(({ node }) => node)).toEqual(['cache', 'web'])
    await watched.stop()
  })

  test('goes on with what it made, whoever else still has to be made', async () => {
    const names = Array.from({ length: 90 }, (_, index) => `n${String(index).padStart(2, '0')}`)
    const nodes = [...names.map((name) => vm(name)), vm('first'), vm('second', { depends_on: ['first'] })]
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web')]) }, { profile: 'fast' })
    const watched = await watchLab(lab)
    await watched.save('shop.yaml', manifest('shop', nodes))
    const ready: number[] = [0]
    while (ready.at(-1) !== nodes.length && ready.length < 400) {
      await watched.pass(1)
      ready.push(watched.state().nodes.filter(({ state }) => state === 'ready').length)
    }
    expect(ready.at(-1)).toBe(nodes.length)
    // What is Ready stays it, and is not queued again behind all others: that it was made is no news to who made it.
    expect(ready[15]).toBeGreaterThan(10)
    expect(ready.every((count, index) => count >= (ready[index - 1] ?? 0))).toBe(true)
    await watched.stop()
  })

  test('starts a guest that was stopped by hand', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web')]) }, { profile: 'fast' })
    const watched = await watchLab(lab)
    await watched.pass(120)
    const { vmid } = guestOf(lab.simulator, 'shop/web')
    await lab.settle(lab.simulator.world.run('POST', `/nodes/pve/qemu/${vmid}/status/stop`))
    await watched.pass(40)
    expect(guestOf(lab.simulator, 'shop/web').running).toBeDefined()
    expect(watched.told('shop/web')).toContain('Drift')
    expect(watched.told('shop/web').at(-1)).toBe('Ready')
    await watched.stop()
  })
})
