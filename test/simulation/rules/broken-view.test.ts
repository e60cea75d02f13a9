/** Rule 3: nothing is concluded from a view that is broken, nor from a host that does not answer. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import { HomestakError } from '../../../src/errors.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { createLab } from '../../lab.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { anywhere, guestOf, holds, lineOf, manifest, only, owned, seeds, vm, writes } from './scene.ts'

const shop = manifest('shop', [vm('db'), vm('web')])
const blog = manifest('blog', [vm('app'), vm('cache')])
const healthy = { 'shop.yaml': shop, 'blog.yaml': blog }

const breakages: readonly (readonly [string, string])[] = [
  ['is no YAML', 'name: [shop\n nodes'],
  ['is empty', ''],
  ['is half of what it was', shop.slice(0, shop.length / 2)],
  ['names a preset that nobody knows', manifest('shop', [vm('db', { preset: 'vm-none' }), vm('web')])],
  ['has a field that nobody knows', manifest('shop', [vm('db', { cpus: 2 })])],
  ['claims the vmid of another file', manifest('zoo', [vm('db', { vmid: 9500 })])],
]

describe.each(breakages)('a file that %s', (_, text) => {
  test('keeps its guests and every other from being pruned, while the healthy files converge', async () => {
    const lab = await createLab({ ...healthy, 'blog.yaml': manifest('blog', [vm('app', { vmid: 9500 }), vm('cache')]) })
    await lab.reconcile()
    lab.files.set('shop.yaml', text)
    // A removal, an edit and an addition in the healthy file.
    lab.files.set('blog.yaml', manifest('blog', [vm('app', { vmid: 9500, tags: ['gold'] }), vm('new')]))
    const { nodes } = await lab.diff()
    expect(nodes.filter(({ action }) => action === 'destroy').every(({ held }) => held?.reason === 'BrokenFile')).toBe(
      true,
    )
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(3)
    expect(owned(lab.simulator)).toEqual([
      'blog/app@sim',
      'blog/cache@sim',
      'blog/new@sim',
      'shop/db@sim',
      'shop/web@sim',
    ])
    expect(guestOf(lab.simulator, 'blog/app').config['tags']).toBe('gold;homestak')
    expect(holds(summary)).toEqual({ 'blog/cache': 'BrokenFile', 'shop/db': 'BrokenFile', 'shop/web': 'BrokenFile' })
    expect(summary.problems.length).toBeGreaterThan(0)

    lab.files.set('shop.yaml', shop)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'blog/new@sim', 'shop/db@sim', 'shop/web@sim'])
  })
})

describe('a broken file', () => {
  test('that takes the name of another leaves both without effect: nobody can say which is meant', async () => {
    const lab = await createLab(healthy)
    await lab.reconcile()
    lab.files.set('shop.yaml', manifest('blog', [vm('db')]))
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, reasons: new Set(Object.values(holds(summary))) }).toEqual({
      code: 3,
      reasons: new Set(['BrokenFile']),
    })
    expect(writes(lab.simulator)).toEqual([])
  })

  test('that was never seen whole keeps the healthy ones from being pruned, too', async () => {
    const lab = await createLab({ 'blog.yaml': blog })
    await lab.reconcile()
    lab.files.set('new.yaml', 'nodes: {')
    lab.files.set('blog.yaml', manifest('blog', [vm('app')]))
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 3, held: { 'blog/cache': 'BrokenFile' } })
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'blog/cache@sim'])
  })

  test('stops pruning in a narrowed run as well', async () => {
    const lab = await createLab(healthy)
    await lab.reconcile()
    lab.files.set('shop.yaml', 'nodes: {')
    lab.files.set('blog.yaml', manifest('blog', [vm('app')]))
    expect((await lab.reconcile(only({ manifests: ['blog'] }))).exitCode).toBe(3)
    expect(owned(lab.simulator)).toHaveLength(4)
  })

  test('that is the only one leaves its guests held and alone', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    lab.files.set('shop.yaml', 'nodes: {')
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 3,
      held: { 'shop/db': 'BrokenFile', 'shop/web': 'BrokenFile' },
    })
    expect(writes(lab.simulator)).toEqual([])
  })

  test('does not keep a person from destroying a guest by its name', async () => {
    const lab = await createLab(healthy)
    await lab.reconcile()
    lab.files.set('shop.yaml', 'nodes: {')
    await lab.reconcile()
    expect((await lab.destroy({ keys: ['blog/cache'] })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'shop/db@sim', 'shop/web@sim'])
  })

  test('does not make its guests foreign for a healthy node of the same vmid', async () => {
    const lab = await createLab({ ...healthy, 'shop.yaml': manifest('shop', [vm('db', { vmid: 9100 })]) })
    await lab.reconcile()
    lab.files.set('shop.yaml', 'nodes: {')
    lab.files.set('blog.yaml', manifest('blog', [vm('app'), vm('cache'), vm('late', { vmid: 9100 })]))
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(3)
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'blog/cache@sim', 'shop/db@sim'])
    expect(lineOf(summary, 'blog/late').outcome).toBe('held')
  })
})

test('a directory that was emptied destroys nothing', async () => {
  const lab = await createLab(healthy)
  await lab.reconcile()
  lab.files.clear()
  lab.simulator.world.clearRequests()
  await expect(lab.reconcile()).rejects.toMatchObject({ code: 'InvalidManifest' })
  lab.files.set('README.md', 'nothing here')
  await expect(lab.reconcile()).rejects.toBeInstanceOf(HomestakError)
  expect(lab.simulator.world.requests()).toEqual([])
  lab.files = new Map(Object.entries(healthy))
  expect((await lab.reconcile()).exitCode).toBe(0)
  expect(writes(lab.simulator)).toEqual([])
})

describe('a host that is silent', () => {
  const twoHosts = async () => {
    const clock = virtualClock()
    const other = createSimulator({ clock, random: seededRandom(9) })
    const files = {
      'shop.yaml': manifest('shop', [vm('db'), vm('web')], { host: 'sim' }),
      'blog.yaml': manifest('blog', [vm('app'), vm('cache')], { host: 'b' }),
    }
    const lab = await createLab(files, { clock, hosts: { b: other } })
    await lab.reconcile(anywhere)
    lab.files.set('shop.yaml', manifest('shop', [vm('db'), vm('new')], { host: 'sim' }))
    lab.files.set('blog.yaml', manifest('blog', [vm('app'), vm('fresh')], { host: 'b' }))
    return { lab, other }
  }

  test.each([
    ['refuses connections', 'refuse'],
    ['cuts every connection', 'reset'],
    ['answers that it is not well', { status: 503, reason: 'Service Unavailable' }],
    ['has a broken daemon', { status: 500, reason: 'got no worker upid' }],
  ] as const)('and %s is unknown: nothing made, nothing destroyed there, and the other converges', async (_, fault) => {
    const { lab, other } = await twoHosts()
    other.faults = () => fault
    other.world.clearRequests()
    const summary = await lab.reconcile(anywhere)
    expect(summary.exitCode).toBe(4)
    expect(summary.hosts.find(({ host }) => host === 'b')).toMatchObject({
      reachable: false,
      code: expect.stringMatching(/^(Unreachable|Busy)$/),
    })
    expect(['blog/app', 'blog/fresh'].map((key) => lineOf(summary, key).outcome)).toEqual(['unknown', 'unknown'])
    expect(writes(other)).toEqual([])
    expect(owned(other)).toEqual(['blog/app@b', 'blog/cache@b'])
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/new@sim'])

    other.faults = undefined
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(owned(other)).toEqual(['blog/app@b', 'blog/fresh@b'])
  })

  test('while a manifest of its is taken away: its guests go once it answers again', async () => {
    const { lab, other } = await twoHosts()
    other.faults = () => 'refuse'
    lab.files.delete('blog.yaml')
    expect((await lab.reconcile(anywhere)).exitCode).toBe(4)
    other.faults = undefined
    expect(owned(other)).toHaveLength(2)
    expect((await lab.reconcile({ ...anywhere, maxDestroy: 2 })).exitCode).toBe(0)
    expect(owned(other)).toEqual([])
  })

  test('from the middle of a run on leaves what is there', async () => {
    for (const point of [1, 2, 3, 5, 8, 12, 16, 20]) {
      const lab = await createLab({ 'shop.yaml': shop }, { profile: 'instant' })
      await lab.reconcile()
      lab.files.set('shop.yaml', manifest('shop', [vm('db', { tags: ['gold'] }), vm('new')]))
      let count = 0
      lab.simulator.faults = (_, phase) => (phase === 'before' && (count += 1) >= point ? 'refuse' : 'pass')
      const summary = await lab.reconcile()
      const unanswered = count >= point
      expect({ point, code: summary.exitCode }).toEqual({ point, code: unanswered ? 4 : 0 })
      lab.simulator.faults = undefined
      expect({ point, code: (await lab.reconcile()).exitCode }).toEqual({ point, code: 0 })
      expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/new@sim'])
      expect(seeds(lab.simulator)).toHaveLength(2)
      expect(lab.store.openIntents()).toEqual([])
    }
  })

  test('is told by diff without a word about what would be made or destroyed there', async () => {
    const { lab, other } = await twoHosts()
    other.faults = () => 'refuse'
    const { hosts, nodes } = await lab.diff(anywhere)
    expect(hosts.find(({ host }) => host === 'b')?.reachable).toBe(false)
    expect(nodes.filter(({ host }) => host === 'b').map(({ key, action }) => [key, action])).toEqual([
      ['blog/app', 'unknown'],
      ['blog/fresh', 'unknown'],
    ])
  })
})
