/** What a run that watches does while the host, a credential, an image or its own state fails it, and afterwards. */
import { describe, expect, test } from 'vitest'
import { StateError } from '../../../state/state-error.ts'
import type { Store, StoreReader } from '../../../state/store.ts'
import { TransportError, type Transport } from '../../../src/pve/transport.ts'
import type { Faults } from '../../../src/simulator/faults.ts'
import { createLab } from '../../lab.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { guestOf, hand, manifest, owned, vm, writes } from '../rules/scene.ts'
import { watchLab, type WatchedLab } from './watching.ts'

const shop = async (nodes = [vm('web'), vm('db')], store?: (own: Store) => Store) => {
  const lab = await createLab({ 'shop.yaml': manifest('shop', nodes) }, { profile: 'fast' })
  const watched = await watchLab(lab, store ? { store: store(lab.store) } : {})
  await watched.pass(120)
  lab.simulator.world.clearRequests()
  return { lab, watched, told: () => watched.told('sim') }
}
const standing = (watched: WatchedLab) => watched.state().nodes.map(({ label, state }) => `${label} ${state}`)

const silent: Faults = () => 'refuse'

describe('a host that is silent for an hour', () => {
  test('is unknown meanwhile, and everything converges once it is back', async () => {
    const { lab, watched, told } = await shop()
    lab.simulator.faults = silent
    await watched.pass(60)
    await watched.save('shop.yaml', manifest('shop', [vm('web'), vm('cache')]))
    await watched.pass(3540)
    expect(writes(lab.simulator)).toEqual([])
    expect(standing(watched)).toEqual(['shop/web unknown', 'shop/cache unknown'])
    expect(watched.state().hosts).toMatchObject([{ host: 'sim', reachable: false }])
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    expect(told()).toEqual(['HostLost'])
    lab.simulator.faults = undefined
    await hand(lab).stop(guestOf(lab.simulator, 'shop/web').vmid)
    await watched.pass(240)
    expect(told()).toEqual(['HostLost', 'HostBack'])
    expect(standing(watched)).toEqual(['shop/web ready', 'shop/cache ready'])
    expect(owned(lab.simulator)).toEqual(['shop/cache@sim', 'shop/web@sim'])
    expect(guestOf(lab.simulator, 'shop/web').running).toBeDefined()
    expect(watched.state().nodes.map(({ nextTry }) => nextTry)).toEqual([null, null])
    await watched.stop()
  })

  test('and takes connections all the same is named while it is waited for at first', async () => {
    const clock = virtualClock()
    const mute: Transport = async (_, { signal }) => {
      await clock.sleep(30_000, signal)
      throw new TransportError({ kind: 'timeout', sent: false, message: 'no connection in time' })
    }
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web')]) }, { clock, wrap: () => mute })
    const watched = await watchLab(lab)
    await watched.pass(10)
    const said = watched.events.flatMap(({ host, message }) => (host === 'sim' ? [message] : []))
    expect(said).toEqual([3, 6, 9].map((seconds) => `no answer yet; tried for ${seconds} s`))
    await watched.pass(600)
    expect(new Set(watched.told('sim').slice(9))).toEqual(new Set(['HostLost']))
    await watched.stop()
  })

  test('from the very beginning is waited for', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web')]) }, { profile: 'fast' })
    lab.simulator.faults = silent
    const watched = await watchLab(lab)
    await watched.pass(3600)
    expect(standing(watched)).toEqual(['shop/web unknown'])
    const unseen = watched.node('shop/web')?.message
    expect(unseen).not.toBe('')
    lab.simulator.faults = undefined
    const said = new Set<string | undefined>()
    for (let tenths = 0; tenths < 1200; tenths++) {
      await watched.pass(0.1)
      if (watched.node('shop/web')?.state === 'working') said.add(watched.node('shop/web')?.message)
    }
    expect([...said]).toEqual([''])
    expect(standing(watched)).toEqual(['shop/web ready'])
    await watched.stop()
  })

  test('for a few seconds now and then is not called lost', async () => {
    const { lab, watched, told } = await shop()
    for (let times = 0; times < 20; times++) {
      lab.simulator.faults = silent
      await watched.pass(14)
      lab.simulator.faults = undefined
      await watched.pass(20)
    }
    expect(told()).toEqual([])
    expect(standing(watched)).toEqual(['shop/web ready', 'shop/db ready'])
    await watched.stop()
  })
})

