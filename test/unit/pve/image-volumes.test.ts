import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { imageFileName } from '../../../src/pve/image-name.ts'
import { downloadImage, removeImage, uploadImage } from '../../../src/pve/image-volumes.ts'
import { ok, scriptedHost } from './scripted-host.ts'

const upid = 'UPID:pve:00000001:00000001:00000001:imgcopy::root@pam!t:'
const bytes = Buffer.from('\r\n--homestak-\r\nnot the end\r\n')
const digest = createHash('sha256').update(bytes).digest('hex')
const version = { image: 'debian-12', digest, size: bytes.length, format: 'qcow2' } as const
const place = { node: 'pve', storage: 'local' }

test('an upload is read while it is sent, is as long as it says, and names its digest before the file', async () => {
  const host = scriptedHost({ 'POST /nodes/pve/storage/local/upload': [ok(upid)] })
  let reads = 0
  const sent = uploadImage(host.client, place, version, async function* () {
    for (const byte of bytes) {
      reads += 1
      yield Uint8Array.of(byte)
    }
  })
  expect(await sent).toBe(upid)
  const { stream, body, headers } = host.requests[0] ?? {}
  expect({ body, reads }).toEqual({ body: undefined, reads: 0 })
  const chunks: Uint8Array[] = []
  for await (const chunk of stream?.open() ?? []) chunks.push(chunk)
  const whole = Buffer.concat(chunks)
  expect(whole.length).toBe(stream?.length)
  const form = await new Response(whole, { headers: { 'content-type': headers?.['content-type'] ?? '' } }).formData()
  expect([...form.keys()]).toEqual(['content', 'checksum-algorithm', 'checksum', 'filename'])
  expect([form.get('content'), form.get('checksum')]).toEqual(['import', digest])
  const file = form.get('filename')
  if (!(file instanceof File)) throw new Error('no file')
  expect(file.name).toBe(imageFileName(version))
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
})

test('a download by the host is asked for with the digest, under the name of the version', async () => {
  const host = scriptedHost({ 'POST /nodes/pve/storage/local/download-url': [ok(upid)] })
  await downloadImage(host.client, place, version, 'https://x.example/a.qcow2')
  expect(host.form()).toEqual({
    content: 'import',
    filename: imageFileName(version),
    url: 'https://x.example/a.qcow2',
    'checksum-algorithm': 'sha256',
    checksum: digest,
  })
})

test.each([
  'local:import/debian-12.qcow2',
  'local:iso/homestak-x.iso',
  `local:100/${imageFileName(version)}`,
  'local:100/vm-100-disk-0.raw',
])('is never asked to remove %s, which it did not put there', async (volid) => {
  const host = scriptedHost({})
  await expect(removeImage(host.client, 'pve', volid)).rejects.toMatchObject({ code: 'Bug' })
  expect(host.requests).toEqual([])
})
