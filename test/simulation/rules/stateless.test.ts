/** Rule 8: the state is a cache and a journal. Without it nothing is written anew and nothing is destroyed. */
import { describe, expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { guestOf, hand, holds, manifest, markOf, only, owned, seeds, vm, writes } from './scene.ts'

const rich = [
  vm('db', {
    vmid: 9100,
    disks: [
      { name: 'data', size: 5 },
      { name: 'wal', size: 2 },
    ],
    tags: ['gold', 'Silver'],
    protect: true,
  }),
  vm('web', {
    depends_on: ['db'],
    ip: '192.0.2.20/24',
    gateway: '192.0.2.1',
    nics: [{ name: 'front' }, { name: 'back', vlan: 20, mac: 'BC:24:11:AA:BB:01' }],
  }),
  vm('cache', { image: 'debian-13', preset: 'vm-small', on_boot: false, keep_on_removal: true, disk: 20 }),
]

const files = { 'shop.yaml': manifest('shop', rich), 'blog.yaml': manifest('blog', [vm('app'), vm('db')]) }

describe('with the state deleted and the manifests unchanged', () => {
  test('a pass writes nothing, and diff has nothing to tell', async () => {
    const lab = await createLab(files)
    expect((await lab.reconcile()).exitCode).toBe(0)
    const before = JSON.stringify(lab.simulator.world.guests())
    lab.loseState()
    lab.simulator.world.clearRequests()
    const { nodes, summary } = await lab.diff()
    expect(nodes.map(({ action, steps }) => [action, steps])).toEqual(nodes.map(() => ['unchanged', []]))
    expect(summary).toEqual({ unchanged: 5, held: 0 })
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
    expect(JSON.stringify(lab.simulator.world.guests())).toBe(before)
  })

  test('a narrowed pass writes nothing', async () => {
    const lab = await createLab(files)
    await lab.reconcile()
    lab.loseState()
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile(only({ nodes: ['shop/web'] }))).exitCode).toBe(0)
    expect((await lab.reconcile(only({ manifests: ['blog'] }))).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('drift is repaired, not replaced', async () => {
    const lab = await createLab(files)
    await lab.reconcile()
    const { uid, vmid = 0 } = markOf(guestOf(lab.simulator, 'blog/app')) ?? {}
    await hand(lab).stop(vmid)
    await hand(lab).set(vmid, { delete: 'tags', name: 'renamed-by-hand' })
    lab.loseState()
    expect((await lab.reconcile()).exitCode).toBe(0)
    const guest = guestOf(lab.simulator, 'blog/app')
    expect([markOf(guest)?.uid, guest.config['name'], guest.config['tags']]).toEqual([uid, 'app', 'homestak'])
    expect(lab.simulator.world.guests()).toHaveLength(5)
  })

  test('a guest without its tag, under a vmid that no search comes upon and another name, is not made a second time', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
    await lab.reconcile()
    await hand(lab).set(guestOf(lab.simulator, 'shop/db').vmid, { delete: 'tags', name: 'other' })
    lab.loseState()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guests()).toHaveLength(1)
  })

  test('a guest without its tag that has a new name by now is found under the old one, and under the vmid of that', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db'), vm('web')]) })
    await lab.reconcile()
    const before = ['db', 'web'].map((name) => guestOf(lab.simulator, `shop/${name}`).vmid)
    const [db = 0, web = 0] = before
    await hand(lab).set(db, { delete: 'tags', name: 'other' })
    await hand(lab).set(web, { delete: 'tags' })
    lab.loseState()
    const renamed = [vm('store', { moved_from: 'db' }), vm('front', { moved_from: 'web' })]
    lab.files.set('shop.yaml', manifest('shop', renamed))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(['store', 'front'].map((name) => guestOf(lab.simulator, `shop/${name}`).vmid)).toEqual(before)
    expect(lab.simulator.world.guests()).toHaveLength(2)
  })

  test('a guest without its tag is found where its mark has the new name and everything else still the old one', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
    await lab.reconcile()
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    lab.files.set('shop.yaml', manifest('shop', [vm('store', { moved_from: 'db', image: 'debian-13', protect: true })]))
    expect((await lab.reconcile()).exitCode).toBe(5)
    expect(guestOf(lab.simulator, 'shop/store').config['name']).toBe('db')
    await hand(lab).set(vmid, { delete: 'tags' })
    lab.loseState()
    expect((await lab.reconcile()).exitCode).toBe(5)
    expect(owned(lab.simulator)).toEqual(['shop/store@sim'])
  })

  test('the half of a run that was cut off is finished by the next', async () => {
    const lab = await createLab(files)
    const stop = new AbortController()
    lab.simulator.onRequest = ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/qemu')) stop.abort()
    }
    expect((await lab.reconcile({ stop: stop.signal })).exitCode).toBe(130)
    lab.simulator.onRequest = undefined
    lab.loseState()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toHaveLength(5)
    expect(lab.simulator.world.guests()).toHaveLength(5)
    // Old seeds of creates that nobody remembers go with a later writing pass.
    await lab.clock.advance(2 * 3_600_000)
    lab.files.set('more.yaml', manifest('more', [vm('one')]))
    await lab.reconcile()
    expect(seeds(lab.simulator)).toHaveLength(6)
  })
})

describe('a guest of another site', () => {
  test('is foreign: same name, same manifest, same host, another id', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db', { vmid: 9100 })]) })
    await lab.reconcile()
    lab.site.set('site.yaml', (lab.site.get('site.yaml') ?? '').replace('id: lab', 'id: other'))
    lab.loseState()
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'ForeignGuest' } })
    lab.files.set('shop.yaml', manifest('shop', [vm('else')]))
    await lab.reconcile()
    expect(writes(lab.simulator).filter((line) => line.includes('/9100'))).toEqual([])
    lab.site.set('site.yaml', (lab.site.get('site.yaml') ?? '').replace('id: other', 'id: lab'))
    lab.files.set('shop.yaml', manifest('shop', [vm('db', { vmid: 9100 })]))
    expect((await lab.diff()).nodes.find(({ key }) => key === 'shop/db')?.action).toBe('unchanged')
  })
})
