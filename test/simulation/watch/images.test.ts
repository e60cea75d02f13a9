/** Images while a run stays: fetched as nodes come, tried again ever more slowly, shown on their way, and newer ones told. */
import { describe, expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { busy, digestOf, imageStore, versionOf } from '../rules/image-store.ts'
import { guestOf, manifest, markOf, owned, vm, writes } from '../rules/scene.ts'
import { createSharedLab } from './beside.ts'
import { watchLab } from './watching.ts'

const shop = (...names: readonly string[]) =>
  manifest(
    'shop',
    names.map((name) => vm(name, { image: name === 'web' ? 'debian-12' : 'ubuntu-26' })),
  )

async function watching(text: string) {
  const clock = virtualClock()
  const store = imageStore(clock)
  store.published.set('ubuntu-26', digestOf('a'))
  const lab = await createLab({ 'shop.yaml': text }, { clock, images: store.open, profile: 'fast' })
  store.hosts.set('sim', lab.simulator)
  return { lab, store, watched: await watchLab(lab) }
}

describe('a run that stays', () => {
  test('fetches what a new node needs, shows how far it is, and others go on meanwhile', async () => {
    const { store, watched } = await watching(shop('web'))
    await watched.pass(15)
    await watched.save('shop.yaml', shop('web', 'a', 'b'))
    await watched.pass(8)
    expect(watched.state().fetches).toMatchObject([
      { host: 'sim', image: 'ubuntu-26', waiting: 2, line: expect.stringContaining('uploading') },
    ])
    expect(watched.node('shop/a')).toMatchObject({ state: 'waiting', message: 'waits for the image ubuntu-26' })
    await watched.pass(40)
    expect(watched.state().fetches).toEqual([])
    expect(watched.node('shop/a')?.state).toBe('ready')
    expect(store.begun).toEqual(['ubuntu-26 to sim'])
    await watched.stop()
  })

  test('tries a source that fails again and again, ever more slowly, and goes on once it answers', async () => {
    const { lab, store, watched } = await watching(shop('a', 'b'))
    store.trouble.bring = busy
    await watched.pass(3600)
    const tries = store.begun.length
    expect(tries).toBeGreaterThan(6)
    expect(tries).toBeLessThan(60)
    expect(watched.node('shop/a')?.state).toBe('failed')
    expect(watched.node('shop/a')?.nextTry).toBeGreaterThan(lab.clock.now())
    expect(watched.told('shop/a').filter((reason) => reason === 'Failed')).toHaveLength(1)
    delete store.trouble.bring
    await watched.pass(1800)
    expect(owned(lab.simulator)).toEqual(['shop/a@sim', 'shop/b@sim'])
    await watched.stop()
  })

  test('holds nodes whose image nobody has, and takes it up within minutes of its being published', async () => {
    const { store, watched } = await watching(shop('a'))
    store.published.clear()
    await watched.pass(1800)
    expect(watched.node('shop/a')).toMatchObject({ state: 'held', fix: 'publish it' })
    expect(store.asked).toBeLessThan(12)
    store.published.set('ubuntu-26', digestOf('a'))
    await watched.pass(300)
    expect(watched.node('shop/a')?.state).toBe('ready')
    await watched.stop()
  })

  test('lets a fetch be when its node is taken out again, and ends at once when it is told to', async () => {
    const { lab, store, watched } = await watching(shop('web'))
    await watched.pass(15)
    await watched.save('shop.yaml', shop('web', 'a'))
    await watched.pass(5)
    await watched.save('shop.yaml', shop('web'))
    await watched.pass(60)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    expect(lab.store.node({ host: 'sim', manifest: 'shop', node: 'a' })).toBeUndefined()
    store.published.set('fedora', digestOf('b'))
    await watched.save('shop.yaml', manifest('shop', [vm('web'), vm('f', { image: 'fedora' })]))
    await watched.pass(5)
    expect(store.begun).toEqual(['ubuntu-26 to sim', 'fedora to sim'])
    await watched.stop()
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
  })

  test('lets a node that was declared otherwise alone while its former image is tried again', async () => {
    const { lab, store, watched } = await watching(shop('web', 'a'))
    store.trouble.bring = busy
    await watched.pass(25)
    await watched.save('shop.yaml', manifest('shop', [vm('web'), vm('a')]))
    await watched.pass(30)
    const record = () => lab.store.node({ host: 'sim', manifest: 'shop', node: 'a' })
    const { generation } = record() ?? {}
    expect(watched.node('shop/a')?.state).toBe('ready')
    const tries = store.begun.length
    await watched.pass(600)
    expect(record()).toMatchObject({ generation })
    expect({ tries: store.begun.length - tries, fetches: watched.state().fetches }).toEqual({ tries: 0, fetches: [] })
    await watched.stop()
  })

  test('asks now and then whether there is something newer, tells it, and does nothing about it', async () => {
    const { lab, store, watched } = await watching(shop('a'))
    await watched.pass(60)
    lab.simulator.world.clearRequests()
    const { asked } = store
    store.published.set('ubuntu-26', digestOf('b'))
    await watched.pass(3600)
    expect(store.asked - asked).toBeGreaterThan(2)
    expect(store.asked - asked).toBeLessThan(10)
    expect(watched.node('shop/a')?.state).toBe('ready')
    const ready = watched.events.filter(({ reason, message }) => reason === 'Ready' && message.includes('newer'))
    expect(ready).toHaveLength(1)
    expect(writes(lab.simulator)).toEqual([])
    await watched.stop()
  })

  test('makes a guest anew of a newer image once that is asked for beside it', async () => {
    const clock = virtualClock()
    const store = imageStore(clock)
    store.published.set('ubuntu-26', digestOf('a'))
    const { lab, beside } = await createSharedLab({ 'shop.yaml': shop('a', 'b') }, { clock, images: store.open })
    store.hosts.set('sim', lab.simulator)
    const watched = await watchLab(lab)
    await watched.pass(90)
    const kept = markOf(guestOf(lab.simulator, 'shop/b'))
    store.published.set('ubuntu-26', digestOf('b'))
    const summary = await lab.settle(beside.reconcile({ replace: ['shop/a'] }))
    expect(summary).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    expect(markOf(guestOf(lab.simulator, 'shop/a'))?.inputs?.imageVersion).toBe(versionOf('b'))
    expect(markOf(guestOf(lab.simulator, 'shop/b'))).toEqual(kept)
    store.published.set('ubuntu-26', digestOf('c'))
    await watched.pass(3600)
    expect(markOf(guestOf(lab.simulator, 'shop/a'))?.inputs?.imageVersion).toBe(versionOf('b'))
    await watched.stop()
  })
})
