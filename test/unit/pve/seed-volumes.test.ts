import { describe, expect, test } from 'vitest'
import { listSeeds, seedOf } from '../../../src/pve/seed-list.ts'
import { removeIso, uploadIso } from '../../../src/pve/seed-volumes.ts'
import { readStorages } from '../../../src/pve/storages.ts'
import { ok, refusal, scriptedHost } from './scripted-host.ts'

const uid = 'a0'.repeat(16)
const name = `homestak-lab-303-${uid}.iso`
const upid = 'UPID:pve:000006F8:000A37D6:6B01102B:imgcopy::auto@pve!rig:'

describe('the name of a seed', () => {
  test('says whose it is', () => {
    expect(seedOf('lab', `local:iso/${name}`)).toEqual({ vmid: 303, uid })
  })

  test.each([
    ['an ISO of somebody else', 'local:iso/debian-13.iso'],
    ['a name that only begins like ours', `local:iso/homestak-lab-303-${uid}.iso.iso`],
    ['another site', `local:iso/homestak-lab2-303-${uid}.iso`],
    ['a site whose name begins with ours', `local:iso/homestak-lab-5-303-${uid}.iso`],
    ['a disk', `vmstore:303/${name}`],
    ['a path out of the folder', `local:iso/../${name}`],
    ['a name without a uid', 'local:iso/homestak-lab-303-.iso'],
  ])('%s is not ours', (_, volid) => {
    expect(seedOf('lab', volid)).toBeUndefined()
  })

  test('a site id is taken as text, not as a pattern', () => {
    expect(seedOf('l.b', `local:iso/${name}`)).toBeUndefined()
    expect(seedOf('', `local:iso/homestak--303-${uid}.iso`)).toBeUndefined()
  })
})

test('an upload is one form with the content kind before the file, and keeps every byte', async () => {
  const bytes = Uint8Array.from({ length: 4096 }, (_, index) => index % 256)
  const host = scriptedHost({ 'POST /nodes/pve/storage/local/upload': [ok(upid)] })
  expect(await uploadIso(host.client, { node: 'pve', storage: 'local', filename: name, bytes })).toBe(upid)
  const { headers, body } = host.requests[0] ?? {}
  const form = await new Response(Buffer.from(body ?? ''), {
    headers: { 'content-type': headers?.['content-type'] ?? '' },
  }).formData()
  expect([...form.keys()]).toEqual(['content', 'filename'])
  expect(form.get('content')).toBe('iso')
  const file = form.get('filename')
  expect(file).toBeInstanceOf(File)
  if (!(file instanceof File)) return
  expect(file.name).toBe(name)
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes)
})

test('an upload never takes the name of somebody else, whose ISO it would overwrite', async () => {
  const host = scriptedHost({})
  for (const filename of ['debian-13.iso', 'homestak-lab.img', 'homestak-"x.iso', 'homestak-a/b.iso']) {
    await expect(
      uploadIso(host.client, { node: 'pve', storage: 'local', filename, bytes: new Uint8Array(1) }),
    ).rejects.toMatchObject({ code: 'Bug' })
  }
  expect(host.requests).toHaveLength(0)
})

test('an upload without the privilege is named', async () => {
  const host = scriptedHost({
    'POST /nodes/pve/storage/local/upload': [
      refusal(403, 'Permission check failed (/storage/local, Datastore.AllocateTemplate)'),
    ],
  })
  await expect(
    uploadIso(host.client, { node: 'pve', storage: 'local', filename: name, bytes: new Uint8Array(1) }),
  ).rejects.toMatchObject({
    code: 'MissingPrivilege',
    message: expect.stringContaining('Datastore.AllocateTemplate on /storage/local'),
  })
})

test('only seeds of our site are removed', async () => {
  const host = scriptedHost({ [`DELETE /nodes/pve/storage/local/content/local%3Aiso%2F${name}`]: [ok(upid)] })
  expect(await removeIso(host.client, { node: 'pve', site: 'lab', volid: `local:iso/${name}` })).toBe(upid)
  await expect(
    removeIso(host.client, { node: 'pve', site: 'other', volid: `local:iso/${name}` }),
  ).rejects.toMatchObject({ code: 'Bug' })
  await expect(
    removeIso(host.client, { node: 'pve', site: 'lab', volid: 'local:iso/debian-13.iso' }),
  ).rejects.toMatchObject({ code: 'Bug' })
  expect(host.client.calls().writes).toBe(1)
})

test('of the ISOs on a storage only our seeds are listed', async () => {
  const host = scriptedHost({
    'GET /nodes/pve/storage/local/content': [
      ok([
        { volid: `local:iso/${name}`, content: 'iso', format: 'iso', size: 374784, ctime: 1795230372 },
        { volid: 'local:iso/debian-13.iso', content: 'iso', format: 'iso', size: 1048576, ctime: 1795230372 },
      ]),
    ],
  })
  expect(await listSeeds(host.client, { node: 'pve', storage: 'local', site: 'lab' })).toEqual([
    {
      volid: `local:iso/${name}`,
      content: 'iso',
      format: 'iso',
      size: 374784,
      created: 1795230372,
      vmid: undefined,
      seed: { vmid: 303, uid },
    },
  ])
  expect(host.calls()[0]).toContain('content=iso')
})

test('storages come sorted, their content too, and only enabled ones that answer are active', async () => {
  const host = scriptedHost({
    'GET /nodes/pve/storage': [
      ok([
        {
          storage: 'vmstore',
          type: 'dir',
          content: 'snippets,images,import',
          enabled: 1,
          active: 1,
          shared: 0,
          avail: 65025925120,
          used_fraction: 0.12,
        },
        { storage: 'local', type: 'dir', content: 'vztmpl,iso,backup', enabled: 1, active: 0, shared: 0 },
      ]),
    ],
  })
  expect(await readStorages(host.client, 'pve')).toEqual([
    { name: 'local', type: 'dir', content: ['backup', 'iso', 'vztmpl'], active: false, shared: false, free: undefined },
    {
      name: 'vmstore',
      type: 'dir',
      content: ['images', 'import', 'snippets'],
      active: true,
      shared: false,
      free: 65025925120,
    },
  ])
})
