/** Which plans of OpenTofu for a network are carried out. */
import { describe, expect, test } from 'vitest'
import type { TofuNetworkInput } from '../../../../src/steps/operation.ts'
import { checkNetworkPlan } from '../../../../src/steps/tofu/check-network-plan.ts'

const network = {
  zone_id: 'dev',
  zone_type: 'vxlan',
  peers: ['192.0.2.11'],
  vnet_id: 'devnet',
  alias: '',
  subnets: [{ cidr: '10.0.0.0/24', snat: false }],
} as const
const absent: TofuNetworkInput = {
  exists: { zone: false, vnet: false, subnets: [] },
  ownsZone: true,
  network,
  may: ['network'],
}
const present = (...may: readonly string[]): TofuNetworkInput => ({
  ...absent,
  exists: { zone: true, vnet: true, subnets: ['10.0.0.0/24'] },
  may,
})

const planned = (type: string, actions: readonly string[], more = {}) => ({
  address: type,
  mode: 'managed',
  type: `proxmox_sdn_${type}`,
  change: { actions, before: null, after: {}, after_unknown: {} },
  ...more,
})
const update = (type: string, before: unknown, after: unknown, unknown = {}) =>
  planned(type, ['update'], { change: { actions: ['update'], before, after, after_unknown: unknown } })
const zone = planned('zone_vxlan', ['create'], { index: 0 })
const vnet = planned('vnet', ['create'])
const subnet = planned('subnet', ['create'], { index: '10.0.0.0/24' })
const applier = planned('applier', ['create'])
const plan = (...changes: readonly unknown[]) => ({ resource_changes: changes })

describe('a plan is carried out where it', () => {
  test.each<readonly [string, unknown, TofuNetworkInput]>([
    ['makes all of a network', plan(zone, vnet, subnet, applier), absent],
    ['makes a network in a zone that is there', plan(vnet, subnet, applier), { ...absent, ownsZone: false }],
    ['changes what was announced', plan(update('vnet', { tag: 1 }, { tag: 2 }), applier), present('tag')],
    [
      'changes the peers, and what is known afterwards',
      plan(update('zone_vxlan', { peers: ['a'], state: '' }, { peers: ['b'] }, { state: true }), applier),
      present('zone.peers'),
    ],
    [
      'makes a subnet that was announced',
      plan(subnet, applier),
      { ...present('subnets.10.0.0.0/24'), exists: { zone: true, vnet: true, subnets: [] } },
    ],
  ])('%s', (_, given, input) => {
    expect(checkNetworkPlan(given, input)).toEqual({ kind: 'apply' })
  })
})

test('where nothing but an apply is planned, nothing is done', () => {
  expect(checkNetworkPlan(plan(applier), present('tag'))).toEqual({ kind: 'empty' })
})

describe('a plan is not carried out where it', () => {
  test.each<readonly [string, unknown, TofuNetworkInput, string]>([
    [
      'changes what was not announced',
      plan(update('vnet', { alias: 'a', tag: 1 }, { alias: 'b', tag: 2 }), applier),
      present('tag'),
      'it would change alias of vnet devnet',
    ],
    [
      'changes a zone beside the vnet',
      plan(update('zone_vxlan', { mtu: 1 }, { mtu: 2 }), applier),
      present('zone.peers'),
      'it would change mtu of zone dev',
    ],
    [
      'makes a subnet anew',
      plan(planned('subnet', ['delete', 'create'], { index: '10.0.0.0/24' }), applier),
      present('subnets.10.0.0.0/24.gateway'),
      'it would delete and create subnet 10.0.0.0/24, where an update was announced',
    ],
    ['takes the vnet away', plan(planned('vnet', ['delete']), applier), present('tag'), 'it would delete vnet devnet'],
    ['makes another zone', plan(planned('zone_simple', ['create']), vnet, applier), absent, 'it is about zone_simple'],
    ["makes somebody else's zone", plan(zone, vnet, applier), { ...absent, ownsZone: false }, 'it is about zone_vxlan'],
    [
      'makes a subnet that nobody declared',
      plan(vnet, planned('subnet', ['create'], { index: '10.9.0.0/24' }), applier),
      absent,
      'it is about subnet too',
    ],
    [
      'makes a vnet that was taken to be there',
      plan(vnet, applier),
      present('tag'),
      'it would create vnet devnet, where an update was announced',
    ],
    [
      'makes a vnet again that is gone meanwhile',
      plan(vnet, applier),
      { ...present('tag'), exists: { zone: true, vnet: false, subnets: [] } },
      'it would create vnet devnet',
    ],
    ['applies twice', plan(vnet, planned('applier', ['delete', 'create'])), absent, 'it would delete and create'],
    ['leaves it to somebody else to apply', plan(zone, vnet), absent, 'it would apply nothing'],
    ['is about a guest', plan({ ...vnet, type: 'proxmox_virtual_environment_vm' }), absent, 'it is about vnet too'],
  ])('%s', (_, given, input, why) => {
    expect(checkNetworkPlan(given, input)).toEqual({ kind: 'refused', why: expect.stringContaining(why) })
  })
})
