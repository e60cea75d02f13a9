/** A network that is declared no more goes, under the rules of safety that hold for guests, and never from under a guest. */
import { describe, expect, test } from 'vitest'
import type { Lab } from '../../lab.ts'
import { isApplied } from '../rules.ts'
import { guestOf, hand, holds, lineOf, manifest, only, vm } from '../rules/scene.ts'
import { declare, inEffect, labWith, network, on, ownedNetworks, sdnHand, stepsDone, stepsIn } from './scene.ts'

const none = { zones: [], vnets: [], subnets: [] }
const subnets = [{ cidr: '10.10.10.0/24' }]
const other = vm('other')

/** What diff shows is what is done. */
async function doesAsTold(lab: Lab, exitCode = 0) {
  const told = await lab.diff()
  lab.events.length = 0
  const summary = await lab.reconcile()
  expect(summary.exitCode).toBe(exitCode)
  expect(stepsDone(lab).toSorted()).toEqual(stepsIn(told).toSorted())
  expect(holds(summary)).toEqual(holds(told))
  expect(isApplied(lab.simulator)).toBe(true)
  return summary
}

test('it goes with its subnets, and the last one with its zone', async () => {
  const lab = await labWith([network('devnet', { subnets }), network('labnet', { tag: 7 }), other])
  declare(lab, [network('labnet', { tag: 7 }), other])
  expect(lineOf(await doesAsTold(lab), 'dev/devnet')).toMatchObject({
    outcome: 'destroyed',
    type: 'network',
    vmid: null,
  })
  expect(inEffect(lab.simulator)).toEqual({ zones: ['dev'], vnets: ['labnet'], subnets: [] })
  declare(lab, [other])
  await doesAsTold(lab)
  expect(inEffect(lab.simulator)).toEqual(none)
  expect(lab.store.nodes().map(({ node }) => node)).toEqual(['other'])
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { reads: 3, writes: 0 } })
})

test('guests that go in the same run go first', async () => {
  const lab = await labWith([network('devnet'), on('devnet', 'web'), other, vm('more'), vm('third')])
  declare(lab, [other, vm('more'), vm('third')])
  expect(await lab.diff({ maxDestroy: 2 })).toMatchObject({ summary: { destroy: 2, held: 0 } })
  expect(await lab.reconcile({ maxDestroy: 2 })).toMatchObject({ exitCode: 0, counts: { destroyed: 2 } })
  expect(inEffect(lab.simulator)).toEqual(none)
  const told = lab.events.filter(({ reason }) => reason === 'Destroyed').map(({ key }) => key)
  expect(told).toEqual(['dev/web', 'dev/devnet'])
})

test('a card that is declared no more stays in its guest, and diff says that the network waits for it', async () => {
  const nics = [
    { name: 'eth0', bridge: 'vmbr0' },
    { name: 'eth1', bridge: 'devnet' },
  ]
  const lab = await labWith([network('devnet'), vm('web', { nics }), other])
  declare(lab, [vm('web', { nics: nics.slice(0, 1) }), other])
  expect(holds(await doesAsTold(lab, 5))).toEqual({ 'dev/devnet': 'InUse' })
  await hand(lab).set(guestOf(lab.simulator, 'dev/web').vmid, { net1: 'virtio,bridge=vmbr0' })
  await doesAsTold(lab)
  expect(inEffect(lab.simulator)).toEqual(none)
})

test('a guest that is given another card in the same run is waited for', async () => {
  const lab = await labWith([network('devnet'), on('devnet', 'web'), other])
  declare(lab, [on('vmbr0', 'web'), other])
  await doesAsTold(lab)
  expect(inEffect(lab.simulator)).toEqual(none)
})

