/** Consent given from beside a run that watches: it lets through exactly what was agreed to, once. */
import { describe, expect, test } from 'vitest'
import { guestOf, hand, manifest, markOf, owned, vm, writes } from '../rules/scene.ts'
import { createSharedLab } from './beside.ts'
import { watchLab, type WatchedLab } from './watching.ts'

const standing = (watched: WatchedLab) => watched.state().nodes.map(({ label, state }) => `${label} ${state}`)
const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index + 1}`)
const farm = (count: number) => manifest('farm', [vm('keep'), ...names(count).map((name) => vm(name))])

const scene = async (files: Readonly<Record<string, string>>) => {
  const { lab, beside } = await createSharedLab(files)
  const watched = await watchLab(lab)
  await watched.pass(180)
  lab.simulator.world.clearRequests()
  return { lab, beside, watched }
}
const uidOf = (lab: Parameters<typeof hand>[0], key: string) => markOf(guestOf(lab.simulator, key))?.uid

describe('a prune beyond the limit', () => {
  test('is seen through by reconcile --max-destroy, and the consent is spent', async () => {
    const { lab, beside, watched } = await scene({ 'farm.yaml': farm(8) })
    await watched.save('farm.yaml', farm(3))
    await watched.pass(900)
    expect(owned(lab.simulator)).toHaveLength(9)
    expect(watched.state().nodes.filter(({ state }) => state === 'held')).toHaveLength(5)
    const summary = await lab.settle(beside.reconcile({ maxDestroy: 5 }))
    expect(summary).toMatchObject({ exitCode: 0, counts: { destroyed: 5, ready: 4 } })
    expect(owned(lab.simulator)).toHaveLength(4)
    await watched.save('farm.yaml', farm(0))
    await watched.pass(300)
    expect(owned(lab.simulator)).toHaveLength(4)
    await watched.stop()
  })

  test('stays held where --max-destroy is too small for it', async () => {
    const { lab, beside, watched } = await scene({ 'farm.yaml': farm(8) })
    await watched.save('farm.yaml', farm(3))
    await watched.pass(60)
    const summary = await lab.settle(beside.reconcile({ maxDestroy: 4 }).catch((error: unknown) => error))
    expect(summary).toMatchObject({ exitCode: 5 })
    expect(owned(lab.simulator)).toHaveLength(9)
    await watched.stop()
  })

  test.each(['reconcile --node', 'destroy'])('leaves the other held where %s agrees to one of two', async (verb) => {
    const { lab, beside, watched } = await scene({ 'farm.yaml': farm(2) })
    await watched.save('farm.yaml', farm(0))
    await watched.pass(60)
    expect(owned(lab.simulator)).toHaveLength(3)
    const narrowing = { manifests: [], nodes: ['n1'], host: null }
    const agreed = verb === 'destroy' ? beside.destroy(['n1']) : beside.reconcile({ maxDestroy: 1, narrowing })
    expect(await lab.settle(agreed)).toMatchObject({ counts: { destroyed: 1 } })
    await watched.pass(480)
    expect(owned(lab.simulator)).toEqual(['farm/keep@sim', 'farm/n2@sim'])
    await watched.pass(240)
    expect(owned(lab.simulator)).toEqual(['farm/keep@sim'])
    await watched.stop()
  })

  test('that has not stood for ten seconds is waited for', async () => {
    const { lab, beside, watched } = await scene({ 'farm.yaml': farm(8) })
    await watched.save('farm.yaml', farm(3))
    const summary = await lab.settle(beside.reconcile({ maxDestroy: 5 }))
    expect(summary).toMatchObject({ exitCode: 0, counts: { destroyed: 5 } })
    expect(owned(lab.simulator)).toHaveLength(4)
    await watched.stop()
  })
})

test('a prune that a rebase holds up is waited for while that lasts seconds, and refused where it lasts longer', async () => {
  const { lab, beside, watched } = await scene({ 'farm.yaml': farm(2) })
  watched.git = 'a rebase'
  await watched.save('farm.yaml', farm(1))
  await watched.pass(60)
  const message = 'farm/n2@sim is no longer declared; that counts once a rebase is over'
  await expect(lab.settle(beside.reconcile())).rejects.toMatchObject({ message: expect.stringContaining(message) })
  expect(owned(lab.simulator)).toHaveLength(3)
  expect(beside.quiet()).toBe(1)
  const asked = beside.reconcile()
  await watched.pass(5)
  watched.git = null
  expect(await lab.settle(asked)).toMatchObject({ exitCode: 0, counts: { destroyed: 1 } })
  await watched.stop()
})

describe('a replace', () => {
  const image = (text: string, more = {}) => manifest('shop', [vm('web', { image: text, ...more }), vm('db')])

  test('is held until it is agreed to, once', async () => {
    const { lab, beside, watched } = await scene({ 'shop.yaml': image('debian-12') })
    const uid = uidOf(lab, 'shop/web')
    await watched.save('shop.yaml', image('debian-13'))
    await watched.pass(120)
    expect(standing(watched)).toEqual(['shop/web held', 'shop/db ready'])
    const summary = await lab.settle(beside.reconcile({ replace: ['web'] }))
    expect(summary).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    const second = uidOf(lab, 'shop/web')
    expect(second).not.toBe(uid)
    await watched.save('shop.yaml', image('debian-12'))
    await watched.pass(600)
    expect(standing(watched)).toEqual(['shop/web held', 'shop/db ready'])
    expect(uidOf(lab, 'shop/web')).toBe(second)
    await watched.stop()
  })

  test('that settings agree to never passes through a hold', async () => {
    const { watched } = await scene({ 'shop.yaml': image('debian-12', { settings: { replace: 'auto' } }) })
    const told = watched.events.length
    await watched.save('shop.yaml', image('debian-13', { settings: { replace: 'auto' } }))
    await watched.pass(240)
    expect(standing(watched)).toEqual(['shop/web ready', 'shop/db ready'])
    expect(watched.events.slice(told).filter(({ reason }) => reason === 'Held')).toEqual([])
    await watched.stop()
  })
})

test('a guest that somebody else made is taken over once that is agreed to', async () => {
  const { lab, beside, watched } = await scene({ 'shop.yaml': manifest('shop', [vm('web')]) })
  await hand(lab).make(9100, { name: 'db', memory: 1024 })
  await watched.save('shop.yaml', manifest('shop', [vm('web'), vm('db', { vmid: 9100 })]))
  await watched.pass(120)
  expect(standing(watched)).toEqual(['shop/web ready', 'shop/db held'])
  expect(await lab.settle(beside.reconcile({ adopt: ['db'] }))).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
  expect(guestOf(lab.simulator, 'shop/db').vmid).toBe(9100)
  await watched.stop()
})

test('a restart is held until it is agreed to, once', async () => {
  const sized = (preset: string) => manifest('shop', [vm('web', { preset })])
  const { lab, beside, watched } = await scene({ 'shop.yaml': sized('vm-xsmall') })
  await watched.save('shop.yaml', sized('vm-medium'))
  await watched.pass(120)
  expect(standing(watched)).toEqual(['shop/web held'])
  const restart = { kind: 'restart' }
  const summary = await lab.settle(beside.reconcile({ confirm: async ({ kind }) => kind === restart.kind }))
  expect(summary).toMatchObject({ exitCode: 0, counts: { ready: 1 } })
  expect(guestOf(lab.simulator, 'shop/web').pending ?? {}).toEqual({})
  await watched.save('shop.yaml', sized('vm-small'))
  await watched.pass(600)
  expect(standing(watched)).toEqual(['shop/web held'])
  await watched.stop()
})

describe('destroy KEY', () => {
  test('of a declared node: it is destroyed, and made anew', async () => {
    const { lab, beside, watched } = await scene({ 'farm.yaml': farm(1) })
    const uid = uidOf(lab, 'farm/n1')
    const summary = await lab.settle(beside.destroy(['n1']))
    expect(summary).toMatchObject({ exitCode: 0, counts: { destroyed: 1 } })
    await watched.pass(120)
    expect(uidOf(lab, 'farm/n1')).not.toBe(uid)
    expect(standing(watched)).toEqual(['farm/keep ready', 'farm/n1 ready'])
    expect(writes(lab.simulator).filter((line) => /DELETE .*\/qemu\//.test(line))).toHaveLength(1)
    await watched.stop()
  })

  test('of one whose removal is held: it is gone, and the others stay', async () => {
    const { lab, beside, watched } = await scene({ 'farm.yaml': farm(8) })
    await watched.save('farm.yaml', farm(3))
    await watched.pass(60)
    expect(await lab.settle(beside.destroy(['n8']))).toMatchObject({ exitCode: 0, counts: { destroyed: 1 } })
    await watched.pass(60)
    expect(owned(lab.simulator)).toHaveLength(8)
    await watched.stop()
  })

  test('of one that is held for what depends on it: it is gone, and that stays', async () => {
    const nodes = [vm('web'), vm('db'), vm('app', { depends_on: ['db'], protect: true })]
    const { lab, beside, watched } = await scene({ 'shop.yaml': manifest('shop', nodes) })
    await watched.save('shop.yaml', manifest('shop', [vm('web')]))
    await watched.pass(60)
    expect(standing(watched).toSorted()).toEqual(['shop/app held', 'shop/db held', 'shop/web ready'])
    expect(await lab.settle(beside.destroy(['db']))).toMatchObject({ exitCode: 0, counts: { destroyed: 1 } })
    expect(owned(lab.simulator)).toEqual(['shop/app@sim', 'shop/web@sim'])
    await watched.stop()
  })

  test('on a host that is silent ends with that, as nothing could be looked at', async () => {
    const { lab, beside, watched } = await scene({ 'shop.yaml': manifest('shop', [vm('web')]) })
    lab.simulator.faults = () => 'refuse'
    await expect(lab.settle(beside.destroy(['web']))).rejects.toMatchObject({
      code: 'Unreachable',
      hint: expect.any(String),
    })
    lab.simulator.faults = undefined
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    await watched.stop()
  })

  test('of a protected guest is held', async () => {
    const { lab, beside, watched } = await scene({ 'shop.yaml': manifest('shop', [vm('web', { protect: true })]) })
    expect(await lab.settle(beside.destroy(['web']))).toMatchObject({ exitCode: 5 })
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
    await watched.pass(60)
    expect(standing(watched)).toEqual(['shop/web ready'])
    expect(guestOf(lab.simulator, 'shop/web').running).toBeDefined()
    await watched.stop()
  })

  test('of a guest on a host that is not watched is refused, not called done', async () => {
    const { lab, beside, watched } = await scene({ 'farm.yaml': farm(0) })
    const uids = ['0123456789abcdef0123456789abcdef']
    const asked = beside.ask({ verb: 'destroy', uids, hosts: ['elsewhere'] })
    await expect(lab.settle(asked)).rejects.toThrow('elsewhere')
    await watched.stop()
  })
})

describe('a request', () => {
  test('for another PATH is refused with what is watched', async () => {
    const { lab, beside, watched } = await scene({
      'farm.yaml': farm(1),
      '/other/shop.yaml': manifest('shop', [vm('web')]),
    })
    await expect(lab.settle(beside.reconcile({ path: '/other' }))).rejects.toThrow('watches /manifests, not /other')
    await watched.stop()
  })

  test('that nobody takes up in time is withdrawn, and never taken up later', async () => {
    const { lab, beside } = await createSharedLab({ 'farm.yaml': farm(2) })
    const asked = beside.reconcile({ maxDestroy: 5 })
    await expect(lab.settle(asked)).rejects.toThrow('did not come to it within 10 s')
    expect(lab.store.openRequests(lab.clock.now())).toEqual([])
  })

  test('that was withdrawn once it was taken up is still seen through', async () => {
    const { lab, beside, watched } = await scene({ 'farm.yaml': farm(8) })
    await watched.save('farm.yaml', farm(3))
    await watched.pass(60)
    const stop = new AbortController()
    const asked = beside.reconcile({ maxDestroy: 5, stop: stop.signal }).catch((error: unknown) => error)
    await watched.pass(300)
    stop.abort(new Error('enough'))
    await lab.settle(asked)
    expect(owned(lab.simulator)).toHaveLength(4)
    await watched.stop()
  })

  test('and another at the same time are both answered', async () => {
    const { lab, beside, watched } = await scene({ 'farm.yaml': farm(8), 'shop.yaml': manifest('shop', [vm('web')]) })
    await watched.save('farm.yaml', farm(3))
    await watched.save('shop.yaml', manifest('shop', [vm('web', { image: 'debian-13' })]))
    await watched.pass(60)
    const only = (name: string) => ({ manifests: [name], nodes: [], host: null })
    const both = Promise.all([
      beside.reconcile({ maxDestroy: 5, narrowing: only('farm') }),
      beside.reconcile({ maxDestroy: 1, replace: ['web'], narrowing: only('shop') }),
      beside.destroy(['n8']),
    ])
    const [prune, replace, destroy] = await lab.settle(both)
    expect([prune.exitCode, replace.exitCode, destroy.exitCode]).toEqual([0, 0, 0])
    expect(owned(lab.simulator)).toHaveLength(5)
    await watched.stop()
  })
})
