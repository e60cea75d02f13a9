/** Rule 7: nothing is replaced or restarted without consent, and nothing shrinks. */
import { describe, expect, test } from 'vitest'
import type { Question } from '../../../src/reconciler/engine.ts'
import { createLab, type Lab } from '../../lab.ts'
import { disksOf, guestOf, hand, holds, lineOf, manifest, markOf, owned, photo, seeds, vm, writes } from './scene.ts'

const db = (more: Record<string, unknown> = {}) => manifest('shop', [vm('db', { vmid: 9100, ...more }), vm('web')])

const labWith = async (more: Record<string, unknown> = {}) => {
  const lab = await createLab({ 'shop.yaml': db(more) })
  expect((await lab.reconcile()).exitCode).toBe(0)
  lab.simulator.world.clearRequests()
  return lab
}

const answering =
  (...yes: readonly Question['kind'][]) =>
  async ({ kind }: Question) =>
    yes.includes(kind)
const config = (lab: Lab) => lab.simulator.world.guest(9100)?.config ?? {}
const uidOf = (lab: Lab, key = 'shop/db') => markOf(guestOf(lab.simulator, key))?.uid
const powered = (lab: Lab) => writes(lab.simulator).filter((line) => line.includes('/status/'))

describe('a change that takes a new guest', () => {
  test.each([
    ['another image', { image: 'debian-13' }],
    ['another vmid', { vmid: 9200 }],
  ])('%s is held, and nothing is written', async (_, more) => {
    const lab = await labWith()
    const picture = photo(lab.simulator, 9100)
    lab.files.set('shop.yaml', db(more))
    const summary = await lab.reconcile({ confirm: answering('restart', 'destroy', 'destroy-limit'), maxDestroy: 9 })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'ReplaceRequired' },
    })
    expect(lineOf(summary, 'shop/db').held?.fix).toContain('--replace shop/db')
    expect(writes(lab.simulator)).toEqual([])
    expect(photo(lab.simulator, 9100)).toBe(picture)
  })

  test.each([
    ['of another image', { image: 'debian-13' }, 9100],
    ['under another vmid', { vmid: 9200 }, 9200],
  ])('is made %s once a person names it: old disks and seed are gone', async (_, more, vmid) => {
    const lab = await labWith()
    const before = { uid: uidOf(lab), disks: disksOf(lab.simulator, 9100), seeds: seeds(lab.simulator) }
    lab.files.set('shop.yaml', db(more))
    const summary = await lab.reconcile({ replace: ['shop/db'] })
    expect({ code: summary.exitCode, vmid: lineOf(summary, 'shop/db').vmid }).toEqual({ code: 0, vmid })
    expect(uidOf(lab)).not.toBe(before.uid)
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    expect(vmid === 9100 ? [] : disksOf(lab.simulator, 9100)).toEqual([])
    expect(seeds(lab.simulator)).toHaveLength(2)
    expect(seeds(lab.simulator).filter((volid) => volid.includes(before.uid ?? '-'))).toEqual([])
    expect(lab.store.openIntents()).toEqual([])
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('stops the old one at once where the manifest says so', async () => {
    const lab = await labWith({ settings: { replace: 'auto', stop: 'hard' } })
    lab.files.set('shop.yaml', db({ settings: { replace: 'auto', stop: 'hard' }, image: 'debian-13' }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(powered(lab).map((line) => line.split('/').at(-1))).toEqual(['stop', 'start'])
  })

  test('is held together with a rename that the same edit declares, and made under the new name', async () => {
    const lab = await labWith()
    const uid = uidOf(lab)
    const renamed = manifest('shop', [vm('data', { vmid: 9100, image: 'debian-13', moved_from: 'db' }), vm('web')])
    lab.files.set('shop.yaml', renamed)
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/data': 'ReplaceRequired' },
    })
    expect(uidOf(lab)).toBe(uid)
    expect((await lab.reconcile({ replace: ['shop/data'] })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/data@sim', 'shop/web@sim'])
    expect(uidOf(lab, 'shop/data')).not.toBe(uid)
    expect(seeds(lab.simulator)).toHaveLength(2)
  })

  test('is made without a question where the manifest says so', async () => {
    const lab = await labWith({ settings: { replace: 'auto' } })
    const uid = uidOf(lab)
    lab.files.set('shop.yaml', db({ settings: { replace: 'auto' }, image: 'debian-13' }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(uidOf(lab)).not.toBe(uid)
  })

  test('is made for the named one only', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db'), vm('web')]) })
    await lab.reconcile()
    const before = [uidOf(lab), uidOf(lab, 'shop/web')]
    lab.files.set('shop.yaml', manifest('shop', [vm('db', { image: 'debian-13' }), vm('web', { image: 'debian-13' })]))
    const summary = await lab.reconcile({ replace: ['web'] })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'ReplaceRequired' },
    })
    expect([uidOf(lab) === before[0], uidOf(lab, 'shop/web') === before[1]]).toEqual([true, false])
  })

  test('that can have no image takes nothing away', async () => {
    const lab = await labWith()
    lab.files.set('shop.yaml', db({ image: 'no-such-image' }))
    const summary = await lab.reconcile({ replace: ['shop/db'] })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'MissingImage' } })
    expect(writes(lab.simulator)).toEqual([])
  })

  test('whose new vmid somebody else has takes nothing away', async () => {
    const lab = await labWith()
    await hand(lab).make(9200, { name: 'theirs' })
    const theirs = photo(lab.simulator, 9200)
    lab.files.set('shop.yaml', db({ vmid: 9200 }))
    const summary = await lab.reconcile({ replace: ['shop/db'] })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'ForeignGuest' } })
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    expect(photo(lab.simulator, 9200)).toBe(theirs)
    expect(writes(lab.simulator)).toEqual([])
  })
})

