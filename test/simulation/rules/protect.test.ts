/** Rule 6: what is protected, by us or by a person at the host, is not taken away. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { guestOf, hand, holds, interloper, lineOf, manifest, markOf, owned, photo, seeds, vm, writes } from './scene.ts'

const shop = (more?: Record<string, unknown>) => manifest('shop', [...(more ? [vm('db', more)] : []), vm('web')])

const labWith = async (more: Record<string, unknown>) => {
  const lab = await createLab({ 'shop.yaml': shop(more) })
  expect((await lab.reconcile()).exitCode).toBe(0)
  return lab
}

const isProtected = (lab: Lab) => {
  const guest = guestOf(lab.simulator, 'shop/db')
  return { flag: guest.config['protection'] === '1', mark: markOf(guest)?.protect === true }
}

const expectHeld = async (lab: Lab, reason = 'Protected') => {
  const { vmid } = guestOf(lab.simulator, 'shop/db')
  const picture = photo(lab.simulator, vmid)
  lab.simulator.world.clearRequests()
  const summary = await lab.reconcile()
  expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': reason } })
  expect(photo(lab.simulator, vmid)).toBe(picture)
  expect(writes(lab.simulator)).toEqual([])
  return summary
}

describe('a protected node', () => {
  test('keeps what it depends on, when both are gone from the manifest, as diff says beforehand', async () => {
    const nodes = [vm('db'), vm('app', { depends_on: ['db'], protect: true })]
    const lab = await createLab({ 'shop.yaml': manifest('shop', [...nodes, vm('web')]) })
    expect((await lab.reconcile()).exitCode).toBe(0)
    lab.files.set('shop.yaml', shop())
    const kept = { 'shop/db': 'Protected', 'shop/app': 'Protected' }
    const foreseen = await lab.diff()
    expect(holds(foreseen)).toEqual(kept)
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: kept })
    expect(lineOf(foreseen, 'shop/db').held).toEqual(lineOf(summary, 'shop/db').held)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('is protected from its first moment', async () => {
    const lab = await labWith({ protect: true })
    expect(isProtected(lab)).toEqual({ flag: true, mark: true })
    const [create, ...others] = writes(lab.simulator).filter((line) => line.includes('/qemu'))
    expect(create).toBe('POST /nodes/pve/qemu')
    expect(others.filter((line) => line.endsWith('/config'))).toEqual([])
  })

  test('that is taken out of its manifest stays as it is', async () => {
    const lab = await labWith({ protect: true })
    lab.files.set('shop.yaml', shop())
    const summary = await expectHeld(lab)
    expect(lineOf(summary, 'shop/db').held?.fix).toContain('protect: false')
    expect((await lab.diff()).nodes.find(({ key }) => key === 'shop/db')).toMatchObject({
      action: 'destroy',
      held: { reason: 'Protected' },
    })
  })

  test('stays where the state is lost as well, also named by a person', async () => {
    const lab = await labWith({ protect: true })
    lab.files.set('shop.yaml', shop())
    lab.loseState()
    lab.simulator.world.clearRequests()
    await lab.reconcile()
    const summary = await lab.destroy({ keys: ['shop/db'] })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'Protected' } })
    expect((await lab.destroy({ all: true }, { maxDestroy: 9 })).exitCode).toBe(5)
    expect(owned(lab.simulator)).toEqual(['shop/db@sim'])
  })

  test('stays where a person took off the flag alone', async () => {
    const lab = await labWith({ protect: true })
    await hand(lab).set(guestOf(lab.simulator, 'shop/db').vmid, { protection: 0 })
    lab.files.set('shop.yaml', shop())
    expect((await expectHeld(lab)).counts).toEqual({ held: 1, ready: 1 })
  })

  test('gets its flag back as long as it is declared', async () => {
    const lab = await labWith({ protect: true })
    await hand(lab).set(guestOf(lab.simulator, 'shop/db').vmid, { protection: 0 })
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(isProtected(lab)).toEqual({ flag: true, mark: true })
  })

  test('is not replaced, even with consent', async () => {
    const lab = await labWith({ protect: true, vmid: 9100 })
    const { uid } = markOf(guestOf(lab.simulator, 'shop/db')) ?? {}
    lab.files.set('shop.yaml', shop({ protect: true, vmid: 9100, image: 'debian-13' }))
    const summary = await lab.reconcile({ replace: ['shop/db'] })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'Protected' } })
    expect(markOf(guestOf(lab.simulator, 'shop/db'))?.uid).toBe(uid)
  })

  test('is protected first where an edit declares that and more', async () => {
    const lab = await labWith({ vmid: 9100, tags: ['old'] })
    await hand(lab).set(9100, { cores: 4 })
    lab.simulator.world.clearRequests()
    const { own, wrap } = interloper()
    const watched = await createLab(
      { 'shop.yaml': shop({ vmid: 9100, protect: true, disk: 20, tags: ['new'] }) },
      { simulator: lab.simulator, clock: lab.clock, wrap },
    )
    const seen: boolean[] = []
    own.before = async ({ method, path }) =>
      void (method !== 'GET' && path.includes('/qemu/9100') && seen.push(isProtected(lab).flag))
    expect((await watched.reconcile()).exitCode).toBe(0)
    expect(seen.length).toBeGreaterThan(1)
    expect(seen.slice(1)).not.toContain(false)
  })

  test('is protected before a replace that the same edit asks for is held', async () => {
    const lab = await labWith({ vmid: 9100 })
    lab.files.set('shop.yaml', shop({ vmid: 9100, image: 'debian-13', protect: true }))
    const summary = await lab.reconcile({ replace: ['shop/db'] })
    expect(summary.exitCode).toBe(5)
    expect(isProtected(lab)).toEqual({ flag: true, mark: true })
  })
})

describe('lifting a protection', () => {
  test('takes `protect: false` on a node that is declared and has converged', async () => {
    const lab = await labWith({ protect: true })
    lab.files.set('shop.yaml', shop({ protect: false, tags: ['gold'] }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(isProtected(lab)).toEqual({ flag: false, mark: false })
    expect(guestOf(lab.simulator, 'shop/db').config['tags']).toBe('gold;homestak')
    lab.files.set('shop.yaml', shop())
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
  })

  test('waits as long as anything else differs', async () => {
    const lab = await labWith({ protect: true })
    lab.files.set('shop.yaml', shop({ preset: 'vm-small' }))
    expect(holds(await lab.reconcile())).toEqual({ 'shop/db': 'RestartRequired' })
    expect(isProtected(lab)).toEqual({ flag: true, mark: true })
  })

  test('does not lift what a person set', async () => {
    const lab = await labWith({})
    await hand(lab).set(guestOf(lab.simulator, 'shop/db').vmid, { protection: 1 })
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
    expect(isProtected(lab)).toEqual({ flag: true, mark: false })
    lab.files.set('shop.yaml', shop())
    const summary = await expectHeld(lab)
    expect(lineOf(summary, 'shop/db').held?.fix).toContain('--protection 0')
  })
})

describe('a node with keep_on_removal', () => {
  test("is let go: mark and tag are out, people's words stay, and nothing else changes", async () => {
    const lab = await labWith({ keep_on_removal: true, tags: ['gold'] })
    const guest = guestOf(lab.simulator, 'shop/db')
    await hand(lab).set(guest.vmid, { description: `Ann's database\n${guest.config['description']}` })
    const {
      running,
      config: { virtio0, ide2, net0 },
    } = structuredClone(guest)
    lab.files.set('shop.yaml', shop())
    expect((await lab.diff()).nodes.find(({ key }) => key === 'shop/db')?.action).toBe('release')
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(0)
    expect(lineOf(summary, 'shop/db').outcome).toBe('released')
    expect(guest.config).toMatchObject({ description: "Ann's database", tags: 'gold', ide2, virtio0, net0 })
    expect(guest.running).toEqual(running)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    expect((await lab.status()).nodes.map(({ key }) => key)).toEqual(['shop/web'])
  })

  test('is foreign from then on: no second one is made beside it, and its seed stays', async () => {
    const lab = await labWith({ keep_on_removal: true })
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    lab.files.set('shop.yaml', shop())
    await lab.reconcile()
    const picture = photo(lab.simulator, vmid)
    await lab.clock.advance(3 * 3_600_000)
    lab.files.set('shop.yaml', manifest('shop', [vm('db'), vm('web'), vm('new')]))
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'ForeignGuest' } })
    expect(photo(lab.simulator, vmid)).toBe(picture)
    expect(seeds(lab.simulator)).toHaveLength(3)
  })

  test('is let go where the state is lost, too', async () => {
    const lab = await labWith({ keep_on_removal: true })
    lab.files.set('shop.yaml', shop())
    lab.loseState()
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    expect(lab.simulator.world.guests()).toHaveLength(2)
  })

  test('that was declared later, and protected too, is let go and stays protected', async () => {
    const lab = await labWith({})
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    lab.files.set('shop.yaml', shop({ keep_on_removal: true, protect: true }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(markOf(lab.simulator.world.guest(vmid))?.keep).toBe(true)
    lab.files.set('shop.yaml', shop())
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(vmid)?.config).toMatchObject({ protection: '1', name: 'db' })
    expect(markOf(lab.simulator.world.guest(vmid))).toBeUndefined()
  })

  test('does not count towards the destroy limit', async () => {
    const kept = ['a', 'b', 'c', 'd'].map((name) => vm(name, { keep_on_removal: true }))
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), ...kept]) })
    await lab.reconcile()
    lab.files.set('shop.yaml', shop())
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guests()).toHaveLength(5)
  })
})
