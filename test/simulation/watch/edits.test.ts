/** Edits while something is under way: what runs comes to its end, and what is declared by then counts. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { disksOf, guestOf, manifest, markOf, owned, photo, seeds, vm, writes } from '../rules/scene.ts'
import { watchLab, type WatchedLab } from './watching.ts'

/** Lets time pass until the host was sent such a request. */
async function until(lab: Lab, watched: WatchedLab, request: RegExp) {
  for (let tries = 0; tries < 400; tries++) {
    if (writes(lab.simulator).some((line) => request.test(line))) return
    await watched.pass(0.25)
  }
  throw new Error(`no ${request.source} in ${writes(lab.simulator).join(', ')}`)
}

const both = manifest('shop', [vm('web'), vm('db')])
const webOnly = manifest('shop', [vm('web')])

/** Guests web and db, Ready. */
const shop = async () => {
  const lab = await createLab({ 'shop.yaml': both }, { profile: 'fast' })
  const watched = await watchLab(lab)
  await watched.pass(120)
  lab.simulator.world.clearRequests()
  return { lab, watched }
}

describe('an edit of a node that is being made', () => {
  const moments = [/POST .*\/upload/, /POST .*\/qemu$/, /\/resize/, /\/status\/start/]

  test.each(moments)('after %s is worked on once what runs has ended', async (moment) => {
    const lab = await createLab({ 'shop.yaml': webOnly }, { profile: 'fast' })
    const watched = await watchLab(lab)
    await until(lab, watched, moment)
    await watched.save('shop.yaml', manifest('shop', [vm('web', { tags: ['newer'] })]))
    await watched.pass(120)
    expect(watched.node('shop/web')?.state).toBe('ready')
    expect(guestOf(lab.simulator, 'shop/web').config['tags']).toContain('newer')
    expect(lab.simulator.world.guests()).toHaveLength(1)
    expect(lab.simulator.world.tasks().filter(({ exitstatus }) => exitstatus !== 'OK')).toEqual([])
    await watched.stop()
  })

  test.each(moments)('after %s that takes it out ends with nothing left of it', async (moment) => {
    const lab = await createLab({ 'shop.yaml': webOnly }, { profile: 'fast' })
    const watched = await watchLab(lab)
    await until(lab, watched, moment)
    await watched.save('shop.yaml', manifest('shop', [vm('other')]))
    await watched.pass(300)
    expect(owned(lab.simulator)).toEqual(['shop/other@sim'])
    const [left] = lab.simulator.world.guests()
    expect(seeds(lab.simulator)).toHaveLength(1)
    expect(lab.simulator.world.volids().filter((volid) => /vm-\d+-/.test(volid))).toEqual(
      disksOf(lab.simulator, left?.vmid ?? 0),
    )
    expect(lab.store.openIntents()).toEqual([])
    expect(lab.store.nodes().map(({ node }) => node)).toEqual(['other'])
    expect(watched.state().nodes.map(({ label }) => label)).toEqual(['shop/other'])
    await watched.stop()
  })
})

