/** Rule 4: a rename is not taken for a removal and an addition. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { guestOf, hand, holds, lineOf, manifest, markOf, only, owned, photo, vm, writes } from './scene.ts'

const old = manifest('shop', [vm('db'), vm('web')])

/** Runs, sees the two held, adds the line that the fix names where it says, runs again. */
async function heed(lab: Lab, key: string, add: (line: string) => void) {
  const { nodes } = await lab.reconcile()
  const fix = nodes.find((node) => node.key === key)?.held?.fix ?? ''
  const [line] = /moved_from: [\w/-]+/.exec(fix) ?? []
  expect(line).toBeDefined()
  add(line ?? '')
}

/** Everything about a guest that a rename must not change. */
const core = (lab: Lab, vmid: number) => {
  const guest = lab.simulator.world.guest(vmid)
  return {
    uid: markOf(guest)?.uid,
    running: guest?.running,
    disks: guest?.config['virtio0'],
    mac: guest?.config['net0'],
    seed: guest?.config['ide2'],
  }
}

describe('a manifest that was renamed', () => {
  test('holds old and new with the line to add; that line rewrites the marks and is inert afterwards', async () => {
    const lab = await createLab({ 'shop.yaml': old })
    await lab.reconcile()
    const before = ['db', 'web'].map((name) => guestOf(lab.simulator, `shop/${name}`).vmid)
    const cores = before.map((vmid) => core(lab, vmid))
    const pictures = before.map((vmid) => photo(lab.simulator, vmid))
    lab.files.set('shop.yaml', manifest('store', [vm('db'), vm('web')]))
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(5)
    expect(holds(summary)).toEqual({
      'shop/db': 'SuspectedRename',
      'shop/web': 'SuspectedRename',
      'store/db': 'SuspectedRename',
      'store/web': 'SuspectedRename',
    })
    expect(lineOf(summary, 'store/db').held?.fix).toMatch(/at the top of manifest store: moved_from: shop;/)
    expect(writes(lab.simulator)).toEqual([])
    expect(before.map((vmid) => photo(lab.simulator, vmid))).toEqual(pictures)

    const renamed = manifest('store', [vm('db'), vm('web')], { moved_from: 'shop' })
    lab.files.set('shop.yaml', renamed)
    const { nodes } = await lab.diff()
    expect(nodes.map(({ key, action }) => [key, action])).toEqual([
      ['store/db', 'move'],
      ['store/web', 'move'],
    ])
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['store/db@sim', 'store/web@sim'])
    expect(before.map((vmid) => core(lab, vmid))).toEqual(cores)
    expect(writes(lab.simulator).every((line) => /^PUT .*\/config$/.test(line))).toBe(true)
    expect((await lab.status()).nodes.map(({ key }) => key)).toEqual(['store/db', 'store/web'])

    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('is held where the state is lost, as long as the file or its hosts tell of it', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db', { vmid: 9100 })]) })
    await lab.reconcile()
    lab.loseState()
    lab.files.set('shop.yaml', manifest('store', [vm('db', { vmid: 9100 })]))
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'store/db': 'SuspectedRename' },
    })
    expect(writes(lab.simulator)).toEqual([])
    lab.files.set('shop.yaml', manifest('store', [vm('db', { vmid: 9100 })], { moved_from: 'shop' }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['store/db@sim'])
  })

  test('there and back again ends where it began', async () => {
    const lab = await createLab({ 'shop.yaml': old })
    await lab.reconcile()
    const { uid } = markOf(guestOf(lab.simulator, 'shop/db')) ?? {}
    lab.files.set('shop.yaml', manifest('store', [vm('db'), vm('web')], { moved_from: 'shop' }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    lab.files.set('shop.yaml', manifest('shop', [vm('db'), vm('web')], { moved_from: 'store' }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    expect(markOf(guestOf(lab.simulator, 'shop/db'))?.uid).toBe(uid)
    lab.files.set('shop.yaml', old)
    lab.simulator.world.clearRequests()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })
})

describe('a node that was renamed', () => {
  test('is suspected by its vmid and taken over by the line, without a restart', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db', { vmid: 9100 }), vm('web')]) })
    await lab.reconcile()
    const { uid, running } = core(lab, 9100)
    const renamed = (more: Record<string, unknown>) =>
      manifest('shop', [vm('database', { vmid: 9100, ...more }), vm('web')])
    lab.files.set('shop.yaml', renamed({}))
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'shop/database': 'SuspectedRename', 'shop/db': 'SuspectedRename' },
    })
    await heed(lab, 'shop/database', (line) => lab.files.set('shop.yaml', renamed({ moved_from: line.split(' ')[1] })))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/database@sim', 'shop/web@sim'])
    expect(core(lab, 9100)).toMatchObject({ uid, running })
    expect(lab.simulator.world.guest(9100)?.config['name']).toBe('database')
  })

  test('without a vmid is a removal and an addition, as it is told', async () => {
    const lab = await createLab({ 'shop.yaml': old })
    await lab.reconcile()
    lab.files.set('shop.yaml', manifest('shop', [vm('database'), vm('web')]))
    const { nodes } = await lab.diff()
    expect(nodes.map(({ key, action }) => [key, action])).toEqual([
      ['shop/database', 'create'],
      ['shop/web', 'unchanged'],
      ['shop/db', 'destroy'],
    ])
  })

  test('keeps a line that speaks of a name in use again without effect', async () => {
    const lab = await createLab({ 'shop.yaml': old })
    await lab.reconcile()
    lab.files.set('shop.yaml', manifest('shop', [vm('database', { moved_from: 'db' }), vm('web')]))
    await lab.reconcile()
    const { uid } = markOf(guestOf(lab.simulator, 'shop/database')) ?? {}
    lab.files.set('shop.yaml', manifest('shop', [vm('database', { moved_from: 'db' }), vm('db'), vm('web')]))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/database@sim', 'shop/db@sim', 'shop/web@sim'])
    expect(markOf(guestOf(lab.simulator, 'shop/database'))?.uid).toBe(uid)
  })
})