test('a token that is revoked and given back: the host is lost at once, and back', async () => {
  const { lab, watched, told } = await shop()
  lab.simulator.faults = () => ({ status: 401, reason: 'invalid token' })
  await watched.pass(600)
  expect(standing(watched)).toEqual(['shop/web unknown', 'shop/db unknown'])
  expect(told()).toEqual(['HostLost'])
  expect(watched.state().hosts[0]?.message).toContain('check api_token')
  expect(watched.events.find(({ reason }) => reason === 'HostLost')?.message).toContain('check api_token')
  lab.simulator.faults = undefined
  await watched.pass(60)
  expect(told()).toEqual(['HostLost', 'HostBack'])
  expect(standing(watched)).toEqual(['shop/web ready', 'shop/db ready'])
  expect(writes(lab.simulator)).toEqual([])
  await watched.stop()
})

describe('a step that always fails', () => {
  test('is tried for ever, at last every five minutes, and the others go on', async () => {
    const { lab, watched } = await shop([vm('web')])
    const started: number[] = []
    lab.simulator.faults = ({ method, path }, phase) => {
      if (method !== 'POST' || !path.endsWith('/qemu')) return 'pass'
      if (phase === 'before') started.push(lab.clock.now())
      return { status: 500, reason: 'out of memory' }
    }
    await watched.save('shop.yaml', manifest('shop', [vm('web'), vm('db'), vm('needy', { depends_on: ['db'] })]))
    await watched.pass(4 * 3600)
    const pauses = started.slice(1).map((at, index) => (at - (started[index] ?? 0)) / 1000)
    expect(pauses.length).toBeGreaterThan(50)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(301)
    expect(Math.min(...pauses.slice(12))).toBeGreaterThanOrEqual(220)
    const db = watched.node('shop/db')
    expect(db?.state).toBe('failed')
    expect(db?.nextTry).toBeGreaterThan(lab.clock.now())
    expect(lab.store.node({ host: 'sim', manifest: 'shop', node: 'db' })?.nextTry).toBe(db?.nextTry)
    expect(watched.node('shop/needy')?.state).toBe('waiting')
    await hand(lab).stop(guestOf(lab.simulator, 'shop/web').vmid)
    await watched.pass(40)
    expect(watched.node('shop/web')?.state).toBe('ready')
    lab.simulator.faults = undefined
    await watched.pass(400)
    expect(standing(watched)).toEqual(['shop/web ready', 'shop/db ready', 'shop/needy ready'])
    expect(watched.node('shop/db')?.nextTry).toBeNull()
    await watched.stop()
  })
})

test('an image that appears later is picked up within about a minute', async () => {
  const { lab, watched } = await shop([vm('web'), vm('db', { image: 'ubuntu-26' })])
  expect(watched.node('shop/db')?.state).toBe('held')
  await watched.pass(3600)
  expect(watched.told('shop/db').filter((reason) => reason === 'Held')).toHaveLength(1)
  expect(watched.node('shop/db')?.nextTry).not.toBeNull()
  lab.simulator.world.addImage('local:import/ubuntu-26.qcow2', 2 ** 31)
  await watched.pass(120)
  expect(watched.node('shop/db')?.state).toBe('ready')
  await watched.stop()
})

test('an agent that never answers keeps those that need the node waiting, for ever, and no others', async () => {
  const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web')]) }, { profile: 'fast' })
  const watched = await watchLab(lab)
  lab.simulator.faults = ({ path }) =>
    path.includes('/agent/') ? { status: 500, reason: 'QEMU guest agent is not running' } : 'pass'
  await watched.save('shop.yaml', manifest('shop', [vm('db'), vm('web', { depends_on: ['db'] }), vm('own')]))
  await watched.pass(7200)
  expect(watched.node('shop/own')?.state).toBe('ready')
  expect(watched.node('shop/db')?.state).toBe('failed')
  expect(watched.node('shop/web')?.state).toBe('waiting')
  const told = watched.told('shop/db')
  expect(told.filter((reason) => reason === 'Failed')).toHaveLength(1)
  lab.simulator.faults = undefined
  await watched.pass(400)
  expect(standing(watched).toSorted()).toEqual(['shop/db ready', 'shop/own ready', 'shop/web ready'])
  await watched.stop()
})

