/** What may go in any ten minutes of watching, and what never goes by itself. */
import { describe, expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { guestOf, hand, manifest, markOf, owned, vm, writes } from '../rules/scene.ts'
import { watchLab, type WatchedLab } from './watching.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index + 1}`)
const farm = (count: number) => manifest('farm', [vm('keep'), ...names(count).map((name) => vm(name))])
const held = (watched: WatchedLab) => watched.state().nodes.filter(({ state }) => state === 'held').length

const farmLab = async (count: number) => {
  const lab = await createLab({ 'farm.yaml': farm(count) }, { profile: 'fast' })
  const watched = await watchLab(lab)
  await watched.pass(180)
  lab.simulator.world.clearRequests()
  return { lab, watched, count: () => owned(lab.simulator).length }
}

describe('the limit over ten minutes', () => {
  test('holds a second wave until the first is ten minutes ago, and then lets it go', async () => {
    const { lab, watched, count } = await farmLab(8)
    await watched.save('farm.yaml', farm(5))
    await watched.pass(90)
    expect(count()).toBe(6)
    await watched.save('farm.yaml', farm(3))
    await watched.pass(300)
    expect(count()).toBe(6)
    expect(held(watched)).toBe(2)
    expect(
      watched
        .state()
        .nodes.filter(({ state }) => state === 'held')
        .map(({ fix }) => fix),
    ).toEqual([expect.stringContaining('--max-destroy'), expect.stringContaining('--max-destroy')])
    expect(watched.told().filter((reason) => reason === 'Held')).toHaveLength(2)
    await watched.pass(420)
    expect(count()).toBe(4)
    expect(lab.store.openIntents()).toEqual([])
    await watched.stop()
  })

  test('never lets a wave go that is too big by itself, and tells of it once', async () => {
    const { watched, count } = await farmLab(8)
    await watched.save('farm.yaml', farm(4))
    await watched.pass(7200)
    expect(count()).toBe(9)
    expect(held(watched)).toBe(4)
    expect(watched.told().filter((reason) => reason === 'Held')).toHaveLength(4)
    await watched.save('farm.yaml', farm(6))
    await watched.pass(120)
    expect(count()).toBe(7)
    await watched.stop()
  })

  test('is remembered by the next process', async () => {
    const { lab, watched, count } = await farmLab(8)
    await watched.save('farm.yaml', farm(5))
    await watched.pass(90)
    await watched.stop()
    lab.files.set('farm.yaml', farm(3))
    const next = await watchLab(lab)
    await next.pass(300)
    expect(count()).toBe(6)
    await next.pass(420)
    expect(count()).toBe(4)
    await next.stop()
  })

  test('counts replaces with prunes', async () => {
    const { lab, watched, count } = await farmLab(5)
    const uid = markOf(guestOf(lab.simulator, 'farm/n1'))?.uid
    const edited = [
      vm('n1', { image: 'debian-13', settings: { replace: 'auto' } }),
      ...['n2', 'n3'].map((name) => vm(name)),
    ]
    await watched.save('farm.yaml', manifest('farm', [vm('keep'), ...edited]))
    await watched.pass(60)
    // The replace acts at once; the two removals count ten seconds later, and are three with it.
    expect(markOf(guestOf(lab.simulator, 'farm/n1'))?.uid).not.toBe(uid)
    expect(count()).toBe(6)
    expect(held(watched)).toBe(2)
    await watched.pass(660)
    expect(count()).toBe(4)
    await watched.stop()
  })
})

describe('what never goes by itself', () => {
  test('a protected guest is held from its removal, and from a replace', async () => {
    const protect = vm('safe', { protect: true })
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), protect]) }, { profile: 'fast' })
    const watched = await watchLab(lab)
    await watched.pass(120)
    lab.simulator.world.clearRequests()
    await watched.save(
      'shop.yaml',
      manifest('shop', [vm('web'), vm('safe', { protect: true, image: 'debian-13', settings: { replace: 'auto' } })]),
    )
    await watched.pass(120)
    expect(watched.node('shop/safe')).toMatchObject({ state: 'held' })
    await watched.save('shop.yaml', manifest('shop', [vm('web')]))
    await watched.pass(900)
    expect(watched.node('shop/safe')).toMatchObject({ state: 'held' })
    expect(guestOf(lab.simulator, 'shop/safe').running).toBeDefined()
    expect(writes(lab.simulator)).toEqual([])
    await watched.stop()
  })

  test('what a protected guest depends on is held with it, and goes once that may', async () => {
    const safe = vm('safe', { depends_on: ['db'] })
    const shop = (...nodes: readonly ReturnType<typeof vm>[]) => manifest('shop', [vm('web'), ...nodes])
    const first = vm('first')
    const db = vm('db', { depends_on: ['first'] })
    const lab = await createLab({ 'shop.yaml': shop(first, db, { ...safe, protect: true }) }, { profile: 'fast' })
    const watched = await watchLab(lab, { maxDestroy: 5 })
    await watched.pass(120)
    await watched.save('shop.yaml', shop())
    await watched.pass(900)
    const message = `waits for what depends on it: ${watched.node('shop/safe')?.message}`
    const fix = expect.stringContaining('protect: false')
    for (const label of ['shop/first', 'shop/db'])
      expect(watched.node(label)).toMatchObject({ state: 'held', message, fix, nextTry: null })
    expect(watched.told('shop/db').filter((reason) => reason === 'Held')).toHaveLength(1)
    await watched.save('shop.yaml', shop(first, db, { ...safe, protect: false }))
    await watched.pass(60)
    expect(watched.state().nodes.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'ready'])
    await watched.save('shop.yaml', shop())
    await watched.pass(60)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    await watched.stop()
  })

  test('what a guest depends on that is held by a lock goes as soon as that guest does', async () => {
    const shop = (...nodes: readonly ReturnType<typeof vm>[]) => manifest('shop', [vm('web'), ...nodes])
    const both = shop(vm('db'), vm('app', { depends_on: ['db'] }))
    const lab = await createLab({ 'shop.yaml': both }, { profile: 'fast' })
    const watched = await watchLab(lab, { maxDestroy: 5 })
    await watched.pass(120)
    const app = guestOf(lab.simulator, 'shop/app')
    app.config = { ...app.config, lock: 'backup' }
    await watched.save('shop.yaml', shop())
    await watched.pass(120)
    expect(watched.node('shop/db')).toMatchObject({ state: 'held', message: expect.stringContaining('locked') })
    const { lock: _, ...unlocked } = app.config
    app.config = unlocked
    await watched.pass(900)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    await watched.stop()
  })

  test('a guest with keep_on_removal is let go, and is nobody’s from then on', async () => {
    const lab = await createLab(
      { 'shop.yaml': manifest('shop', [vm('web'), vm('data', { keep_on_removal: true })]) },
      { profile: 'fast' },
    )
    const watched = await watchLab(lab)
    await watched.pass(120)
    const { vmid } = guestOf(lab.simulator, 'shop/data')
    await watched.save('shop.yaml', manifest('shop', [vm('web')]))
    await watched.pass(120)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    expect(lab.simulator.world.guest(vmid)?.running).toBeDefined()
    expect(lab.simulator.world.guest(vmid)?.config['tags'] ?? '').not.toContain('homestak')
    expect(watched.told('shop/data')).toContain('Released')
    lab.simulator.world.clearRequests()
    await hand(lab).stop(vmid)
    await watched.pass(900)
    expect(writes(lab.simulator)).toEqual([])
    expect(watched.state().nodes.map(({ label }) => label)).toEqual(['shop/web'])
    await watched.stop()
  })

  test('a suspected rename that turns out to be none goes as any other', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), vm('db')]) }, { profile: 'fast' })
    const watched = await watchLab(lab)
    await watched.pass(120)
    await watched.save('shop.yaml', manifest('shop', [vm('web')]))
    await watched.save('store.yaml', manifest('store', [vm('db')]))
    await watched.pass(60)
    expect(
      watched
        .state()
        .nodes.map(({ label, state }) => `${label} ${state}`)
        .toSorted(),
    ).toEqual(['shop/db held', 'shop/web ready', 'store/db held'])
    await watched.save('store.yaml', manifest('store', [vm('other')]))
    await watched.pass(120)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim', 'store/other@sim'])
    await watched.stop()
  })
})