describe('a node that is taken out and put back', () => {
  test('within ten seconds is not touched', async () => {
    const { lab, watched } = await shop()
    const before = photo(lab.simulator, guestOf(lab.simulator, 'shop/db').vmid)
    await watched.save('shop.yaml', webOnly)
    await watched.pass(9)
    expect(watched.state().removals).toHaveLength(1)
    await watched.save('shop.yaml', both)
    await watched.pass(300)
    expect(photo(lab.simulator, guestOf(lab.simulator, 'shop/db').vmid)).toBe(before)
    expect(writes(lab.simulator)).toEqual([])
    expect(watched.state().removals).toEqual([])
    await watched.stop()
  })

  test('again and again within ten seconds is never taken away', async () => {
    const { lab, watched } = await shop()
    for (let times = 0; times < 10; times++) {
      await watched.save('shop.yaml', webOnly)
      await watched.pass(9)
      await watched.save('shop.yaml', both)
      await watched.pass(1)
    }
    expect(writes(lab.simulator)).toEqual([])
    await watched.stop()
  })

  test.each([0, 0.5, 1, 2, 3, 5])('%d s after its shutdown began ends running, the same guest', async (seconds) => {
    const { lab, watched } = await shop()
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    const uid = markOf(lab.simulator.world.guest(vmid))?.uid
    await watched.save('shop.yaml', webOnly)
    await until(lab, watched, /\/status\/shutdown/)
    await watched.pass(seconds)
    await watched.save('shop.yaml', both)
    await watched.pass(180)
    const guest = guestOf(lab.simulator, 'shop/db')
    expect(guest.running).toBeDefined()
    const isKept = !writes(lab.simulator).some((line) => /^DELETE .*\/qemu\//.test(line))
    expect(markOf(guest)?.uid === uid).toBe(isKept)
    expect(watched.state().nodes.map(({ label, state }) => `${label} ${state}`)).toEqual([
      'shop/web ready',
      'shop/db ready',
    ])
    expect(lab.store.openIntents()).toEqual([])
    expect(seeds(lab.simulator)).toHaveLength(2)
    await watched.stop()
  })

  test('while a guest that ignores its shutdown is waited for is kept', async () => {
    const { lab, watched } = await shop()
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    lab.simulator.world.ignoreShutdown(vmid)
    const uid = markOf(lab.simulator.world.guest(vmid))?.uid
    await watched.save('shop.yaml', webOnly)
    await until(lab, watched, /\/status\/shutdown/)
    await watched.pass(20)
    await watched.save('shop.yaml', both)
    await watched.pass(300)
    expect(markOf(guestOf(lab.simulator, 'shop/db'))?.uid).toBe(uid)
    expect(guestOf(lab.simulator, 'shop/db').running).toBeDefined()
    expect(watched.node('shop/db')?.state).toBe('ready')
    await watched.stop()
  })
})

describe('a rename', () => {
  test('is held until moved_from says so, and keeps the guest', async () => {
    const { lab, watched } = await shop()
    const uid = markOf(guestOf(lab.simulator, 'shop/db'))?.uid
    await watched.save('shop.yaml', null)
    await watched.save('store.yaml', manifest('store', [vm('web'), vm('db')]))
    await watched.pass(900)
    expect(writes(lab.simulator)).toEqual([])
    expect(
      watched
        .state()
        .nodes.map(({ label, state }) => `${label} ${state}`)
        .toSorted(),
    ).toEqual(['shop/db held', 'shop/web held', 'store/db held', 'store/web held'])
    expect(watched.node('store/db')?.fix).toContain('moved_from: shop')
    await watched.save('store.yaml', manifest('store', [vm('web'), vm('db')], { moved_from: 'shop' }))
    await watched.pass(120)
    expect(owned(lab.simulator)).toEqual(['store/db@sim', 'store/web@sim'])
    expect(markOf(guestOf(lab.simulator, 'store/db'))?.uid).toBe(uid)
    expect(watched.state().nodes.map(({ label, state }) => `${label} ${state}`)).toEqual([
      'store/web ready',
      'store/db ready',
    ])
    await watched.stop()
  })
})

describe('what an edit changes', () => {
  const sized = (preset: string, more = {}) => manifest('shop', [vm('web', { preset, ...more })])
  const changes = ({ events }: WatchedLab) =>
    events.flatMap(({ reason, key, message }) => (reason === 'Changed' ? [`${key}: ${message}`] : []))

  test('is told once, however long it is held and whatever else is edited and looked at meanwhile', async () => {
    const lab = await createLab({ 'shop.yaml': sized('vm-xsmall') })
    const watched = await watchLab(lab)
    await watched.pass(60)
    await watched.save('shop.yaml', sized('vm-medium'))
    await watched.pass(60)
    expect(watched.node('shop/web')?.state).toBe('held')
    const told = ['shop/web: cores, memory, disk differ from what is declared']
    for (const name of ['one', 'two']) {
      await watched.save('shop.yaml', 'broken: [')
      await watched.save('shop.yaml', sized('vm-medium'))
      await watched.save(`${name}.yaml`, manifest(name, [vm(name)]))
      await watched.pass(700)
    }
    lab.simulator.faults = () => 'refuse'
    await watched.pass(120)
    lab.simulator.faults = undefined
    await watched.pass(120)
    expect(watched.told('sim')).toContain('HostBack')
    expect(changes(watched)).toEqual(told)
    await watched.save('shop.yaml', sized('vm-large'))
    await watched.pass(60)
    expect(changes(watched)).toEqual([...told, ...told])
    await watched.stop()
  })

  test('is told once while it is tried again and again', async () => {
    const lab = await createLab({ 'shop.yaml': sized('vm-xsmall') })
    const watched = await watchLab(lab)
    await watched.pass(60)
    lab.simulator.faults = ({ method, path }) => (method === 'PUT' && path.endsWith('/config') ? 'refuse' : 'pass')
    await watched.save('shop.yaml', sized('vm-xsmall', { tags: ['a'] }))
    await watched.pass(3600)
    expect(watched.node('shop/web')?.state).toBe('failed')
    lab.simulator.faults = undefined
    await watched.pass(1200)
    expect(watched.node('shop/web')?.state).toBe('ready')
    expect(changes(watched)).toHaveLength(1)
    await watched.stop()
  })
})

describe('a git operation in the tree', () => {
  test('holds a removal however long it takes, which counts ten seconds after its end', async () => {
    const { lab, watched } = await shop()
    watched.git = 'a rebase'
    await watched.save('shop.yaml', webOnly)
    await watched.pass(7200)
    expect(writes(lab.simulator)).toEqual([])
    expect(watched.state().removals).toMatchObject([{ key: 'shop/db@sim', because: 'a rebase' }])
    watched.git = null
    await watched.pass(8)
    expect(writes(lab.simulator)).toEqual([])
    expect(watched.state().removals).toMatchObject([{ key: 'shop/db@sim', because: null }])
    await watched.pass(120)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    await watched.stop()
  })

  test('holds no removal in another tree, but that of a manifest that may be on its way from one to the other', async () => {
    const lab = await createLab({
      '/a/shop.yaml': manifest('shop', [vm('web'), vm('db')]),
      '/b/store.yaml': manifest('store', [vm('cache'), vm('queue')]),
      '/b/other.yaml': manifest('other', [vm('x')]),
      '/a/moving.yaml': manifest('moving', [vm('y')]),
    })
    const watched = await watchLab(lab, { load: () => lab.desire(['/a', '/b']) })
    await watched.pass(60)
    watched.git = (root) => (root === '/b' ? 'a rebase' : null)
    await watched.save('/a/shop.yaml', manifest('shop', [vm('web')]))
    await watched.save('/b/store.yaml', manifest('store', [vm('cache')]))
    await watched.save('/a/moving.yaml', null)
    await watched.pass(600)
    expect(
      watched
        .state()
        .removals.map(({ key, because }) => `${key} ${because}`)
        .toSorted(),
    ).toEqual(['moving/y@sim a rebase', 'store/queue@sim a rebase'])
    expect(owned(lab.simulator)).toEqual([
      'moving/y@sim',
      'other/x@sim',
      'shop/web@sim',
      'store/cache@sim',
      'store/queue@sim',
    ])
    await watched.stop()
  })

  test('that begins before a removal has stood long enough holds it as well', async () => {
    const { lab, watched } = await shop()
    await watched.save('shop.yaml', webOnly)
    await watched.pass(9)
    watched.git = 'a merge'
    await watched.pass(60)
    expect(writes(lab.simulator)).toEqual([])
    watched.git = null
    await watched.save('shop.yaml', both)
    await watched.pass(60)
    expect(writes(lab.simulator)).toEqual([])
    await watched.stop()
  })
})
