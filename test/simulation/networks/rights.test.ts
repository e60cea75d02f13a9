/** What the token may not do, or what is not there, is told before the first call; it is looked at again until it suffices. */
import { expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { holds, lineOf, manifest, owned, writes } from '../rules/scene.ts'
import { network, on, ownedNetworks } from './scene.ts'

test('a network waits for the right to the SDN, a guest on it for the network, and any other guest for neither', async () => {
  const lab = await createLab({
    'dev.yaml': manifest('dev', [network('devnet'), on('devnet', 'web'), on('vmbr0', 'db')]),
  })
  const { world } = lab.simulator
  const roles = 'PVEVMAdmin,PVEDatastoreAdmin,PVESDNUser,PVEAuditor,Startup'
  await lab.settle(world.call('POST', '/access/roles', { roleid: 'Startup', privs: 'Sys.Modify' }))
  lab.tokens.set('sim', await lab.settle(world.addToken('op@pve!lab', [{ path: '/', roles }])))
  const summary = await lab.reconcile()
  expect(holds(summary)).toEqual({ 'dev/devnet': 'MissingPrivilege' })
  expect(lineOf(summary, 'dev/devnet').held).toMatchObject({
    message: 'the token of sim lacks SDN.Allocate on /sdn',
    fix: expect.stringMatching(/SDN\.Allocate/),
  })
  expect(writes(lab.simulator).filter((call) => call.includes('/cluster/sdn'))).toEqual([])
  expect(owned(lab.simulator)).toEqual(['dev/db@sim'])

  await lab.settle(world.call('PUT', '/access/roles/Startup', { privs: 'SDN.Allocate', append: 1 }))
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 3 } })
  expect(ownedNetworks(lab.simulator)).toEqual(['devnet dev/devnet@sim'])
})

test('a vlan zone waits for the bridge that it is made on', async () => {
  const zone = (bridge: string) => ({ name: 'vl', type: 'vlan', bridge })
  const lab = await createLab({ 'dev.yaml': manifest('dev', [network('lan', { zone: zone('vmbr7'), tag: 20 })]) })
  const summary = await lab.reconcile()
  expect(lineOf(summary, 'dev/lan').held).toMatchObject({
    reason: 'MissingBridge',
    message: 'sim has no bridge vmbr7; known: vmbr0',
  })
  expect(writes(lab.simulator)).toEqual([])
  lab.files.set('dev.yaml', manifest('dev', [network('lan', { zone: zone('vmbr0'), tag: 20 })]))
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 1 } })
})

test('a network never takes the name of a card or bridge that a node of the cluster has of its own', async () => {
  const lab = await createLab({ 'dev.yaml': manifest('dev', [network('nic0')]) }, { nodeNames: ['pve', 'pve2'] })
  const { world } = lab.simulator
  const told = { reason: 'Taken', message: 'nic0 is an interface that node pve has of its own, and no virtual network' }
  expect(lineOf(await lab.diff(), 'dev/nic0').held).toMatchObject(told)
  expect(lineOf(await lab.reconcile(), 'dev/nic0').held).toMatchObject(told)
  await lab.settle(world.run('POST', '/nodes/pve2/network', { iface: 'vmbr7', type: 'bridge' }))
  await lab.settle(world.run('PUT', '/nodes/pve2/network'))
  lab.files.set('dev.yaml', manifest('dev', [network('lan', { vnet: 'vmbr7' })]))
  expect(lineOf(await lab.reconcile(), 'dev/lan').held?.message).toContain('vmbr7 is an interface that node pve2 has')
  expect(writes(lab.simulator).filter((call) => call.includes('/sdn'))).toEqual([])
})

test('a network never takes the name of a bridge that the host has of its own', async () => {
  const lab = await createLab({ 'dev.yaml': manifest('dev', [network('vmbr0')]) })
  expect(lineOf(await lab.reconcile(), 'dev/vmbr0').held).toMatchObject({
    reason: 'Taken',
    message: 'vmbr0 is an interface that node pve has of its own, and no virtual network',
  })
  expect(writes(lab.simulator)).toEqual([])
  lab.files.set('dev.yaml', manifest('dev', [network('vmbr0', { vnet: 'lan' })]))
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 1 } })
  lab.files.set('dev.yaml', manifest('dev', [network('vmbr0')]))
  const key = 'dev/vmbr0@sim'
  expect(lineOf(await lab.reconcile({ replace: [key], maxDestroy: 1 }), 'dev/vmbr0').held?.reason).toBe('Taken')
  expect(ownedNetworks(lab.simulator)).toEqual([`lan ${key}`])
})