describe('it stays while a guest is on it', () => {
  test('that is declared', async () => {
    const lab = await labWith([network('devnet'), on('devnet', 'web')])
    declare(lab, [on('devnet', 'web')])
    const summary = await doesAsTold(lab, 5)
    expect(holds(summary)).toEqual({ 'dev/devnet': 'InUse' })
    expect(lineOf(summary, 'dev/devnet').message).toMatch(/guest \d+ \(web\)/)
  })

  test('that somebody else made, running or not', async () => {
    const lab = await labWith([network('devnet'), other])
    await hand(lab).make(300, { name: 'theirs', net0: 'virtio,bridge=devnet' })
    declare(lab, [other])
    expect(lineOf(await doesAsTold(lab, 5), 'dev/devnet').held?.message).toContain('guest 300 (theirs)')
    await hand(lab).set(300, { net0: 'virtio,bridge=vmbr0' })
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0 })
    expect(inEffect(lab.simulator)).toEqual(none)
  })

  test('that was put on it while the run went on', async () => {
    const lab = await labWith([network('devnet'), other])
    declare(lab, [other])
    const confirm = async () => {
      await lab.simulator.world.run('POST', '/nodes/pve/qemu', { vmid: 300, memory: 512, net0: 'virtio,bridge=devnet' })
      return true
    }
    const summary = await lab.reconcile({ confirm })
    expect(holds(summary)).toEqual({ 'dev/devnet': 'InUse' })
    expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  })

  test('that was put on it while it waited for its turn to be written', async () => {
    const lab = await labWith([network('devnet'), other, vm('slow')])
    lab.simulator.world.ignoreShutdown(guestOf(lab.simulator, 'dev/slow').vmid)
    lab.simulator.onRequest = ({ path }) => {
      if (path.endsWith('/status/shutdown')) void hand(lab).make(300, { net0: 'virtio,bridge=devnet' })
    }
    declare(lab, [other])
    expect(holds(await lab.reconcile({ concurrency: 1, maxDestroy: 2 }))).toEqual({ 'dev/devnet': 'InUse' })
    expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  })

  test.each([
    ['/vms/100', 1],
    ['/vms, and not below', 0],
  ])('or may be: the token has its right on %s', async (where, propagate) => {
    const lab = await labWith([network('devnet'), other])
    const [path = ''] = where.split(',')
    const roles = {
      [path]: 'PVEVMAdmin',
      '/sdn': 'PVESDNAdmin',
      '/nodes': 'PVEAuditor',
      '/storage': 'PVEDatastoreAdmin',
    }
    const token = await lab.simulator.world.addToken(
      'few@pve!ci',
      Object.entries(roles).map(([at, name]) => ({ path: at, roles: name })),
    )
    for (const who of [{ users: 'few@pve' }, { tokens: 'few@pve!ci' }])
      await lab.simulator.world.call('PUT', '/access/acl', { path, roles: 'PVEVMAdmin', propagate, ...who })
    lab.tokens.set('sim', token)
    declare(lab, [other])
    expect(lineOf(await lab.diff(), 'dev/devnet').held?.reason).toBe('MissingPrivilege')
  })
})

describe('it is held', () => {
  test('while a file cannot be used', async () => {
    const lab = await labWith([network('devnet'), other])
    lab.files.set('broken.yaml', 'name: [')
    declare(lab, [other])
    expect(holds(await doesAsTold(lab, 3))).toEqual({ 'dev/devnet': 'BrokenFile' })
  })

  test('beyond the limit, counted with guests', async () => {
    const lab = await labWith([network('devnet'), network('labnet', { tag: 7 }), other])
    declare(lab, [other])
    const summary = await doesAsTold(lab, 5)
    expect(holds(summary)).toEqual({ 'dev/devnet': 'DestroyLimit', 'dev/labnet': 'DestroyLimit' })
    expect(lineOf(summary, 'dev/devnet').message).toContain('2 networks would be taken away, the limit is 1')
    expect(await lab.reconcile({ maxDestroy: 2 })).toMatchObject({ exitCode: 0 })
    expect(inEffect(lab.simulator)).toEqual(none)
  })

  test('where it is protected, also once the state is lost', async () => {
    const lab = await labWith([network('devnet', { protect: true }), other])
    declare(lab, [other])
    expect(holds(await doesAsTold(lab, 5))).toEqual({ 'dev/devnet': 'Protected' })
    lab.loseState()
    expect(holds(await lab.destroy({ keys: ['dev/devnet'] }))).toEqual({ 'dev/devnet': 'Protected' })
    declare(lab, [network('devnet'), other])
    await lab.reconcile()
    declare(lab, [other])
    await doesAsTold(lab)
    expect(inEffect(lab.simulator)).toEqual(none)
  })

  test('where another node of the same vnet looks like its new name, and moved_from takes it over', async () => {
    const lab = await labWith([network('devnet'), other])
    declare(lab, [network('labnet', { vnet: 'devnet' }), other])
    const summary = await doesAsTold(lab, 5)
    expect(holds(summary)).toEqual({ 'dev/devnet': 'SuspectedRename', 'dev/labnet': 'SuspectedRename' })
    expect(lineOf(summary, 'dev/labnet').held?.fix).toContain('add to node labnet: moved_from: devnet')
    declare(lab, [network('labnet', { vnet: 'devnet', moved_from: 'devnet' }), other])
    await doesAsTold(lab)
    expect(ownedNetworks(lab.simulator)).toEqual(['devnet dev/labnet@sim'])
    expect(lab.store.nodes().map(({ node }) => node)).toEqual(['labnet', 'other'])
  })
})

