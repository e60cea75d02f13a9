/** Changes of a guest by somebody who may not change everything, and changes that a running guest does not take. */
import { describe, expect, test } from 'vitest'
import { bench, guests, webGuest } from './bench.ts'
import type { Bench, Form } from './bench.ts'

const config = `${guests}/100/config`

/** A guest, and somebody with one privilege on it. */
async function stage(privileges: string): Promise<Bench & { change: (form: Form) => ReturnType<Bench['ask']> }> {
  const lab = bench()
  await lab.run('POST', guests, webGuest(100, { ide2: 'vmstore:cloudinit' }))
  await lab.run('POST', '/access/roles', { roleid: 'Some', privs: privileges })
  const token = await lab.simulator.world.addToken('ann@pve!t1', [{ path: '/vms/100', roles: 'Some' }])
  return { ...lab, change: (form) => lab.ask('PUT', config, form, token) }
}

const refused: readonly (readonly [string, Form, string])[] = [
  ['VM.Config.CPU', { memory: 512 }, 'Permission check failed (/vms/100, VM.Config.Memory)'],
  ['VM.Config.CPU', { name: 'x', cores: 2 }, 'Permission check failed (/vms/100, VM.Config.Options)'],
  ['VM.Config.Options', { startup: 'order=1' }, 'Permission check failed (/, Sys.Modify)'],
  ['VM.Config.Options', { hugepages: 'any' }, "only root can set 'hugepages' config"],
  ['VM.Config.Options', { hookscript: 'local:snippets/x' }, "only root can set 'hookscript' config"],
  ['VM.Config.CDROM', { delete: 'scsi0' }, 'Permission check failed (/vms/100, VM.Config.Disk)'],
  ['VM.Config.CDROM', { delete: 'ide2' }, 'Permission check failed (/vms/100, VM.Config.Cloudinit)'],
  ['VM.Config.Disk', { scsi1: 'vmstore:1' }, 'Permission check failed (/storage/vmstore, Datastore.AllocateSpace)'],
  ['VM.Config.Disk', { scsi1: 'vmstore:7/vm-107-disk-0.raw' }, '/storage/vmstore, Datastore.Audit'],
  ['VM.Config.Network', { net1: 'virtio,bridge=vmbr0,tag=5' }, '/sdn/zones/localnetwork/vmbr0/5, SDN.Use'],
]

test.each(refused)('with %s alone, %j is refused', async (privileges, form, reason) => {
  const { change } = await stage(privileges)
  expect((await change(form)).reason).toContain(reason)
})

describe('a change', () => {
  test('of a disk that is not theirs is refused in the task', async () => {
    const lab = await stage('VM.Config.CDROM')
    const token = await lab.simulator.world.addToken('bob@pve!t1', [{ path: '/vms/100', roles: 'Some' }])
    const answer = await lab.ask('POST', config, { delete: 'scsi0' }, token)
    expect(await lab.finish(answer)).toBe('403 Permission check failed (/vms/100, VM.Config.Disk)')
  })

  test('to a bridge that is not there is refused while the guest runs, and stays pending', async () => {
    const lab = await stage('VM.Audit')
    await lab.run('POST', `${guests}/100/status/start`)
    const answer = await lab.ask('PUT', config, { net1: 'virtio,bridge=vmbr9' })
    expect(answer).toMatchObject({ status: 400 })
    expect(JSON.stringify(answer.errors)).toContain('hotplug problem - ')
    expect((await lab.list(`${guests}/100/pending`)).find(({ key }) => key === 'net1')).toMatchObject({
      pending: expect.stringContaining('vmbr9'),
    })
  })

  test('names only devices to boot from that are there, and puts a new CD-ROM drive last', async () => {
    const lab = await stage('VM.Audit')
    expect((await lab.ask('PUT', config, { boot: 'order=scsi0;scsi5' })).reason).toBe(
      "invalid bootorder: device 'scsi5' does not exist'",
    )
    await lab.run('PUT', config, { boot: 'order=scsi0', ide0: 'none,media=cdrom' })
    expect(await lab.record(config)).toMatchObject({ boot: 'order=scsi0;ide0' })
    expect((await lab.ask('PUT', config, { balloon: 4096, memory: 512 })).reason).toBe(
      'balloon value too large (must be smaller than assigned memory)',
    )
  })

  test('is not kept and taken away at once', async () => {
    const lab = await stage('VM.Audit')
    const errors = async (form: Form) => (await lab.ask('PUT', config, form)).errors
    expect(await errors({ cores: 2, revert: 'cores' })).toHaveProperty('delete')
    expect(await errors({ delete: 'cores', revert: 'cores' })).toHaveProperty('revert')
    expect(await errors({ cores: 2, delete: 'cores' })).toHaveProperty('delete')
    expect(await errors({ revert: 'nope' })).toEqual({ revert: "unknown option 'nope'" })
  })
})