describe('a change that takes a restart', () => {
  const bigger = db({ preset: 'vm-small' })

  test('waits in the configuration of a running guest, held until a person decides', async () => {
    const lab = await labWith()
    const { running } = lab.simulator.world.guest(9100) ?? {}
    lab.files.set('shop.yaml', bigger)
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'RestartRequired' },
    })
    expect(lab.simulator.world.guest(9100)).toMatchObject({ pending: { cores: '2', memory: '2048' }, running })
    expect(powered(lab)).toEqual([])

    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(5)
    expect(writes(lab.simulator)).toEqual([])
    expect((await lab.diff()).nodes.find(({ key }) => key === 'shop/db')).toMatchObject({
      action: 'restart',
      held: { reason: 'RestartRequired' },
    })
  })

  test('is taken over at once with a yes, and with a no it waits', async () => {
    const lab = await labWith()
    lab.files.set('shop.yaml', bigger)
    expect((await lab.reconcile({ confirm: answering('destroy') })).exitCode).toBe(5)
    expect(powered(lab)).toEqual([])
    expect((await lab.reconcile({ confirm: answering('restart') })).exitCode).toBe(0)
    expect(config(lab)).toMatchObject({ cores: '2', memory: '2048' })
    expect(lab.simulator.world.guest(9100)).toMatchObject({ pending: {}, running: { paused: false } })
    expect(powered(lab)).toHaveLength(2)
  })

  test('is taken over at once where the manifest says so', async () => {
    const lab = await labWith()
    lab.files.set('shop.yaml', db({ preset: 'vm-small', settings: { restart: 'auto' } }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(config(lab)).toMatchObject({ cores: '2', memory: '2048' })
  })

  test('is nothing to ask about where a person restarts the guest', async () => {
    const lab = await labWith()
    lab.files.set('shop.yaml', bigger)
    await lab.reconcile()
    await hand(lab).stop(9100)
    await hand(lab).start(9100)
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('needs none where the guest is off: it is started with the new values', async () => {
    const lab = await labWith()
    await hand(lab).stop(9100)
    lab.files.set('shop.yaml', bigger)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(config(lab)).toMatchObject({ cores: '2', memory: '2048' })
    expect(lab.simulator.world.guest(9100)?.running).toBeDefined()
  })

  test('is taken back where the edit is, without a restart', async () => {
    const lab = await labWith()
    lab.files.set('shop.yaml', bigger)
    await lab.reconcile()
    lab.files.set('shop.yaml', db())
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9100)).toMatchObject({ pending: {}, config: { cores: '1' } })
    expect(powered(lab)).toEqual([])
  })
})