test('a manifest under a new name takes its networks over by one line, as its guests', async () => {
  const lab = await labWith([network('devnet'), other])
  lab.files.set('dev.yaml', manifest('lab', [network('devnet'), other]))
  const { fix } = lineOf(await lab.reconcile(), 'lab/devnet').held ?? {}
  expect(fix).toContain('add at the top of manifest lab: moved_from: dev')
  lab.files.set('dev.yaml', manifest('lab', [network('devnet'), other], { moved_from: 'dev' }))
  await doesAsTold(lab)
  expect(ownedNetworks(lab.simulator)).toEqual(['devnet lab/devnet@sim'])
})

test('with keep_on_removal it is let go', async () => {
  const lab = await labWith([network('devnet', { keep_on_removal: true, subnets }), other])
  declare(lab, [other])
  expect(lineOf(await doesAsTold(lab), 'dev/devnet').outcome).toBe('released')
  expect(inEffect(lab.simulator)).toEqual({ zones: ['dev'], vnets: ['devnet'], subnets: ['dev-10.10.10.0-24'] })
  expect(ownedNetworks(lab.simulator)).toEqual([])
})

test('out of the narrowed selection it is let be', async () => {
  const lab = await labWith([network('devnet'), other])
  declare(lab, [other])
  expect((await lab.reconcile(only({ nodes: ['other'] }))).nodes.map(({ key }) => key)).toEqual(['dev/other'])
  expect(await lab.reconcile(only({ nodes: ['devnet'] }))).toMatchObject({ exitCode: 0, counts: { destroyed: 1 } })
})

describe('with the state lost', () => {
  test('and manifests unchanged nothing is written', async () => {
    const lab = await labWith([network('devnet', { subnets }), on('devnet', 'web')])
    lab.loseState()
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 }, calls: { writes: 0 } })
  })

  test('an undeclared one is an orphan, and destroyed by name', async () => {
    const lab = await labWith([network('devnet'), other])
    lab.loseState()
    declare(lab, [other])
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { reads: 3, writes: 0 } })
    expect(await lab.status({ orphans: true })).toMatchObject({
      orphans: [],
      orphanNetworks: [{ key: 'dev/devnet@sim', host: 'sim', vnet: 'devnet' }],
    })
    expect(await lab.destroy({ keys: ['dev/devnet'] })).toMatchObject({ exitCode: 0, counts: { destroyed: 1 } })
    expect(inEffect(lab.simulator)).toEqual(none)
  })
})

describe('homestak destroy', () => {
  test('takes a network by its key, and it is made again while it is declared', async () => {
    const lab = await labWith([network('devnet'), other])
    expect(await lab.destroy({ keys: ['devnet'] })).toMatchObject({ exitCode: 0, counts: { destroyed: 1 } })
    expect(inEffect(lab.simulator)).toEqual(none)
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
    expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  })

  test('holds one that a guest is on', async () => {
    const lab = await labWith([network('devnet'), on('devnet', 'web')])
    expect(holds(await lab.destroy({ keys: ['devnet'] }))).toEqual({ 'dev/devnet': 'InUse' })
    expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  })

  test('of a manifest takes guests first, then the networks that they were on', async () => {
    const lab = await labWith([network('devnet'), on('devnet', 'web'), other])
    lab.loseState()
    expect(await lab.destroy({ manifest: 'dev' })).toMatchObject({ exitCode: 0, counts: { destroyed: 3 } })
    expect(inEffect(lab.simulator)).toEqual(none)
    expect(lab.simulator.world.guests()).toEqual([])
  })
})

test('what somebody took away without applying it is applied once nobody declares it', async () => {
  const lab = await labWith([network('devnet'), other])
  await sdnHand(lab).do('DELETE', '/vnets/devnet')
  await sdnHand(lab).do('DELETE', '/zones/dev')
  declare(lab, [other])
  await doesAsTold(lab)
  expect(inEffect(lab.simulator)).toEqual(none)
})
