/** Networks across nodes: declared, applied by a task, and used by guests. */
import { describe, expect, test } from 'vitest'
import { bench, guests, webGuest } from './bench.ts'
import type { Bench, Form } from './bench.ts'

const zones = '/cluster/sdn/zones'
const vnets = '/cluster/sdn/vnets'

/** A zone with a virtual network and a subnet, not yet applied. */
async function declared(): Promise<Bench> {
  const lab = bench()
  await lab.run('POST', zones, { zone: 'lab', type: 'vlan', bridge: 'vmbr0' })
  await lab.run('POST', vnets, { vnet: 'net1', zone: 'lab', tag: 10 })
  await lab.run('POST', `${vnets}/net1/subnets`, { subnet: '10.0.0.0/24', type: 'subnet', gateway: '10.0.0.1' })
  return lab
}

describe('a network across nodes', () => {
  test('waits to be applied, and is then there on every node', async () => {
    const lab = await declared()
    const { ask, list, record } = lab
    expect(await list(vnets, { pending: 1 })).toMatchObject([
      { vnet: 'net1', type: 'vnet', state: 'new', pending: { zone: 'lab', tag: 10 } },
    ])
    expect(await list(zones, { running: 1 })).toEqual([])
    const answer = await ask('PUT', '/cluster/sdn')
    expect(String(answer.data)).toContain(':reloadnetworkall::')
    expect(await list('/nodes/pve/sdn/zones')).toMatchObject([{ zone: 'lab', status: 'pending' }])
    expect(await lab.finish(answer)).toBe('OK')
    expect(await list('/nodes/pve/sdn/zones')).toMatchObject([{ zone: 'lab', status: 'available' }])
    expect(await list('/nodes/pve/sdn/zones/lab/content')).toEqual([{ vnet: 'net1', status: 'available' }])
    expect(await list('/nodes/pve/tasks')).toMatchObject([{ type: 'srvreload' }, { type: 'reloadnetworkall' }])
    expect(await record(`${vnets}/net1`, { pending: 1 })).not.toHaveProperty('state')
  })

  test('has its zone in the list of the cluster as of the last cycle, on every node', async () => {
    const lab = await declared()
    const told = async () =>
      (await lab.list('/cluster/resources', { type: 'sdn' })).map(({ id, status }) => `${String(id)} ${String(status)}`)
    await lab.run('PUT', '/cluster/sdn')
    expect(await told()).toEqual(['network/pve/zone/localnetwork ok'])
    await lab.clock.advance(10_000)
    expect(await told()).toEqual(['network/pve/zone/localnetwork ok', 'network/pve/zone/lab available'])
  })

  test('shows what changed since it was applied, and goes back to it', async () => {
    const lab = await declared()
    await lab.run('PUT', '/cluster/sdn')
    await lab.run('PUT', `${vnets}/net1`, { tag: 11, alias: 'first' })
    expect(await lab.record(`${vnets}/net1`, { pending: 1 })).toMatchObject({
      tag: 10,
      state: 'changed',
      pending: { tag: 11, alias: 'first' },
    })
    expect(await lab.record(`${vnets}/net1`, { running: 1 })).toMatchObject({ tag: 10, digest: null })
    await lab.run('DELETE', `${vnets}/net1/subnets/lab-10.0.0.0-24`)
    expect(await lab.list(`${vnets}/net1/subnets`, { pending: 1 })).toMatchObject([{ state: 'deleted', pending: {} }])
    await lab.run('POST', '/cluster/sdn/rollback')
    expect(await lab.record(`${vnets}/net1`)).toMatchObject({ tag: 10, zone: 'lab' })
    expect(await lab.list(`${vnets}/net1/subnets`)).toMatchObject([
      { subnet: 'lab-10.0.0.0-24', cidr: '10.0.0.0/24', gateway: '10.0.0.1', 'dhcp-range': [] },
    ])
  })

  test('carries guests once it is applied, and asks for rights in its own zone', async () => {
    const lab = await declared()
    await lab.run('POST', guests, webGuest(100, { net0: 'virtio,bridge=net1' }))
    expect(await lab.finish(await lab.ask('POST', `${guests}/100/status/start`))).toBe("bridge 'net1' does not exist")
    await lab.run('PUT', '/cluster/sdn')
    expect(await lab.finish(await lab.ask('POST', `${guests}/100/status/start`))).toBe('OK')
    const user = await lab.simulator.world.addToken('ann@pve!t1', [{ path: '/vms', roles: 'PVEVMAdmin' }])
    expect(await lab.ask('PUT', `${guests}/100/config`, { net1: 'virtio,bridge=net1' }, user)).toMatchObject({
      status: 403,
      reason: 'Permission check failed (/sdn/zones/lab/net1, SDN.Use)',
    })
  })

  test('is changed by nobody else while somebody has the lock', async () => {
    const lab = await declared()
    expect(await lab.ask('POST', '/cluster/sdn/lock')).toMatchObject({
      reason: 'could not acquire lock for SDN config: configuration has pending changes',
    })
    const { data } = await lab.ask('POST', '/cluster/sdn/lock', { 'allow-pending': 1 })
    expect(await lab.ask('DELETE', `${vnets}/net1/subnets/lab-10.0.0.0-24`)).toMatchObject({
      reason: 'delete sdn subnet object failed: invalid lock token provided!',
    })
    const token = { 'lock-token': String(data) }
    expect(await lab.finish(await lab.ask('PUT', '/cluster/sdn', { ...token, 'release-lock': 1 }))).toBe('OK')
    expect(await lab.ask('PUT', `${vnets}/net1`, { tag: 12 })).toMatchObject({ status: 200 })
  })
})

