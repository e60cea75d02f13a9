/** Storages: what can be put on them, and what becomes of it. */
import { describe, expect, test } from 'vitest'
import { bench, guests } from './bench.ts'
import type { Bench, Reply } from './bench.ts'
import { asRecord } from './bench.ts'

const local = '/nodes/pve/storage/local'

/** An upload as a browser or a client library sends it. */
async function upload(
  { clock, simulator }: Bench,
  storage: string,
  fields: Record<string, string>,
  name: string,
  bytes: Uint8Array,
  token = simulator.token,
): Promise<Reply> {
  const boundary = 'xyz'
  const parts = Object.entries(fields).map(
    ([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
  )
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="filename"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`
  const response = await clock.settle(
    simulator.handle({
      method: 'POST',
      path: `/api2/json/nodes/pve/storage/${storage}/upload`,
      headers: { authorization: `PVEAPIToken=${token}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: Buffer.concat([Buffer.from(parts.join('') + head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    }),
  )
  const { data, errors } = response.body === '' ? {} : asRecord(JSON.parse(response.body))
  return { status: response.status, reason: response.reason, body: response.body, data, errors }
}

function qcow2(size: bigint): Uint8Array {
  const bytes = Buffer.alloc(1024)
  bytes.write('QFI\xfb', 'latin1')
  bytes.writeBigUInt64BE(size, 24)
  return bytes
}

describe('an upload', () => {
  test('is listed with its size, and replaces one of the same name', async () => {
    const lab = bench()
    for (const length of [10, 20]) {
      const sent = await upload(lab, 'local', { content: 'iso' }, 'my seed.iso', Buffer.alloc(length, '\r\n--'))
      expect(sent.data).toMatch(/:imgcopy::root@pam!homestak:$/)
      expect(await lab.finish(sent)).toBe('OK')
    }
    expect(await lab.list(`${local}/content`, { content: 'iso' })).toEqual([
      { volid: 'local:iso/my_seed.iso', content: 'iso', format: 'iso', size: 20, ctime: expect.any(Number) },
    ])
  })

  test('is refused by name, content type, storage and want of rights', async () => {
    const lab = bench()
    const iso = (name: string, storage = 'local', content = 'iso') =>
      upload(lab, storage, { content }, name, Buffer.alloc(8))
    expect(await iso('a.txt')).toMatchObject({ status: 400, errors: { filename: 'wrong file extension' } })
    expect(await iso('a.img', 'local', 'import')).toMatchObject({
      errors: { filename: 'invalid filename or wrong extension' },
    })
    expect(await iso('a.iso', 'vmstore')).toMatchObject({
      status: 500,
      reason: "storage 'vmstore' does not support 'iso' content",
    })
    expect(await iso('a.yaml', 'local', 'snippets')).toMatchObject({
      errors: { content: "value 'snippets' does not have a value in the enumeration 'iso, vztmpl, import'" },
    })
    const token = await lab.simulator.world.addToken('ops@pve!ci', [{ path: '/', roles: 'PVEAuditor' }])
    expect(await upload(lab, 'local', { content: 'iso' }, 'a.iso', Buffer.alloc(8), token)).toMatchObject({
      status: 403,
      reason: 'Permission check failed (/storage/local, Datastore.AllocateTemplate)',
      body: '',
    })
  })

  test('of an image is looked into, and gives disks of the size that it promises', async () => {
    const lab = bench()
    expect(
      await lab.finish(await upload(lab, 'local', { content: 'import' }, 'junk.qcow2', Buffer.from('no image'))),
    ).toContain('Image is not in qcow2 format')
    expect(
      await lab.finish(await upload(lab, 'local', { content: 'import' }, 'mine.qcow2', qcow2(5_368_709_120n))),
    ).toBe('OK')
    await lab.run('POST', guests, { vmid: 100, scsi0: 'vmstore:0,import-from=local:import/mine.qcow2' })
    expect(await lab.record(`${guests}/100/config`)).toMatchObject({ scsi0: 'vmstore:100/vm-100-disk-0.qcow2,size=5G' })
  })

  test('with a wrong checksum fails in its task and leaves nothing', async () => {
    const lab = bench()
    const sent = await upload(
      lab,
      'local',
      { content: 'iso', 'checksum-algorithm': 'sha256', checksum: '0'.repeat(64) },
      'a.iso',
      Buffer.alloc(8),
    )
    expect(await lab.finish(sent)).toContain('checksum mismatch')
    expect(await lab.list(`${local}/content`, { content: 'iso' })).toEqual([])
  })
})

describe('a volume', () => {
  test('that is deleted is gone, one that was gone already ends as well', async () => {
    const { ask, finish, simulator } = bench()
    simulator.world.addFile('local:iso/a.iso', 100)
    const path = `${local}/content/local:iso/a.iso`
    expect(await ask('GET', path)).toMatchObject({ data: { size: 100, path: '/var/lib/vz/template/iso/a.iso' } })
    expect(await finish(await ask('DELETE', path))).toBe('OK')
    expect(simulator.world.volids()).not.toContain('local:iso/a.iso')
    expect(await finish(await ask('DELETE', path))).toBe('OK')
    expect(await ask('GET', path)).toMatchObject({ status: 500 })
  })

  test('deleted with a delay that is long enough answers null', async () => {
    const { ask, simulator } = bench()
    simulator.world.addFile('local:iso/a.iso', 100)
    expect(await ask('DELETE', `${local}/content/local%3Aiso%2Fa.iso`, { delay: 5 })).toMatchObject({
      status: 200,
      data: null,
    })
  })

  test('that a drive names has to be there: a disc at once, a disk in the task', async () => {
    const { ask, finish } = bench()
    expect(await ask('POST', guests, { vmid: 100, ide2: 'local:iso/none.iso,media=cdrom' })).toMatchObject({
      status: 500,
      reason: "volume 'local:iso/none.iso' does not exist",
    })
    expect(await finish(await ask('POST', guests, { vmid: 100, scsi0: 'vmstore:100/vm-9-disk-7.raw' }))).toBe(
      "unable to create VM 100 - volume 'vmstore:100/vm-9-disk-7.raw' does not exist",
    )
  })
})

describe('storage configuration', () => {
  test('is guarded by its digest, and unknown names fail in three ways', async () => {
    const { ask, record } = bench()
    await ask('POST', '/storage', { storage: 'more', type: 'dir', path: '/srv', content: 'images' })
    const { digest } = await record('/storage/more')
    expect(await ask('PUT', '/storage/more', { content: 'images,iso', digest: String(digest) })).toMatchObject({
      status: 200,
    })
    expect(await ask('PUT', '/storage/more', { content: 'iso', digest: String(digest) })).toMatchObject({
      reason: 'update storage failed: detected modified configuration - file changed by other user? Try again.',
    })
    expect(await ask('GET', '/storage/none')).toMatchObject({ status: 500, reason: "storage 'none' does not exist" })
    expect(await ask('GET', '/nodes/pve/storage/none/status')).toMatchObject({
      errors: { storage: 'No such storage.' },
    })
    expect(await ask('POST', '/storage', { storage: 'ceph', type: 'cephfs' })).toMatchObject({
      status: 501,
    })
  })
})
