/** Storages for images: which is taken, and what is said where none will do. */
import { describe, expect, test } from 'vitest'
import { createGate } from '../../../src/images/gate.ts'
import { importStorages, requireUploadRoom, withRoom, type ImageHost } from '../../../src/images/host-storages.ts'
import type { StorageView } from '../../../src/pve/storages.ts'
import { ok, refusal, scriptedHost } from '../pve/scripted-host.ts'

const storage = (name: string, free: number): StorageView => ({
  name,
  type: 'dir',
  content: ['import'],
  active: true,
  shared: false,
  free,
})

/** A host whose storages are these, as Proxmox VE lists them. */
function hostWith(...storages: readonly (readonly [name: string, type: string, content: string, active?: number])[]) {
  const listed = storages.map(([name, type, content, active = 1]) => ({
    storage: name,
    type,
    content,
    active,
    enabled: 1,
  }))
  const script = scriptedHost({
    'GET /nodes/pve/storage': [ok(listed)],
    'GET /access/permissions': [ok({ '/storage': {} })],
    'PUT /storage/nas': [ok(null)],
  })
  const host: ImageHost = { name: 'hv0', node: 'pve', client: script.client, mapped: {} }
  return { host, script }
}

test('local comes before the others, and what is off or of another kind is not taken', async () => {
  const { host } = hostWith(
    ['nas', 'nfs', 'import'],
    ['local', 'dir', 'iso,import'],
    ['gone', 'nfs', 'import', 0],
    ['disks', 'zfspool', 'images'],
  )
  const found = await importStorages(host, { enable: false })
  expect(found.map(({ name }) => name)).toEqual(['local', 'nas'])
})

test('what a storage takes already is kept where images are added to it', async () => {
  const { host, script } = hostWith(['disks', 'zfspool', 'images'], ['nas', 'nfs', 'backup,iso'])
  await importStorages(host, { enable: true })
  expect(script.calls().at(-1)).toBe('PUT /storage/nas')
  expect(script.form()).toEqual({ content: 'backup,iso,import' })
})

test('a host with block storages alone is told which kind it needs', async () => {
  const { host } = hostWith(['disks', 'zfspool', 'images'])
  await expect(importStorages(host, { enable: true })).rejects.toMatchObject({
    code: 'Held',
    hint: expect.stringContaining('dir, nfs'),
  })
})

test('the first storage with room is taken; without any, each is told', () => {
  const { host } = hostWith()
  const both = [storage('local', 1_000_000_000), storage('nas', 5_000_000_000)]
  expect(withRoom(host, both, 2_000_000_000).name).toBe('nas')
  expect(() => withRoom(host, both, 9_000_000_000)).toThrow('has 9.0 GB free: local 1.0 GB, nas 5.0 GB')
})

test('a gate lets one at a time through for each key, also after a failure', async () => {
  const gate = createGate()
  const seen: string[] = []
  const work = (name: string) => async () => {
    seen.push(`${name} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    seen.push(`${name} ends`)
    if (name === 'a') throw new Error('a')
  }
  await Promise.allSettled([gate('x', work('a')), gate('x', work('b')), gate('y', work('c'))])
  expect(seen.indexOf('b begins')).toBeGreaterThan(seen.indexOf('a ends'))
  expect(seen.indexOf('c begins')).toBeLessThan(seen.indexOf('a ends'))
})

describe('an upload', () => {
  const status = (answer: Parameters<typeof scriptedHost>[0][string]): ImageHost => {
    const { client } = scriptedHost({ 'GET /nodes/pve/status': answer })
    return { name: 'hv0', node: 'pve', client, mapped: {} }
  }

  test('is not begun where the root file system has no room to keep it first', async () => {
    const host = status([ok({ rootfs: { avail: 1000 } })])
    await expect(requireUploadRoom(host, 2000)).rejects.toMatchObject({
      code: 'NoSpace',
      message: expect.stringContaining('/var/tmp'),
    })
    await expect(requireUploadRoom(status([ok({ rootfs: { avail: 3000 } })]), 2000)).resolves.toBeUndefined()
  })

  test('is tried where the token may not see how much there is', async () => {
    const host = status([refusal(403, 'Permission check failed (/nodes/pve, Sys.Audit)')])
    await expect(requireUploadRoom(host, 2000)).resolves.toBeUndefined()
  })
})
