/** What is somebody else's stays as it is, what cannot be there together waits, and a new name is made anew only with a yes. */
import { describe, expect, test } from 'vitest'
import { markText, readNetworkMark } from '../../../src/pve/network-mark.ts'
import { createLab, type Lab } from '../../lab.ts'
import { isApplied } from '../rules.ts'
import { anywhere, hand, holds, lineOf, manifest, vm } from '../rules/scene.ts'
import { declare, doesAsTold, inEffect, labWith, network, on, ownedNetworks, sdnHand, zone } from './scene.ts'

const other = vm('other')

describe('of somebody else', () => {
  test('a network of the same id is left alone, and the guest that would be on it waits', async () => {
    const lab = await labWith([other])
    const { do: act, apply } = sdnHand(lab)
    await act('POST', '/zones', { zone: 'dev', type: 'simple' })
    await act('POST', '/vnets', { vnet: 'devnet', zone: 'dev', alias: 'theirs' })
    await apply()
    const before = JSON.stringify(lab.simulator.world.networks())
    declare(lab, [network('devnet'), on('devnet', 'web'), other])
    const summary = await doesAsTold(lab, 5)
    expect(holds(summary)).toEqual({ 'dev/devnet': 'ForeignNetwork' })
    expect(lineOf(summary, 'dev/web').outcome).toBe('waiting')
    expect(summary.calls.writes).toBe(0)
    expect(JSON.stringify(lab.simulator.world.networks())).toBe(before)
  })

  test('a zone is used where it is as declared, and stays when the network goes', async () => {
    const lab = await labWith([other])
    const { do: act, apply } = sdnHand(lab)
    await act('POST', '/zones', { zone: 'dev', type: 'vxlan', peers: '10.0.12.1,10.0.12.2', mtu: 1450 })
    await apply()
    declare(lab, [network('devnet'), other])
    await doesAsTold(lab)
    declare(lab, [network('devnet', { zone: { ...zone, mtu: 1400 } }), other])
    expect(holds(await doesAsTold(lab, 5))).toEqual({ 'dev/devnet': 'ForeignZone' })
    declare(lab, [other])
    await doesAsTold(lab)
    expect(inEffect(lab.simulator)).toEqual({ zones: ['dev'], vnets: [], subnets: [] })
  })

  test.each([
    ['zone', async (lab: Lab) => sdnHand(lab).do('POST', '/zones', { zone: 'theirs', type: 'simple' })],
    [
      'subnet',
      async (lab: Lab) => {
        const { do: act, apply } = sdnHand(lab)
        await act('POST', '/zones', { zone: 'theirs', type: 'simple' })
        await act('POST', '/vnets', { vnet: 'theirs', zone: 'theirs' })
        await apply()
        await act('POST', '/vnets/theirs/subnets', { subnet: '10.9.0.0/24', type: 'subnet' })
      },
    ],
  ])('a %s that waits to be applied holds every write, and nothing is applied', async (what, prepare) => {
    const lab = await labWith([network('devnet'), other])
    await prepare(lab)
    const before = JSON.stringify(lab.simulator.world.networks())
    declare(lab, [network('devnet', { tag: 7 }), network('labnet'), other])
    const summary = await doesAsTold(lab, 5)
    expect(holds(summary)).toEqual({ 'dev/devnet': 'ForeignChanges', 'dev/labnet': 'ForeignChanges' })
    expect(lineOf(summary, 'dev/labnet').held?.message).toContain(what)
    expect(summary.calls.writes).toBe(0)
    expect(JSON.stringify(lab.simulator.world.networks())).toBe(before)
    await sdnHand(lab).apply()
    await doesAsTold(lab)
    expect(isApplied(lab.simulator)).toBe(true)
  })

  test('a mark of another site says nothing', async () => {
    const lab = await labWith([network('devnet'), other])
    const { alias } = lab.simulator.world.networks().config.vnets['devnet'] ?? {}
    await sdnHand(lab).do('PUT', '/vnets/devnet', { alias: String(alias).replace(' lab ', ' elsewhere ') })
    await sdnHand(lab).apply()
    declare(lab, [other])
    await doesAsTold(lab)
    expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  })
})

describe('the same tag or subnet', () => {
  test('is taken over with the same apply from a network that goes', async () => {
    const subnets = [{ cidr: '10.1.0.0/24' }]
    const lab = await labWith([network('devnet', { subnets }), other])
    declare(lab, [network('labnet', { tag: 7, subnets }), other])
    await doesAsTold(lab)
    expect(inEffect(lab.simulator)).toEqual({ zones: ['dev'], vnets: ['labnet'], subnets: ['dev-10.1.0.0-24'] })
  })

  test('is taken over once the guests have left', async () => {
    const lab = await labWith([network('devnet'), on('devnet', 'web'), other, vm('more'), vm('third'), vm('fourth')])
    declare(lab, [network('labnet'), other, vm('more'), vm('third'), vm('fourth')])
    await doesAsTold(lab, 0, { maxDestroy: 2 })
    expect(ownedNetworks(lab.simulator)).toEqual(['labnet dev/labnet@sim'])
  })

  test('is taken over from a network that goes in the same run', async () => {
    const lab = await labWith([network('devnet'), other])
    declare(lab, [network('labnet'), other])
    await doesAsTold(lab)
    expect(ownedNetworks(lab.simulator)).toEqual(['labnet dev/labnet@sim'])
  })

  test('holds the new one while the old one is held', async () => {
    const lab = await labWith([network('devnet'), on('devnet', 'web')])
    await hand(lab).make(300, { net0: 'virtio,bridge=devnet' })
    declare(lab, [network('labnet'), on('labnet', 'web')])
    const summary = await doesAsTold(lab, 5)
    expect(holds(summary)).toEqual({ 'dev/devnet': 'InUse', 'dev/labnet': 'Taken' })
    expect(ownedNetworks(lab.simulator)).toEqual(['devnet dev/devnet@sim'])
  })

  test('holds both where a guest is to leave the one for the other: each would wait for the other', async () => {
    const lab = await labWith([network('devnet'), on('devnet', 'web'), other])
    declare(lab, [network('labnet'), on('labnet', 'web'), other])
    const summary = await doesAsTold(lab, 5)
    expect(holds(summary)).toEqual({ 'dev/devnet': 'InUse', 'dev/labnet': 'Taken' })
    declare(lab, [network('labnet', { tag: 7 }), on('labnet', 'web'), other])
    await doesAsTold(lab)
    expect(ownedNetworks(lab.simulator)).toEqual(['labnet dev/labnet@sim'])
  })
})