test('a node that was not told of before says from the first moment which ones it waits for', async () => {
  const { watched } = await shop()
  await watched.save(
    'shop.yaml',
    manifest('shop', [vm('web'), vm('db'), vm('first'), vm('next', { depends_on: ['db', 'first'] })]),
  )
  await watched.pass(0.5)
  expect(watched.node('shop/next')).toMatchObject({ state: 'waiting', message: 'waits for shop/first' })
  await watched.stop()
})

describe('a state that takes no more', () => {
  test('lets no host be written to, and the run goes on once there is room', async () => {
    let full = false
    const { lab, watched } = await shop([vm('web')], (own) => fullStore(own, () => full))
    full = true
    await watched.save('shop.yaml', manifest('shop', [vm('web'), vm('db')]))
    await watched.pass(3600)
    expect(writes(lab.simulator)).toEqual([])
    expect(watched.state().trouble).toContain('full')
    expect(watched.node('shop/db')?.state).toBe('failed')
    expect(watched.told().filter((reason) => reason.startsWith('State'))).toEqual(['StateUnusable'])
    full = false
    await watched.pass(420)
    expect(standing(watched)).toEqual(['shop/web ready', 'shop/db ready'])
    expect(watched.state().trouble).toBeNull()
    expect(watched.told().filter((reason) => reason.startsWith('State'))).toEqual(['StateUnusable', 'StateUsable'])
    expect(lab.store.nodes().map(({ node }) => node)).toEqual(['db', 'web'])
    await watched.stop()
  })

  test('and is full for one moment of a create leaves nothing twice', async () => {
    for (let moment = 0; moment < 25; moment++) {
      const began = { count: 0 }
      const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web')]) }, { profile: 'fast' })
      const watched = await watchLab(lab, {
        store: fullStore(lab.store, () => (began.count += 1) > moment && began.count < moment + 4),
      })
      await watched.pass(300)
      expect(standing(watched), `moment ${moment}`).toEqual(['shop/web ready'])
      expect(lab.simulator.world.guests(), `moment ${moment}`).toHaveLength(1)
      expect(lab.store.openIntents(), `moment ${moment}`).toEqual([])
      await watched.stop()
    }
  })
})

/** Every write throws while `isFull`. */
function fullStore(own: Store, isFull: () => boolean): Store {
  const writing =
    <Given extends readonly unknown[], Result>(write: (...given: Given) => Result) =>
    (...given: Given): Result => {
      if (isFull())
        throw new StateError({
          code: 'full',
          message: 'the disk of the state is full',
          hint: 'make room',
          path: '/state',
        })
      return write(...given)
    }
  const writes: Omit<Store, keyof StoreReader | 'openRequests'> = {
    saveNode: writing(own.saveNode),
    removeNode: writing(own.removeNode),
    beginIntent: writing(own.beginIntent),
    noteTask: writing(own.noteTask),
    endIntent: writing(own.endIntent),
    beginZone: writing(own.beginZone),
    endZone: writing(own.endZone),
    saveScope: writing(own.saveScope),
    saveHostFacts: writing(own.saveHostFacts),
    appendEvent: writing(own.appendEvent),
    saveProblems: writing(own.saveProblems),
    saveWatch: writing(own.saveWatch),
    saveSighting: writing(own.saveSighting),
    removeSighting: writing(own.removeSighting),
    saveTaking: writing(own.saveTaking),
    takeRequest: writing(own.takeRequest),
    abandonRequests: writing(own.abandonRequests),
    answerRequest: writing(own.answerRequest),
  }
  return { ...own, ...writes }
}