describe('a value that somebody else left pending', () => {
  test('for a declared field is taken back without a restart', async () => {
    const lab = await labWith()
    await hand(lab).set(9100, { cores: 8 })
    expect(lab.simulator.world.guest(9100)?.pending).toEqual({ cores: '8' })
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9100)?.pending).toEqual({})
    expect(powered(lab)).toEqual([])
  })

  test('for a field that nobody declares stays', async () => {
    const lab = await labWith()
    await hand(lab).set(9100, { sockets: 2, numa: 1 })
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9100)?.pending).toEqual({ sockets: '2', numa: '1' })
    expect(writes(lab.simulator)).toEqual([])
  })

  test('that is what is declared counts as ours', async () => {
    const lab = await labWith()
    lab.files.set('shop.yaml', db({ preset: 'vm-small', disk: 8 }))
    await hand(lab).set(9100, { cores: 2, memory: 2048 })
    const summary = await lab.reconcile()
    expect(holds(summary)).toEqual({ 'shop/db': 'RestartRequired' })
    expect(writes(lab.simulator)).toEqual([])
  })

  test('and is in effect after a restart by hand is drift, written back and held', async () => {
    const lab = await labWith()
    await hand(lab).set(9100, { cores: 8 })
    await hand(lab).stop(9100)
    await hand(lab).start(9100)
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/db': 'RestartRequired' },
    })
    expect(lab.simulator.world.guest(9100)).toMatchObject({ config: { cores: '8' }, pending: { cores: '1' } })
    expect(lab.events.some(({ reason, key }) => reason === 'Drift' && key === 'shop/db')).toBe(true)
  })
})

describe('a disk', () => {
  const size = (lab: Lab, slot = 'virtio0') => /size=([^,]+)/.exec(config(lab)[slot] ?? '')?.[1]

  test('grows where more is declared, running', async () => {
    const lab = await labWith({ disk: 10 })
    lab.files.set('shop.yaml', db({ disk: 20 }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(size(lab)).toBe('20G')
    expect(powered(lab)).toEqual([])
  })

  test('never shrinks where less is declared', async () => {
    const lab = await labWith({ disk: 20 })
    lab.files.set('shop.yaml', db({ disk: 10 }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect([size(lab), writes(lab.simulator)]).toEqual(['20G', []])
  })

  test('that a person let grow is accepted', async () => {
    const lab = await labWith({ disk: 10, disks: [{ name: 'data', size: 5 }] })
    await hand(lab).grow(9100, 'virtio0', '+7G')
    await hand(lab).grow(9100, 'virtio1', '+1G')
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect([size(lab), size(lab, 'virtio1'), writes(lab.simulator)]).toEqual(['17G', '6G', []])
  })

  test('that is no longer declared stays with its data', async () => {
    const lab = await labWith({ disks: [{ name: 'data', size: 5 }] })
    const disks = disksOf(lab.simulator, 9100)
    lab.files.set('shop.yaml', db())
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(disksOf(lab.simulator, 9100)).toEqual(disks)
    expect(size(lab, 'virtio1')).toBe('5G')
  })

  test('that a person detached is not made a second time over the old one', async () => {
    const lab = await labWith({ disks: [{ name: 'data', size: 5 }] })
    const disks = disksOf(lab.simulator, 9100)
    await lab.clock.advance(60_000)
    await hand(lab).set(9100, { delete: 'virtio1' })
    await lab.reconcile()
    expect(disksOf(lab.simulator, 9100)).toEqual(expect.arrayContaining(disks))
  })
})

describe('tags and words of a person', () => {
  test('stay, and a missing one of ours comes back', async () => {
    const lab = await labWith({ tags: ['gold'] })
    await hand(lab).set(9100, { tags: 'mine', description: `${config(lab)['description']}\nmy words` })
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(config(lab)['tags']?.split(';').toSorted()).toEqual(['gold', 'homestak', 'mine'])
    expect(config(lab)['description']).toContain('my words')
  })
})
