/** How a run goes on when something waits, is not supported, or is cut off. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { guestOf, hand, holds, interloper, lineOf, manifest, only, owned, seeds, vm, writes } from './scene.ts'

const outcomes = ({ nodes }: Awaited<ReturnType<Lab['reconcile']>>) =>
  Object.fromEntries(nodes.map(({ key, outcome }) => [key, outcome]))

describe('dependencies', () => {
  test('are Ready before what needs them is begun', async () => {
    const { own, wrap } = interloper()
    const lab = await createLab(
      {
        'shop.yaml': manifest('shop', [
          vm('web', { depends_on: ['db', 'cache'] }),
          vm('db'),
          vm('cache', { depends_on: ['db'] }),
        ]),
      },
      { wrap },
    )
    const begun: string[] = []
    own.before = async ({ method, path, body }) => {
      if (method !== 'POST' || !path.endsWith('/qemu')) return
      begun.push(new URLSearchParams(String(body)).get('name') ?? '')
      const ready = lab.events.filter(({ reason }) => reason === 'Ready').map(({ key }) => key)
      expect(ready).toEqual(['shop/db', 'shop/cache'].slice(0, begun.length - 1))
    }
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(begun).toEqual(['db', 'cache', 'web'])
  })

  test('that are held keep what needs them waiting', async () => {
    const lab = await createLab({
      'shop.yaml': manifest('shop', [
        vm('db'),
        vm('web', { depends_on: ['db'] }),
        vm('front', { depends_on: ['web'] }),
      ]),
    })
    await hand(lab).make(300, { name: 'db' })
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, outcomes: outcomes(summary) }).toEqual({
      code: 5,
      outcomes: { 'shop/db': 'held', 'shop/web': 'waiting', 'shop/front': 'waiting' },
    })
    expect(owned(lab.simulator)).toEqual([])
  })

  test('that a narrowed run leaves out are looked at, and not acted on', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db'), vm('web', { depends_on: ['db'] })]) })
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile(only({ nodes: ['shop/web'] }))
    expect({ code: summary.exitCode, outcomes: outcomes(summary) }).toEqual({
      code: 4,
      outcomes: { 'shop/web': 'waiting' },
    })
    expect(lineOf(summary, 'shop/web').message).toContain('shop/db')
    expect(writes(lab.simulator)).toEqual([])
    await lab.reconcile(only({ nodes: ['shop/db'] }))
    expect((await lab.reconcile(only({ nodes: ['shop/web'] }))).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
  })
})

describe('what this version cannot make', () => {
  test('is compiled and told, nothing of it or below it is begun, and the rest converges', async () => {
    const nodes = [
      { name: 'box', type: 'ct', image: 'debian-12' },
      vm('hv', { type: 'pve' }),
      vm('inner', { parent: 'hv' }),
      vm('deep', { parent: 'hv', depends_on: ['inner'] }),
      vm('plain'),
      vm('after', { depends_on: ['box'] }),
    ]
    const lab = await createLab({ 'shop.yaml': manifest('shop', nodes) })
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(4)
    const unsupported = ['box', 'hv', 'inner', 'deep', 'after'].map(
      (name) => summary.nodes.find(({ key }) => key === `shop/${name}`)?.outcome,
    )
    expect(unsupported).toEqual(unsupported.map(() => 'unsupported'))
    expect(owned(lab.simulator)).toEqual(['shop/plain@sim'])
    expect(lab.simulator.world.guests()).toHaveLength(1)
    for (const name of ['box', 'hv']) expect(lineOf(summary, `shop/${name}`).held?.reason).toBe('NotSupported')
  })

  test('is a spec: the guest is made, and not called Ready', async () => {
    const lab = await createLab({
      'shop.yaml': manifest('shop', [vm('db', { spec: 'base' }), vm('web', { depends_on: ['db'] })]),
    })
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(4)
    expect(outcomes(summary)).toEqual({ 'shop/db': 'unsupported', 'shop/web': 'unsupported' })
    expect(owned(lab.simulator)).toEqual(['shop/db@sim'])
    expect(lineOf(summary, 'shop/db').conditions.find(({ type }) => type === 'Configured')).toMatchObject({
      status: 'Unknown',
      reason: 'NotSupported',
    })
    expect(lineOf(summary, 'shop/db').conditions.find(({ type }) => type === 'Ready')?.status).toBe('False')
  })
})

describe('a suspended node', () => {
  test('is looked at and left alone, and the run ends well', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db'), vm('web')]) })
    await lab.reconcile()
    const { vmid } = guestOf(lab.simulator, 'shop/db')
    await hand(lab).stop(vmid)
    lab.files.set(
      'shop.yaml',
      manifest('shop', [
        vm('db', { suspend: true, tags: ['gold'] }),
        vm('web'),
        vm('new', { suspend: true }),
        vm('bare', { suspend: true, image: 'nowhere' }),
      ]),
    )
    lab.simulator.world.clearRequests()
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 0,
      held: { 'shop/db': 'Suspended', 'shop/new': 'Suspended', 'shop/bare': 'Suspended' },
    })
    expect(writes(lab.simulator)).toEqual([])
    lab.files.set('shop.yaml', manifest('shop', [vm('db'), vm('web')]))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(vmid)?.running).toBeDefined()
  })
})

describe('a run that is stopped', () => {
  test('lets the task that runs reach its end, begins nothing new, and says so', async () => {
    const lab = await createLab(
      { 'shop.yaml': manifest('shop', [vm('db'), vm('web', { depends_on: ['db'] })]) },
      { profile: 'real' },
    )
    const stop = new AbortController()
    let sent = 0
    lab.simulator.onRequest = ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/qemu')) stop.abort()
      else if (stop.signal.aborted && method !== 'GET') sent += 1
    }
    const summary = await lab.reconcile({ stop: stop.signal })
    expect(summary.exitCode).toBe(130)
    expect(outcomes(summary)).toEqual({ 'shop/db': 'interrupted', 'shop/web': 'interrupted' })
    expect(sent).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/db@sim'])
    expect(lab.simulator.world.tasks().every(({ exitstatus }) => exitstatus === 'OK')).toBe(true)
    expect(lab.simulator.world.guests()[0]?.running).toBeUndefined()
    lab.simulator.onRequest = undefined
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guests()).toHaveLength(2)
  })

  test('before it began does nothing at all', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
    const summary = await lab.reconcile({ stop: AbortSignal.abort() })
    expect(summary.exitCode).toBe(130)
    expect(lab.simulator.world.writes()).toBe(0)
  })

  test('at any request leaves a host that the next run brings to the same end', async () => {
    for (let point = 1; point < 40; point += 3) {
      const { own, wrap } = interloper()
      const lab = await createLab(
        { 'shop.yaml': manifest('shop', [vm('db'), vm('web')]) },
        { profile: 'instant', wrap },
      )
      const stop = new AbortController()
      own.before = async (_, count) => void (count === point && stop.abort())
      const { exitCode } = await lab.reconcile({ stop: stop.signal })
      expect([0, 130], `point ${point}`).toContain(exitCode)
      own.before = undefined
      expect((await lab.reconcile()).exitCode).toBe(0)
      expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
      expect(seeds(lab.simulator)).toHaveLength(2)
      expect(lab.store.openIntents()).toEqual([])
    }
  })
})

describe('--timeout', () => {
  test('ends the run as one that did not converge', async () => {
    const lab = await createLab(
      { 'shop.yaml': manifest('shop', [vm('db'), vm('web', { depends_on: ['db'] })]) },
      { profile: 'real' },
    )
    const began = lab.clock.now()
    const summary = await lab.reconcile({ timeout: 5 })
    expect(summary.exitCode).toBe(4)
    expect(outcomes(summary)['shop/web']).toBe('waiting')
    expect(lab.clock.now() - began).toBeLessThan(30_000)
    expect((await lab.reconcile({ timeout: 3600 })).exitCode).toBe(0)
  })

  test('long enough changes nothing and keeps nobody waiting', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db')]) })
    const began = lab.clock.now()
    expect((await lab.reconcile({ timeout: 3600 })).exitCode).toBe(0)
    expect(lab.clock.now() - began).toBeLessThan(60_000)
  })
})
