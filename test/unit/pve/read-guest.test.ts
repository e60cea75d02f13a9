import { describe, expect, test } from 'vitest'
import { writeMark } from '../../../src/pve/mark.ts'
import { readGuest } from '../../../src/pve/read-guest.ts'
import { ok, refusal, scriptedHost } from './scripted-host.ts'

const mark = {
  site: 'lab',
  host: 'hv0',
  manifest: 'web',
  node: 'web1',
  uid: 'a0'.repeat(16),
  vmid: 303,
  type: 'vm',
} as const
const path = 'GET /nodes/pve/qemu/303/pending'
const base = [
  { key: 'digest', value: '2eaa7981263d33468cc35fc2328a08e318defda6' },
  { key: 'name', value: 'ok-303' },
  { key: 'cores', value: 1 },
  { key: 'memory', value: '64' },
  { key: 'description', value: writeMark('by hand\nsecond line', mark) },
]
const readWith = (...more: unknown[]) =>
  readGuest(scriptedHost({ [path]: [ok([...base, ...more])] }).client, 'pve', 303)

test('one call gives values in effect as text, the digest, and the human text without the mark', async () => {
  const host = scriptedHost({
    [path]: [ok([...base, { key: 'protection', value: 1 }, { key: 'lock', value: 'backup' }])],
  })
  expect(await readGuest(host.client, 'pve', 303)).toMatchObject({
    vmid: 303,
    node: 'pve',
    name: 'ok-303',
    digest: '2eaa7981263d33468cc35fc2328a08e318defda6',
    text: 'by hand\nsecond line',
    mark,
    protection: true,
    template: false,
    lock: 'backup',
    pending: {},
    config: { cores: '1', memory: '64', protection: '1', lock: 'backup' },
  })
  expect(host.requests).toHaveLength(1)
})

test('the digest is no setting', async () => {
  expect((await readWith()).config).not.toHaveProperty('digest')
})

test('what waits for a restart stands apart from what is in effect', async () => {
  const { config, pending } = await readWith(
    { key: 'boot', value: 'order=scsi0', pending: ' ' },
    { key: 'scsi0', value: 'vmstore:303/vm-303-disk-0.qcow2,size=1G', delete: 1 },
    { key: 'net1', value: 'virtio=BC:24:11:00:00:01', delete: 2 },
    { key: 'machine', pending: 'q35' },
  )
  expect(pending).toEqual({
    boot: { value: ' ' },
    scsi0: { delete: true },
    net1: { delete: true },
    machine: { value: 'q35' },
  })
  expect(config).toMatchObject({ boot: 'order=scsi0', scsi0: 'vmstore:303/vm-303-disk-0.qcow2,size=1G' })
  expect(config).not.toHaveProperty('machine')
})

describe('the mark', () => {
  const described = async (description: string) => {
    const host = scriptedHost({
      [path]: [
        ok([
          { key: 'digest', value: 'd' },
          { key: 'description', value: description },
        ]),
      ],
    })
    return readGuest(host.client, 'pve', 303)
  }

  test('of another vmid is read but not valid: the guest is a copy', async () => {
    const view = await described(writeMark('', { ...mark, vmid: 100 }))
    expect(view.mark).toBeUndefined()
    expect(view.marking).toMatchObject({ kind: 'mark' })
  })

  test('of an unknown version is unreadable', async () => {
    const view = await described('<!-- homestak:2 {} -->')
    expect(view.mark).toBeUndefined()
    expect(view.marking).toMatchObject({ kind: 'unreadable' })
  })
})

test('a guest that PVE is just making has a lock and nothing else', async () => {
  const host = scriptedHost({
    [path]: [
      ok([
        { key: 'digest', value: 'd' },
        { key: 'lock', value: 'create' },
      ]),
    ],
  })
  expect(await readGuest(host.client, 'pve', 303)).toMatchObject({
    lock: 'create',
    name: '',
    marking: { kind: 'none' },
  })
})

test('a guest that is gone is missing, not empty', async () => {
  const host = scriptedHost({
    [path]: [refusal(500, "Configuration file 'nodes/pve/qemu-server/303.conf' does not exist")],
  })
  await expect(readGuest(host.client, 'pve', 303)).rejects.toMatchObject({ code: 'GuestMissing' })
})
