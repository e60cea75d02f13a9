/** A token that lacks one privilege of those that README names: the run says which, and where. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lab, node, shop } from './lab.ts'

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
const named = (/--privs "([^"]+)"/.exec(readme)?.[1] ?? '').split(' ')

/** A lab whose site-config has a token with all privileges of README but this one. */
async function labWithout(privilege: string, manifest: string) {
  const made = await lab(manifest)
  const { world } = made.host.simulator
  const privs = named.filter((other) => other !== privilege)
  expect(privs).toHaveLength(named.length - 1)
  await world.call('POST', '/access/roles', { roleid: 'Almost', privs: [...privs, 'Sys.Modify'].join(',') })
  const token = await world.addToken('op@pve!lab', [{ path: '/', roles: 'Almost' }])
  const secrets = join(made.dir, 'site-config/secrets.yaml')
  const full = readFileSync(secrets, 'utf8')
  return {
    ...made,
    world,
    lack: () => writeFileSync(secrets, full.replace(made.host.simulator.token, token)),
  }
}

test.each([
  ['VM.Allocate', 'VM.Allocate on /vms'],
  ['VM.Audit', 'VM.Audit on /vms'],
  ['VM.PowerMgmt', 'VM.PowerMgmt on /vms/9100'],
  ['VM.Config.Disk', 'VM.Config.Disk on /vms/9100'],
  ['Datastore.AllocateSpace', 'Datastore.AllocateSpace on /storage/vmstore'],
  ['Datastore.AllocateTemplate', 'Datastore.AllocateTemplate on /storage/local'],
  ['SDN.Use', 'SDN.Use on /sdn/zones/localnetwork/vmbr0'],
])('without %s a guest is not made, or not started, and the run ends with 5', async (privilege, said) => {
  const { homestak, lack, world } = await labWithout(privilege, shop(node('a', ', vmid: 9100')))
  lack()
  const { code, out } = await homestak('reconcile')
  expect(out).toContain('held, MissingPrivilege')
  expect(out).toContain(said)
  expect(out).toContain('to go on: ')
  expect(code).toBe(5)
  expect(world.guests().length).toBeLessThanOrEqual(1)
})

test('without VM.Audit guests that are there are neither made again nor taken for gone', async () => {
  const { homestak, lack, world, edit } = await labWithout('VM.Audit', shop(node('a'), node('b')))
  await homestak('reconcile')
  lack()
  const before = JSON.stringify(world.guests())
  expect(await homestak('reconcile')).toMatchObject({ code: 5, out: expect.stringContaining('VM.Audit on /vms') })
  edit(shop(node('a')))
  await homestak('reconcile')
  expect(JSON.stringify(world.guests())).toBe(before)
})

test('without Sys.Audit nobody can tell whether a half-made guest is still worked on, and that is said', async () => {
  const { homestak, lack, world, host } = await labWithout('Sys.Audit', shop(node('a', ', vmid: 9100')))
  // A guest that somebody began to make an hour ago, as Proxmox VE shows it until it is done.
  await world.run('POST', `/nodes/${host.simulator.node}/qemu`, { vmid: 9100, memory: 512 })
  const guest = world.guest(9100)
  if (!guest) throw new Error('no guest')
  guest.config = { lock: 'create' }
  lack()
  const { code, out } = await homestak('diff', '--exit-code')
  expect(out).toContain('cannot be seen without Sys.Audit on /nodes/pve')
  expect(code).toBe(4)
})
