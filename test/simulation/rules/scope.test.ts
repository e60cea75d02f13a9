/** Rule 1: nothing is destroyed that nobody asked to destroy. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import { noPaint } from '../../../src/report/paint.ts'
import { summaryText } from '../../../src/report/summary.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { createLab } from '../../lab.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import {
  anywhere,
  at,
  disksOf,
  guestOf,
  holds,
  lineOf,
  manifest,
  only,
  owned,
  photo,
  seeds,
  vm,
  writes,
} from './scene.ts'

const shop = manifest('shop', [vm('db'), vm('web')])
const blog = manifest('blog', [vm('app'), vm('cache')])

describe('a node that is taken out of its manifest', () => {
  test('goes with its disks and its seed, and nothing else goes', async () => {
    const lab = await createLab({
      'shop.yaml': manifest('shop', [vm('db', { disks: [{ name: 'data', size: 5 }] }), vm('web')]),
    })
    await lab.reconcile()
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    expect(disksOf(lab.simulator, vmid)).toHaveLength(2)
    expect(seeds(lab.simulator)).toHaveLength(2)
    const web = photo(lab.simulator, guestOf(lab.simulator, 'shop/web').vmid)

    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(0)
    expect(lineOf(summary, 'shop/db').outcome).toBe('destroyed')
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    expect(disksOf(lab.simulator, vmid)).toEqual([])
    expect(seeds(lab.simulator)).toHaveLength(1)
    expect(photo(lab.simulator, guestOf(lab.simulator, 'shop/web').vmid)).toBe(web)
    expect(lab.store.openIntents()).toEqual([])
  })

  test('goes after the nodes that depended on it', async () => {
    const lab = await createLab({
      'shop.yaml': manifest('shop', [
        vm('db'),
        vm('web', { depends_on: ['db'] }),
        vm('front', { depends_on: ['web'] }),
        vm('rest'),
      ]),
    })
    await lab.reconcile()
    const vmids = ['front', 'web', 'db'].map((name) => guestOf(lab.simulator, `shop/${name}`).vmid)
    lab.files.set('shop.yaml', manifest('shop', [vm('rest')]))
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile({ maxDestroy: 3 })).exitCode).toBe(0)
    const deleted = writes(lab.simulator).flatMap((line) => /^DELETE .*\/qemu\/(\d+)\?/.exec(line)?.[1] ?? [])
    expect(deleted.map(Number)).toEqual(vmids)
  })
})

describe('two directories of one site', () => {
  const directories = { '/one/shop.yaml': shop, '/two/blog.yaml': blog }

  test('are reconciled in turn and never touch each other', async () => {
    const lab = await createLab(directories)
    await lab.reconcile({ path: '/one' })
    await lab.reconcile({ path: '/two' })
    expect(owned(lab.simulator)).toHaveLength(4)
    lab.simulator.world.clearRequests()
    for (const path of ['/one', '/two', '/one', '/two']) expect((await lab.reconcile({ path })).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])

    lab.files.set('/one/shop.yaml', manifest('shop', [vm('db')]))
    await lab.reconcile({ path: '/two' })
    expect(writes(lab.simulator)).toEqual([])
    await lab.reconcile({ path: '/one' })
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'blog/cache@sim', 'shop/db@sim'])
  })

  test('do so with the state lost in between, too', async () => {
    const lab = await createLab(directories)
    await lab.reconcile({ path: '/one' })
    lab.loseState()
    await lab.reconcile({ path: '/two' })
    lab.loseState()
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile({ path: '/one' })).exitCode).toBe(0)
    expect((await lab.reconcile({ path: '/two' })).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })
})

describe('a narrowed run', () => {
  const without = { 'shop.yaml': manifest('shop', [vm('db')]), 'blog.yaml': manifest('blog', [vm('app')]) }
  const begin = async () => {
    const lab = await createLab({ 'shop.yaml': shop, 'blog.yaml': blog })
    await lab.reconcile()
    lab.files = new Map(Object.entries(without))
    return lab
  }

  test('with -M destroys only what that manifest gave up', async () => {
    const lab = await begin()
    const summary = await lab.reconcile(only({ manifests: ['blog'] }))
    expect(summary.exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'shop/db@sim', 'shop/web@sim'])
  })

  test('with --node leaves a node that is no longer declared where another one is meant', async () => {
    const lab = await begin()
    expect((await lab.reconcile(only({ nodes: ['shop/db'] }))).exitCode).toBe(0)
    expect(owned(lab.simulator)).toHaveLength(4)
  })

  test('with -H leaves the guests of another host', async () => {
    const clock = virtualClock()
    const other = createSimulator({ clock, random: seededRandom(7) })
    const lab = await createLab(
      {
        'shop.yaml': manifest('shop', [vm('db'), vm('web')], { host: 'sim' }),
        'blog.yaml': manifest('blog', [vm('app'), vm('cache')], { host: 'b' }),
      },
      { clock, hosts: { b: other } },
    )
    await lab.reconcile(anywhere)
    expect(owned(other)).toEqual(['blog/app@b', 'blog/cache@b'])
    lab.files.set('shop.yaml', manifest('shop', [vm('db')], { host: 'sim' }))
    lab.files.set('blog.yaml', manifest('blog', [vm('app')], { host: 'b' }))
    other.world.clearRequests()
    // With -H a manifest of another host is placed there too: a set of its own.
    await lab.reconcile({ ...anywhere, narrowing: { manifests: [], nodes: [], host: 'sim' } })
    expect(owned(lab.simulator)).toEqual(['shop/db@sim'])
    expect(owned(other)).toEqual(['blog/app@b', 'blog/cache@b'])
    expect(other.world.requests()).toEqual([])
  })
})

describe('one manifest on two hosts by -H', () => {
  test('is two sets of guests, and without -H neither is destroyed', async () => {
    const clock = virtualClock()
    const simulator = createSimulator({ clock, random: seededRandom(3) })
    const other = createSimulator({ clock, random: seededRandom(4) })
    const lab = await createLab({ 'shop.yaml': shop }, { clock, simulator, hosts: { a: simulator, b: other } })
    await lab.reconcile(at('a'))
    await lab.reconcile(at('b'))
    expect([owned(simulator), owned(other)]).toEqual([
      ['shop/db@a', 'shop/web@a'],
      ['shop/db@b', 'shop/web@b'],
    ])
    // Without -H it belongs on the site's default host, a third set.
    lab.files.set('shop.yaml', manifest('shop', [vm('db')]))
    other.world.clearRequests()
    simulator.world.clearRequests()
    const summary = await lab.reconcile(anywhere)
    expect(summary.exitCode).toBe(0)
    expect(owned(simulator)).toEqual(['shop/db@a', 'shop/db@sim', 'shop/web@a'])
    expect(owned(other)).toEqual(['shop/db@b', 'shop/web@b'])
    expect([...writes(other), ...writes(simulator).filter((line) => line.startsWith('DELETE'))]).toEqual([])

    await lab.reconcile(at('b'))
    expect(owned(other)).toEqual(['shop/db@b'])
    expect(owned(simulator)).toHaveLength(3)
  })

  test('has other vmids for the second set where both entries lead to one cluster', async () => {
    const clock = virtualClock()
    const simulator = createSimulator({ clock, random: seededRandom(3) })
    const lab = await createLab({ 'shop.yaml': shop }, { clock, simulator, hosts: { a: simulator, b: simulator } })
    await lab.reconcile(at('a'))
    expect((await lab.reconcile(at('b'))).exitCode).toBe(0)
    expect(owned(simulator)).toEqual(['shop/db@a', 'shop/db@b', 'shop/web@a', 'shop/web@b'])
    simulator.world.clearRequests()
    expect((await lab.reconcile(at('a'))).exitCode).toBe(0)
    expect((await lab.reconcile(at('b'))).exitCode).toBe(0)
    expect(writes(simulator)).toEqual([])
  })
})

describe('a manifest file that is taken out of the directory', () => {
  test('gives up its guests', async () => {
    const lab = await createLab({ 'shop.yaml': shop, 'blog.yaml': blog })
    await lab.reconcile()
    lab.files.delete('blog.yaml')
    const summary = await lab.reconcile({ maxDestroy: 2 })
    expect(summary.exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    expect(seeds(lab.simulator)).toHaveLength(2)
  })

  test('leaves orphans where the state is lost: listed, untouched, and destroyed by name only', async () => {
    const lab = await createLab({ 'shop.yaml': shop, 'blog.yaml': blog })
    await lab.reconcile()
    lab.loseState()
    lab.files.delete('blog.yaml')
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 0, held: {} })
    expect(writes(lab.simulator)).toEqual([])
    const { orphans } = await lab.status({ orphans: true })
    expect(orphans?.map(({ key }) => key).toSorted()).toEqual(['blog/app@sim', 'blog/cache@sim'])

    expect((await lab.destroy({ keys: ['blog/app'] })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['blog/cache@sim', 'shop/db@sim', 'shop/web@sim'])
  })

  test('gives up nothing in a run of another directory that never held it', async () => {
    const lab = await createLab({ 'shop.yaml': shop, 'blog.yaml': blog })
    await lab.reconcile()
    lab.files = new Map([['/elsewhere/shop.yaml', shop]])
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile({ path: '/elsewhere' })).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })
})

describe('a file as PATH', () => {
  test('prunes in its own manifest only', async () => {
    const lab = await createLab({ 'shop.yaml': shop, 'blog.yaml': blog })
    await lab.reconcile()
    lab.files.set('shop.yaml', manifest('shop', [vm('db')]))
    lab.files.set('blog.yaml', manifest('blog', [vm('app')]))
    expect((await lab.reconcile({ path: '/manifests/shop.yaml' })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'blog/cache@sim', 'shop/db@sim'])
    lab.files.delete('blog.yaml')
    expect((await lab.reconcile({ path: '/manifests/shop.yaml' })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toHaveLength(3)
    await lab.reconcile({ maxDestroy: 2 })
    expect(owned(lab.simulator)).toEqual(['shop/db@sim'])
  })
})

describe('destroy by name', () => {
  test('asks which one where two hosts have it, and takes the one that is named', async () => {
    const clock = virtualClock()
    const other = createSimulator({ clock, random: seededRandom(4) })
    const lab = await createLab({ 'shop.yaml': shop }, { clock, hosts: { b: other } })
    await lab.reconcile(at('sim'))
    await lab.reconcile(at('b'))
    await expect(lab.destroy({ keys: ['shop/db'] })).rejects.toMatchObject({ code: 'Usage' })
    expect((await lab.destroy({ keys: ['shop/db@b'] })).exitCode).toBe(0)
    expect((await lab.destroy({ keys: ['shop/web'], host: 'sim' })).exitCode).toBe(0)
    expect([owned(lab.simulator), owned(other)]).toEqual([['shop/db@sim'], ['shop/web@b']])
  })

  test('of a guest on a silent host does nothing and says so', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    lab.simulator.faults = () => 'refuse'
    const summary = await lab.destroy({ keys: ['shop/db'] })
    expect(summary).toMatchObject({
      exitCode: 4,
      hosts: [{ host: 'sim', reachable: false, code: 'Unreachable', hint: expect.any(String) }],
      nodes: [{ key: 'shop/db', outcome: 'unknown', message: expect.stringContaining('sim') }],
      counts: { unknown: 1 },
    })
    expect(summaryText(summary, noPaint)).not.toContain('nothing to do')
    expect((await lab.destroy({ keys: ['shop/typo'] })).exitCode).toBe(4)
    expect((await lab.destroy({ all: true }, { maxDestroy: 9 })).exitCode).toBe(4)
    lab.simulator.faults = undefined
    expect(owned(lab.simulator)).toHaveLength(2)
  })

  test('goes from what depends on it to what is needed', async () => {
    const lab = await createLab({
      'shop.yaml': manifest('shop', [
        vm('db'),
        vm('web', { depends_on: ['db'] }),
        vm('front', { depends_on: ['web'] }),
      ]),
    })
    await lab.reconcile()
    const vmids = ['front', 'web', 'db'].map((name) => guestOf(lab.simulator, `shop/${name}`).vmid)
    lab.simulator.world.clearRequests()
    expect((await lab.destroy({ manifest: 'shop' })).exitCode).toBe(0)
    expect(
      writes(lab.simulator)
        .flatMap((line) => /^DELETE .*\/qemu\/(\d+)\?/.exec(line)?.[1] ?? [])
        .map(Number),
    ).toEqual(vmids)
    expect(seeds(lab.simulator)).toEqual([])
  })
})