describe('a node that was moved to another manifest', () => {
  const files = { 'shop.yaml': old, 'blog.yaml': manifest('blog', [vm('app')]) }
  const moved = (more: Record<string, unknown> = {}) => ({
    'shop.yaml': manifest('shop', [vm('web')]),
    'blog.yaml': manifest('blog', [vm('app'), vm('db', more)]),
  })

  test('is held with the line that names manifest and node', async () => {
    const lab = await createLab(files)
    await lab.reconcile()
    const { uid, running } = core(lab, guestOf(lab.simulator, 'shop/db').vmid)
    lab.files = new Map(Object.entries(moved()))
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'blog/db': 'SuspectedRename', 'shop/db': 'SuspectedRename' },
    })
    expect(lineOf(summary, 'blog/db').held?.fix).toContain('add to node db: moved_from: shop/db;')
    lab.files = new Map(Object.entries(moved({ moved_from: 'shop/db' })))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'blog/db@sim', 'shop/web@sim'])
    expect(core(lab, guestOf(lab.simulator, 'blog/db').vmid)).toMatchObject({ uid, running })
  })

  test.each([
    ['the manifest that it came to', only({ manifests: ['blog'] }), ['blog/db']],
    ['the manifest that it left', only({ manifests: ['shop'] }), ['shop/db']],
    ['the node alone', only({ nodes: ['blog/db'] }), ['blog/db']],
  ])('is suspected in a run narrowed to %s', async (_, options, held) => {
    const lab = await createLab(files)
    await lab.reconcile()
    lab.files = new Map(Object.entries(moved()))
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile(options)
    expect({ code: summary.exitCode, held: Object.keys(holds(summary)) }).toEqual({ code: 5, held })
    expect(writes(lab.simulator)).toEqual([])
    const { nodes } = await lab.diff(options)
    expect(nodes.flatMap(({ key, held: hold }) => (hold ? [[key, hold.reason]] : []))).toEqual(
      held.map((key) => [key, 'SuspectedRename']),
    )
  })

  test('goes where a person says so, and the new one is made then', async () => {
    const lab = await createLab(files)
    await lab.reconcile()
    const { uid } = markOf(guestOf(lab.simulator, 'shop/db')) ?? {}
    lab.files = new Map(Object.entries(moved()))
    await lab.reconcile()
    expect((await lab.destroy({ keys: ['shop/db'] })).exitCode).toBe(0)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'blog/db@sim', 'shop/web@sim'])
    expect(markOf(guestOf(lab.simulator, 'blog/db'))?.uid).not.toBe(uid)
  })
})

describe('the rewriting of a mark', () => {
  test('does not touch a guest whose mark a person took out meanwhile', async () => {
    const lab = await createLab({ 'shop.yaml': old })
    await lab.reconcile()
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    await hand(lab).set(vmid, { description: 'mine now' })
    const picture = photo(lab.simulator, vmid)
    lab.files.set('shop.yaml', manifest('store', [vm('db'), vm('web')], { moved_from: 'shop' }))
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'store/db': 'ForeignGuest' } })
    expect(photo(lab.simulator, vmid)).toBe(picture)
  })

  test('keeps what people wrote around it', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
    await lab.reconcile()
    const guest = guestOf(lab.simulator, 'shop/db')
    await hand(lab).set(guest.vmid, { description: `call Ann before\ntouching\n${guest.config['description']}` })
    lab.files.set('shop.yaml', manifest('store', [vm('db')], { moved_from: 'shop' }))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(guest.config['description']).toMatch(
      /^call Ann before\ntouching\n<!-- homestak:1 .*"manifest":"store".* -->$/,
    )
  })
})

test('a declared vmid of another declared node makes neither', async () => {
  const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
  await lab.reconcile()
  const { vmid } = guestOf(lab.simulator, 'shop/db')
  lab.files.set('shop.yaml', manifest('shop', [vm('db'), vm('late', { vmid })]))
  lab.simulator.world.clearRequests()
  const summary = await lab.reconcile()
  expect({ code: summary.exitCode, held: Object.keys(holds(summary)) }).toEqual({ code: 5, held: ['shop/late'] })
  expect(lineOf(summary, 'shop/late').held?.message).not.toContain('gone')
  expect(writes(lab.simulator)).toEqual([])
})
