/** Storages for images: which is taken, and what is said where none will do. */
import { expect, test } from 'vitest'
import { createGate } from '../../../src/images/gate.ts'
import { importStorages, withRoom, type ImageHost } from '../../../src/images/host-storages.ts'
import type { StorageView } from '../../../src/pve/storages.ts'
import { ok, scriptedHost } from '../pve/scripted-host.ts'

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
