/** What is declared otherwise, or changed by hand, is put right in place; diff shows before what is done. */
import { expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { isApplied } from '../rules.ts'
import { lineOf, manifest } from '../rules/scene.ts'
import { declare, inEffect, labWith, network, on, sdnHand, stepsDone, stepsIn, zone } from './scene.ts'

const subnets = [{ cidr: '10.10.10.0/24', gateway: '10.10.10.1' }]
const devnet = network('devnet', { subnets })

/** Diff says what is done, reconcile does just that, and then nothing differs. */
async function converges(lab: Lab): Promise<readonly string[]> {
  const before = lab.simulator.world.writes()
  const told = await lab.diff()
  expect(lab.simulator.world.writes()).toBe(before)
  const [first] = told.nodes
  lab.events.length = 0
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0 })
  expect(stepsDone(lab).toSorted()).toEqual(stepsIn(told).toSorted())
  expect(isApplied(lab.simulator)).toBe(true)
  expect((await lab.diff()).summary).toMatchObject({
    held: 0,
    unchanged: told.nodes.filter(({ action }) => action !== 'destroy').length,
  })
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { writes: 0 } })
  return first?.changes.map(({ path }) => path) ?? []
}

test.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
  ['peers', { zone: { ...zone, peers: ['10.0.12.3'] } }, ['zone.peers']],
  ['mtu', { zone: { ...zone, mtu: 1400 } }, ['zone.mtu']],
  ['tag', { tag: 200 }, ['tag']],
  ['gateway', { subnets: [{ cidr: '10.10.10.0/24', gateway: '10.10.10.2' }] }, ['subnets.10.10.10.0/24.gateway']],
  ['snat', { subnets: [{ ...subnets[0], snat: true }] }, ['subnets.10.10.10.0/24.snat']],
  ['another subnet', { subnets: [...subnets, { cidr: '10.10.20.0/24' }] }, ['subnets.10.10.20.0/24']],
  [
    'a subnet of another range',
    { subnets: [{ cidr: '10.10.20.0/24' }] },
    ['subnets.10.10.20.0/24', 'subnets.10.10.10.0/24'],
  ],
  ['no subnet', { subnets: [] }, ['subnets.10.10.10.0/24']],
  ['another zone', { zone: { name: 'other', type: 'simple' } }, ['zone', 'tag']],
  ['protect', { protect: true }, ['protect']],
  ['keep_on_removal', { keep_on_removal: true }, ['keep_on_removal']],
])('an edit of %s is done in place', async (_, more, paths) => {
  const lab = await labWith([devnet])
  declare(lab, [network('devnet', { subnets, ...more })])
  expect(await converges(lab)).toEqual(paths)
})

test('a network that is left by its zone takes the zone away', async () => {
  const lab = await labWith([devnet])
  declare(lab, [network('devnet', { zone: { name: 'other', type: 'simple' } })])
  await converges(lab)
  expect(inEffect(lab.simulator)).toEqual({ zones: ['other'], vnets: ['devnet'], subnets: [] })
})

test('drift is told and put right, also where somebody did not apply it', async () => {
  const lab = await labWith([devnet])
  const { do: act, apply } = sdnHand(lab)
  await act('PUT', '/vnets/devnet', { tag: 300 })
  await act('DELETE', '/vnets/devnet/subnets/dev-10.10.10.0-24')
  await apply()
  await act('PUT', '/zones/dev', { mtu: 1300 })
  expect(await converges(lab)).toEqual(['zone.mtu', 'tag', 'subnets.10.10.10.0/24'])
  expect(lab.events.filter(({ reason }) => reason === 'Drift').map(({ message }) => message)).toEqual([
    'zone.mtu, tag, subnets.10.10.10.0/24 changed without an edit',
  ])
})

test('a network that is gone is made again, and the guest on it stays', async () => {
  const lab = await labWith([network('devnet'), on('devnet', 'web')])
  const { do: act, apply } = sdnHand(lab)
  await act('DELETE', '/vnets/devnet')
  await act('DELETE', '/zones/dev')
  await apply()
  await converges(lab)
  expect(inEffect(lab.simulator)).toEqual({ zones: ['dev'], vnets: ['devnet'], subnets: [] })
  expect(lab.simulator.world.guests()).toHaveLength(1)
})

test('what waits to be applied is applied, and nothing else is done', async () => {
  const lab = await labWith([devnet])
  const { do: act, apply } = sdnHand(lab)
  await act('PUT', '/vnets/devnet', { tag: 300 })
  await apply()
  await act('PUT', '/vnets/devnet', { tag: 100 })
  expect(await converges(lab)).toEqual(['applied'])
})

test('two networks of two manifests share a zone and one apply', async () => {
  const lab = await createLab({
    'one.yaml': manifest('one', [network('onenet', { tag: 1 })]),
    'two.yaml': manifest('two', [network('twonet', { tag: 2 })]),
  })
  await converges(lab)
  const { path } = lab.simulator.world.requests().findLast(({ method }) => method === 'PUT') ?? {}
  expect(path).toBe('/api2/json/cluster/sdn')
  expect(lab.simulator.world.requests().filter((request) => request.path === path)).toHaveLength(1)
  expect(inEffect(lab.simulator)).toEqual({ zones: ['dev'], vnets: ['onenet', 'twonet'], subnets: [] })
  expect(lineOf(await lab.diff(), 'two/twonet').action).toBe('unchanged')
})

test('what a network that is refused has made before is taken back: it would hold all others', async () => {
  const lab = await createLab({ 'dev.yaml': manifest('dev', [network('devnet')]) })
  lab.simulator.faults = ({ method, path }) =>
    method === 'POST' && path.endsWith('/sdn/vnets') ? { status: 400, reason: 'no' } : 'pass'
  expect(await lab.reconcile()).toMatchObject({ exitCode: 4, counts: { failed: 1 } })
  expect(isApplied(lab.simulator)).toBe(true)
  lab.simulator.faults = undefined
  declare(lab, [network('labnet', { zone: { name: 'lab', type: 'simple' } })])
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 1 } })
})

test('addresses of IPv6 are the same however they are spelled, in the manifest or by hand', async () => {
  const odd = { ...zone, peers: ['FD00:0:0::00b2', 'fd00::b1'] }
  const lab = await labWith([network('devnet', { zone: odd })])
  expect(lab.simulator.world.networks().running?.zones['dev']?.['peers']).toBe('fd00::b1,fd00::b2')
  await sdnHand(lab).do('PUT', '/zones/dev', { peers: 'FD00::B2,fd00:0::b1' })
  await sdnHand(lab).apply()
  expect((await lab.diff()).summary).toMatchObject({ unchanged: 1 })
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { writes: 0 } })
})