describe('another vnet id for the same node', () => {
  test('is held until it is agreed to, and then made in one go', async () => {
    const lab = await labWith([network('devnet', { subnets: [{ cidr: '10.1.0.0/24' }] }), other])
    declare(lab, [network('devnet', { vnet: 'newnet', subnets: [{ cidr: '10.1.0.0/24' }] }), other])
    expect(holds(await doesAsTold(lab, 5))).toEqual({ 'dev/devnet': 'ReplaceRequired' })
    expect(lineOf(await lab.diff(), 'dev/devnet').action).toBe('replace')
    await doesAsTold(lab, 0, { replace: ['devnet'] })
    expect(inEffect(lab.simulator)).toEqual({ zones: ['dev'], vnets: ['newnet'], subnets: ['dev-10.1.0.0-24'] })
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { writes: 0 } })
  })

  test('is held while a guest is on the old one', async () => {
    const lab = await labWith([network('devnet'), on('devnet', 'web')])
    declare(lab, [network('devnet', { vnet: 'newnet' }), on('newnet', 'web')])
    const summary = await doesAsTold(lab, 5, { replace: ['devnet'] })
    expect(holds(summary)).toEqual({ 'dev/devnet': 'InUse' })
    expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  })
})

test('on_error: rollback takes back the networks that it made, after the guests', async () => {
  const lab = await createLab({
    'dev.yaml': manifest('dev', [network('devnet'), on('devnet', 'web'), on('devnet', 'bad', { vmid: 777 })], {
      settings: { on_error: 'rollback' },
    }),
  })
  lab.simulator.faults = ({ method, path }) =>
    method === 'POST' && path.endsWith('/777/status/start') ? 'refuse' : 'pass'
  expect((await lab.reconcile()).exitCode).toBe(4)
  expect(inEffect(lab.simulator)).toEqual({ zones: [], vnets: [], subnets: [] })
  expect(lab.simulator.world.guests()).toEqual([])
})

test.each(['atwin', 'ztwin'])(
  'two networks with the mark of one node hold it, also where nothing differs: %s',
  async (twin) => {
    const lab = await labWith([network('devnet'), other])
    const { do: act, apply } = sdnHand(lab)
    const { marking } = readNetworkMark(String(lab.simulator.world.networks().config.vnets['devnet']?.['alias']))
    if (marking.kind !== 'mark') throw new Error('no mark')
    await act('POST', '/vnets', { vnet: twin, zone: 'dev', tag: 9, alias: markText({ ...marking.mark, vnet: twin }) })
    await apply()
    const summary = await doesAsTold(lab, 5)
    expect(holds(summary)).toEqual({ 'dev/devnet': 'DuplicateIdentity' })
    expect(lineOf(summary, 'dev/devnet').held?.message).toContain(twin)
    expect(summary.calls.writes).toBe(0)
    await act('PUT', `/vnets/${twin}`, { delete: 'alias' })
    await apply()
    expect(holds(await doesAsTold(lab))).toEqual({})
  },
)

test('two entries of one cluster share one SDN, and one apply', async () => {
  const one = await createLab({}, {})
  const lab = await createLab(
    {
      'one.yaml': manifest('one', [network('onenet', { tag: 1, subnets: [{ cidr: '10.1.0.0/24' }] })], { host: 'sim' }),
      'two.yaml': manifest('two', [network('twonet', { tag: 2, subnets: [{ cidr: '10.2.0.0/24' }] })], {
        host: 'twin',
      }),
    },
    { clock: one.clock, simulator: one.simulator, hosts: { twin: one.simulator } },
  )
  const run = () => lab.reconcile(anywhere)
  expect(await run()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
  expect(ownedNetworks(lab.simulator)).toEqual(['onenet one/onenet@sim', 'twonet two/twonet@twin'])
  expect(await run()).toMatchObject({ exitCode: 0, calls: { writes: 0 } })
  lab.files.set('two.yaml', manifest('two', [vm('other')], { host: 'twin' }))
  expect(await run()).toMatchObject({ exitCode: 0, counts: { destroyed: 1 } })
  expect(ownedNetworks(lab.simulator)).toEqual(['onenet one/onenet@sim'])
})
