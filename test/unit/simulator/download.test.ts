/** Files that a simulated host fetches from a real server: metadata, progress, checksums, and what can go wrong. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWeb } from '../../../src/simulator/web.ts'
import { asRecord, bench } from './bench.ts'
import type { Bench, Form } from './bench.ts'

const image = Buffer.alloc(70_000_000)
image.write('QFI\xfb', 'latin1')
image.writeBigUInt64BE(4_294_967_296n, 24)
const sha256 = createHash('sha256').update(image).digest('hex')

const server = createServer((request, response) => {
  if (request.url === '/moved.qcow2') response.writeHead(302, { location: '/debian.qcow2' }).end()
  else if (request.url?.startsWith('/debian.qcow2') === true) {
    response.writeHead(200, { 'content-type': 'application/x-qemu-disk; a=b', 'content-length': image.length })
    response.end(request.method === 'HEAD' ? undefined : image)
  } else response.writeHead(404).end()
})
let origin = ''

beforeAll(async () => {
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  origin = `http://127.0.0.1:${addressOf(server.address()).port}`
})
afterAll(() => void server.close())

function addressOf(address: ReturnType<typeof server.address>): AddressInfo {
  if (typeof address !== 'object' || !address) throw new Error('the server has no port')
  return address
}

const at = '/nodes/pve/storage/local/download-url'
const wanted = (url: string, more: Form = {}): Form => ({ content: 'import', filename: 'deb.qcow2', url, ...more })
const lab = (): Bench => bench({ web: createWeb() })

async function fetched(own: Bench, form: Form): Promise<{ readonly exit: string; readonly log: string }> {
  const reply = await own.ask('POST', at, form)
  const exit = await own.finish(reply)
  const log = await own.list(`/nodes/pve/tasks/${encodeURIComponent(String(reply.data))}/log`, { limit: 0 })
  return { exit, log: log.map(({ t }) => t).join('\n') }
}

test('a server is asked for size, type and name of a file', async () => {
  const { ask } = lab()
  const asked = await ask('GET', '/nodes/pve/query-url-metadata', { url: `${origin}/debian.qcow2?x=1` })
  expect(asked.data).toEqual({ filename: 'debian.qcow2', mimetype: 'application/x-qemu-disk', size: image.length })
  expect(await ask('GET', '/nodes/pve/query-url-metadata', { url: `${origin}/nope` })).toMatchObject({
    status: 500,
    reason: "invalid server response: '404 Not Found'",
  })
})

test('a download shows its progress, is verified, and can be imported with the size that it says', async () => {
  const own = lab()
  const form = wanted(`${origin}/moved.qcow2`, { checksum: sha256, 'checksum-algorithm': 'sha256' })
  const { exit, log } = await fetched(own, form)
  expect(exit).toBe('OK')
  expect(log).toMatch(/^ {5}0K (?:\.{8} ){4} *\d+%$/m)
  expect(log).toContain('calculating checksum...OK, checksum verified')
  await own.run('POST', '/nodes/pve/qemu', { vmid: 100, scsi0: 'vmstore:0,import-from=local:import/deb.qcow2' })
  expect(asRecord(await own.get('/nodes/pve/qemu/100/config'))['scsi0']).toContain('size=4G')
  expect((await fetched(own, form)).log).toContain('no need to download')
  expect((await fetched(own, wanted(`${origin}/debian.qcow2`))).exit).toBe(
    "refusing to override existing file '/var/lib/vz/import/deb.qcow2'",
  )
})

test('a wrong checksum, a missing file and a closed port fail in the task, and leave nothing', async () => {
  const own = lab()
  const bad = wanted(`${origin}/debian.qcow2`, { checksum: '0'.repeat(64), 'checksum-algorithm': 'sha256' })
  expect((await fetched(own, bad)).exit).toBe(`checksum mismatch: got '${sha256}' != expect '${'0'.repeat(64)}'`)
  expect((await fetched(own, wanted(`${origin}/nope`))).exit).toMatch(/^download failed: .* ERROR 404: Not Found\.$/)
  expect((await fetched(own, wanted('http://127.0.0.1:9/x'))).exit).toBe(
    'download failed: Connecting to 127.0.0.1:9... failed: Connection refused.',
  )
  expect(own.simulator.world.volids()).not.toContain('local:import/deb.qcow2')
})
