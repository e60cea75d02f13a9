/** A run that watches with a token that may not do enough: it holds, asks seldom, and goes on once the token may. */
import { expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { hand, manifest, owned, vm, writes } from '../rules/scene.ts'
import { watchLab } from './watching.ts'

const enough =
  'VM.Allocate,VM.Audit,VM.PowerMgmt,VM.GuestAgent.Audit,VM.Config.Options,VM.Config.Disk,VM.Config.CPU,VM.Config.Memory,' +
  'VM.Config.Network,VM.Config.HWType,VM.Config.CDROM,Sys.Audit,Sys.Modify,SDN.Use,Datastore.Allocate,' +
  'Datastore.AllocateSpace,Datastore.AllocateTemplate,Datastore.Audit'

test('nothing is begun while a privilege lacks, and all of it is made soon after it was granted', async () => {
  const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), vm('db')]) }, { profile: 'fast' })
  const { world } = lab.simulator
  await lab.settle(
    world.call('POST', '/access/roles', { roleid: 'Almost', privs: enough.replace('VM.PowerMgmt,', '') }),
  )
  lab.tokens.set('sim', await lab.settle(world.addToken('op@pve!lab', [{ path: '/', roles: 'Almost' }])))
  world.clearRequests()
  const watched = await watchLab(lab)
  await watched.pass(1800)
  expect(watched.state().nodes.map(({ label, state }) => `${label} ${state}`)).toEqual([
    'shop/web held',
    'shop/db held',
  ])
  expect(writes(lab.simulator)).toEqual([])
  expect(watched.told('shop/web').filter((reason) => reason === 'Held')).toHaveLength(1)

  await lab.settle(world.call('PUT', '/access/roles/Almost', { privs: 'VM.PowerMgmt', append: 1 }))
  await watched.pass(180)
  expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
  expect(watched.state().nodes.map(({ state }) => state)).toEqual(['ready', 'ready'])
  await watched.stop()
})

test('whether a half-made guest is still worked on is asked for as long as it cannot be told', async () => {
  const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web')]) }, { profile: 'fast' })
  const { world } = lab.simulator
  const privs = enough.replace('Sys.Audit,', '')
  await lab.settle(world.call('POST', '/access/roles', { roleid: 'Blind', privs }))
  lab.tokens.set('sim', await lab.settle(world.addToken('op@pve!lab', [{ path: '/', roles: 'Blind' }])))
  const web = vm('web', { vmid: 9100 })
  await hand(lab).make(9100)
  const guest = world.guest(9100)
  if (!guest) throw new Error('no guest')
  guest.config = { lock: 'create' }
  lab.files.set('shop.yaml', manifest('shop', [web]))
  const watched = await watchLab(lab)
  await watched.pass(1800)
  expect(watched.node('shop/web')).toMatchObject({ state: 'unknown', message: expect.stringContaining('Sys.Audit') })

  await lab.settle(world.call('PUT', '/access/roles/Blind', { privs: 'Sys.Audit', append: 1 }))
  await watched.pass(180)
  expect(watched.node('shop/web')).toMatchObject({ state: 'held', message: expect.stringContaining('lock: create') })
  await watched.stop()
})