const refused: readonly (readonly [string, string, Form, string])[] = [
  ['POST', zones, { zone: 'lab', type: 'simple' }, "create sdn zone object failed: sdn zone object ID 'lab' already"],
  ['POST', zones, { zone: 'other', type: 'vlan' }, "missing value for required option 'bridge'"],
  ['POST', zones, { zone: 'other', type: 'simple', peers: '10.0.0.1' }, "unexpected property 'peers'"],
  ['PUT', `${zones}/none`, { mtu: 1400 }, "update sdn zone object failed: sdn 'none' does not exist"],
  ['PUT', `${zones}/lab`, { delete: 'bridge' }, "unable to delete required option 'bridge'"],
  ['DELETE', `${zones}/lab`, {}, 'delete sdn zone object failed: zone lab is used by vnet net1'],
  ['POST', vnets, { vnet: 'net2', zone: 'lab' }, 'create sdn vnet object failed: 400 Parameter verification failed.'],
  ['POST', vnets, { vnet: 'net1', zone: 'lab', tag: 11 }, "sdn vnet object ID 'net1' already defined"],
  ['GET', `${vnets}/none`, {}, "sdn vnet 'none' does not exist"],
  ['DELETE', `${vnets}/net1`, {}, 'delete sdn vnet object failed: 400 Parameter verification failed.'],
  ['GET', `${vnets}/net1/subnets/lab-10.9.0.0-24`, {}, "sdn subnet 'lab-10.9.0.0-24' does not exist"],
]

test.each(refused)('%s %s %j is refused as it is there', async (verb, path, form, reason) => {
  const lab = await declared()
  const method = verb === 'POST' || verb === 'PUT' || verb === 'DELETE' ? verb : 'GET'
  const answer = await lab.ask(method, path, form)
  expect(answer.status).toBe(500)
  expect(answer.reason).toContain(reason)
})

test('a subnet has ranges of addresses to lease, which lie in it', async () => {
  const lab = await declared()
  const of = (range: string, more: Form = {}) =>
    lab.ask('POST', `${vnets}/net1/subnets`, { subnet: '10.1.0.0/24', type: 'subnet', 'dhcp-range': range, ...more })
  expect(await of('start-address=10.1.0.10')).toMatchObject({ status: 400 })
  expect(await of('start-address=10.1.0.10,end-address=10.2.0.20')).toMatchObject({
    status: 500,
    reason: 'create sdn subnet object failed: 400 Parameter verification failed.',
  })
  expect(await of('start-address=10.1.0.10,end-address=10.1.0.20')).toMatchObject({ status: 200 })
  const range = { 'start-address': '10.1.0.10', 'end-address': '10.1.0.20' }
  expect(await lab.record(`${vnets}/net1/subnets/lab-10.1.0.0-24`)).toMatchObject({ 'dhcp-range': [range] })
  expect((await lab.list(`${vnets}/net1/subnets`, { pending: 1 }))[1]).toMatchObject({
    state: 'new',
    pending: { 'dhcp-range': ['start-address=10.1.0.10,end-address=10.1.0.20'] },
  })
  await lab.run('PUT', `${vnets}/net1/subnets/lab-10.1.0.0-24`, { delete: 'dhcp-range', snat: 1 })
  expect(await lab.record(`${vnets}/net1/subnets/lab-10.1.0.0-24`)).toMatchObject({ 'dhcp-range': [], snat: 1 })
})
