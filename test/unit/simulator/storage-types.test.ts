/** Storages of every type: what they are configured with, how they name volumes, and what they can do. */
import { describe, expect, test } from 'vitest'
import { bench, guests, webGuest } from './bench.ts'
import type { Bench, Form } from './bench.ts'

const types: Readonly<Record<string, Form>> = {
  dir: { path: '/srv/dir' },
  btrfs: { path: '/srv/btrfs' },
  nfs: { server: '192.0.2.1', export: '/export' },
  cifs: { server: '192.0.2.1', share: 'share', username: 'joe', password: 'secret' },
  lvm: { vgname: 'vg' },
  lvmthin: { vgname: 'vg', thinpool: 'data' },
  zfspool: { pool: 'rpool/data' },
}

async function add(lab: Bench, type: string, more: Form = {}): Promise<void> {
  const made = await lab.ask('POST', '/storage', { storage: 'st', type, ...types[type], content: 'images', ...more })
  expect(made).toMatchObject({ status: 200, data: { storage: 'st', type } })
}

describe('the configuration', () => {
  test.each(Object.keys(types))('of %s shows what was given, but no password', async (type) => {
    const lab = bench()
    await add(lab, type)
    const { password: _password, ...shown } = types[type] ?? {}
    expect(await lab.record('/storage/st')).toMatchObject({ ...shown, storage: 'st', type, content: 'images' })
    expect(JSON.stringify(await lab.get('/storage/st'))).not.toContain('secret')
  })

  test.each(['lvm', 'zfspool', 'nfs', 'cifs', 'dir'])('of %s refuses what it lacks', async (type) => {
    const { ask } = bench()
    const reply = await ask('POST', '/storage', { storage: 'st', type })
    expect(reply).toMatchObject({ status: 500, reason: expect.stringMatching(/^missing value for required option '/) })
  })

  test('refuses an option of another type, and content that the type cannot hold', async () => {
    const { ask } = bench()
    expect(await ask('POST', '/storage', { storage: 'st', type: 'lvm', vgname: 'vg', path: '/x' })).toMatchObject({
      reason: "unexpected property 'path'",
    })
    expect(await ask('POST', '/storage', { storage: 'st', type: 'lvm', vgname: 'vg', content: 'iso' })).toMatchObject({
      status: 500,
    })
  })

  test('of a network file system is shared, and the path where it is mounted is its own', async () => {
    const lab = bench()
    await add(lab, 'nfs')
    expect(await lab.record('/storage/st')).toMatchObject({ shared: 1, path: '/mnt/pve/st' })
    expect(await lab.record('/nodes/pve/storage/st/status')).toMatchObject({ shared: 1, active: 1 })
  })

  test('that is disabled is listed without figures', async () => {
    const lab = bench()
    await add(lab, 'dir', { disable: 1 })
    const seen = async (form: Form) =>
      (await lab.list('/nodes/pve/storage', form)).find(({ storage }) => storage === 'st')
    expect(await seen({})).toMatchObject({ enabled: 0, active: 0, total: 0 })
    expect(await seen({ enabled: 1 })).toBeUndefined()
  })
})

describe('volumes', () => {
  const image = 'st:0,import-from=local:import/debian-12.qcow2'

  test.each(['lvm', 'lvmthin', 'zfspool'])('of %s are devices without a format', async (type) => {
    const lab = bench()
    await add(lab, type)
    await lab.run('POST', guests, webGuest(100, { scsi0: image, scsi1: 'st:1', ide2: 'st:cloudinit' }))
    expect(await lab.record(`${guests}/100/config`)).toMatchObject({
      scsi0: 'st:vm-100-disk-0,size=2G',
      scsi1: 'st:vm-100-disk-1,size=1G',
      ide2: 'st:vm-100-cloudinit,media=cdrom',
    })
    const content = await lab.list('/nodes/pve/storage/st/content')
    expect(content.map(({ format }) => format)).toEqual(['raw', 'raw', 'raw'])
    await lab.run('DELETE', `${guests}/100`)
    expect(await lab.list('/nodes/pve/storage/st/content')).toEqual([])
  })

  test.each([
    ['lvmthin', 'st:vm-101-disk-0,size=2G'],
    ['zfspool', 'st:base-100-disk-0/vm-101-disk-0,size=2G'],
    ['nfs', 'st:100/base-100-disk-0.qcow2/101/vm-101-disk-0.qcow2,size=2G'],
  ])('of %s are linked to those of a template', async (type, expected) => {
    const lab = bench()
    await add(lab, type)
    await lab.run('POST', guests, webGuest(100, { scsi0: image }))
    await lab.run('POST', `${guests}/100/template`)
    await lab.run('POST', `${guests}/100/clone`, { newid: 101 })
    expect((await lab.record(`${guests}/101/config`))['scsi0']).toBe(expected)
  })

  test('of plain logical volumes can be neither linked nor snapshotted', async () => {
    const lab = bench()
    await add(lab, 'lvm')
    await lab.run('POST', guests, webGuest(100, { scsi0: image }))
    const snapshot = await lab.ask('POST', `${guests}/100/snapshot`, { snapname: 'one' })
    expect(await lab.finish(snapshot)).toBe('snapshot feature is not available')
    await lab.run('POST', `${guests}/100/template`)
    expect(await lab.ask('POST', `${guests}/100/clone`, { newid: 101 })).toMatchObject({
      reason: "Linked clone feature is not supported for 'st:vm-100-disk-0' (scsi0)",
    })
  })

  test('move from files to devices and back', async () => {
    const lab = bench()
    await add(lab, 'lvmthin')
    await lab.run('POST', guests, webGuest(100))
    await lab.run('POST', `${guests}/100/move_disk`, { disk: 'scsi0', storage: 'st', delete: 1 })
    expect((await lab.record(`${guests}/100/config`))['scsi0']).toBe('st:vm-100-disk-0,size=2G')
    await lab.run('POST', `${guests}/100/move_disk`, { disk: 'scsi0', storage: 'vmstore', delete: 1 })
    expect((await lab.record(`${guests}/100/config`))['scsi0']).toBe('vmstore:100/vm-100-disk-0.raw,size=2G')
  })

  test('of a format that devices do not know are refused in the task', async () => {
    const lab = bench()
    await add(lab, 'lvm')
    const reply = await lab.ask('POST', guests, { vmid: 100, scsi0: 'st:1,format=qcow2' })
    expect(await lab.finish(reply)).toBe("unable to create VM 100 - unsupported format 'qcow2'")
  })
})
