import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer as createPlainServer } from 'node:net'
import { Readable } from 'node:stream'
import { generate } from 'selfsigned'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { HttpRequest } from '../../../src/pve/transport.ts'
import type { Trust } from '../../../src/pve/trusted-connect.ts'
import { createHttpsTransport } from '../../../src/pve/https-transport.ts'

interface Certificate {
  readonly cert: string
  readonly private: string
}

const get: HttpRequest = { method: 'GET', path: '/api2/json/version', headers: {} }
const post: HttpRequest = { method: 'POST', path: '/api2/json/nodes/pve/qemu', headers: {}, body: 'vmid=100' }
const patience = { timeoutMs: 20_000 }

const makeCertificate = (ip: string): Promise<Certificate> =>
  generate([{ name: 'commonName', value: 'pve' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip }] },
    ],
  })

const fingerprintOf = (cert: string) => {
  const der = Buffer.from(cert.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  return (createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g) ?? []).join(':')
}

let own: Certificate
let elsewhere: Certificate
beforeAll(async () => {
  ;[own, elsewhere] = await Promise.all([makeCertificate('127.0.0.1'), makeCertificate('127.9.9.9')])
})

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

type Answering = (request: IncomingMessage, response: ServerResponse, count: number) => unknown
const plainOk: Answering = (_, response) => response.end('{"data":null}')

/** A server on this machine that counts its connections and requests. */
async function serve(answer: Answering = plainOk, certificate = own) {
  const seen = { connections: 0, requests: 0, mostOpen: 0, open: 0, mostCarried: 0 }
  const perConnection = new WeakMap<object, number>()
  const server = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => {
    seen.requests += 1
    const carried = (perConnection.get(request.socket) ?? 0) + 1
    perConnection.set(request.socket, carried)
    seen.mostCarried = Math.max(seen.mostCarried, carried)
    void answer(request, response, seen.requests)
  })
  server.on('connection', (socket) => {
    seen.connections += 1
    seen.open += 1
    seen.mostOpen = Math.max(seen.mostOpen, seen.open)
    socket.on('close', () => (seen.open -= 1))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  open.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, endpoint: `https://127.0.0.1:${portOf(server.address())}` }
}

const portOf = (address: string | AddressInfo | null) => (typeof address === 'object' && address ? address.port : 0)

function connect(endpoint: string, trust: Trust = { ca: own.cert }) {
  const https = createHttpsTransport({ endpoint, trust })
  open.push(() => https.close())
  return https
}

test('a streamed body goes out with its length and not in chunks, which pveproxy does not take', async () => {
  const { endpoint } = await serve(({ headers }, response) => {
    response.end(JSON.stringify([headers['content-length'], headers['transfer-encoding'] ?? null]))
  })
  const stream = { length: 4, open: () => Readable.from([Buffer.from('ab'), Buffer.from('cd')]) }
  const upload: HttpRequest = { method: 'POST', path: '/upload', headers: {}, stream }
  expect(await connect(endpoint).transport(upload, patience)).toMatchObject({ status: 200, body: '["4",null]' })
})

describe('a certificate', () => {
  test('of an authority that site-config names is trusted', async () => {
    const { endpoint } = await serve()
    const { transport, peerFingerprint } = connect(endpoint)
    expect(peerFingerprint()).toBeUndefined()
    expect(await transport(get, patience)).toMatchObject({ status: 200, body: '{"data":null}' })
    expect(peerFingerprint()).toBe(fingerprintOf(own.cert))
  })

  test.each(['as it is printed', 'in lower case without colons'])(
    'that is pinned, %s, is trusted though self-signed',
    async (form) => {
      const { endpoint } = await serve()
      const printed = fingerprintOf(own.cert)
      const fingerprint = form === 'as it is printed' ? printed : printed.replaceAll(':', '').toLowerCase()
      expect(await connect(endpoint, { fingerprint }).transport(get, patience)).toMatchObject({ status: 200 })
    },
  )

  test('other than the pinned one is refused before anything is sent, and shown', async () => {
    const { endpoint, seen } = await serve()
    const { transport } = connect(endpoint, { fingerprint: fingerprintOf(elsewhere.cert) })
    await expect(transport(post, patience)).rejects.toMatchObject({
      kind: 'certificate',
      sent: false,
      fingerprint: fingerprintOf(own.cert),
    })
    expect(seen.requests).toBe(0)
  })

  test('that a pin refuses is not saved by an authority', async () => {
    const { endpoint } = await serve()
    const { transport } = connect(endpoint, { fingerprint: fingerprintOf(elsewhere.cert), ca: own.cert })
    await expect(transport(get, patience)).rejects.toMatchObject({ kind: 'certificate' })
  })

  test('that nothing vouches for is refused, and shown', async () => {
    const { endpoint, seen } = await serve()
    await expect(connect(endpoint, {}).transport(get, patience)).rejects.toMatchObject({
      kind: 'certificate',
      message: expect.stringContaining('is not trusted: nothing vouches for it'),
      sent: false,
      fingerprint: fingerprintOf(own.cert),
    })
    expect(seen.requests).toBe(0)
  })

  test('of another address is refused though its authority is trusted', async () => {
    const { endpoint } = await serve(plainOk, elsewhere)
    await expect(connect(endpoint, { ca: elsewhere.cert }).transport(get, patience)).rejects.toMatchObject({
      kind: 'certificate',
      message: expect.stringContaining('ALTNAME'),
    })
  })

  test('is not looked at where that was asked for', async () => {
    const { endpoint } = await serve()
    expect(await connect(endpoint, { insecure: true }).transport(get, patience)).toMatchObject({ status: 200 })
  })
})

describe('an exchange', () => {
  test('brings reason phrase, headers and body', async () => {
    const { endpoint } = await serve((_, response) => {
      response.writeHead(500, 'VM is locked (backup)', { 'content-type': 'application/json', connection: 'close' })
      response.end('{"data":null}')
    })
    const answer = await connect(endpoint).transport(get, patience)
    expect(answer).toMatchObject({
      status: 500,
      reason: 'VM is locked (backup)',
      headers: { 'content-type': 'application/json' },
      body: '{"data":null}',
    })
  })

  test('takes a body of bytes as it is', async () => {
    const bytes = Uint8Array.from({ length: 400_000 }, (_, index) => (index * 7) % 256)
    const { endpoint } = await serve(async (request, response) => {
      const hash = createHash('sha256')
      for await (const chunk of request) hash.update(chunk)
      response.end(`${request.headers['content-length']} ${hash.digest('hex')}`)
    })
    const answer = await connect(endpoint).transport({ ...post, body: bytes }, patience)
    expect(answer.body).toBe(`400000 ${createHash('sha256').update(bytes).digest('hex')}`)
  })
})

describe('connections', () => {
  test('are kept for the next request and retired before the server would', async () => {
    const { endpoint, seen } = await serve()
    const { transport } = connect(endpoint)
    for (let count = 0; count < 200; count += 1) await transport(get, patience)
    expect(seen).toMatchObject({ requests: 200, mostCarried: 90 })
    expect(seen.connections).toBeLessThanOrEqual(5)
  })

  test('are at most three at a time', async () => {
    const { endpoint, seen } = await serve((_, response) => setImmediate(() => response.end('{}')))
    const { transport } = connect(endpoint)
    await Promise.all(Array.from({ length: 30 }, () => transport(get, patience)))
    expect(seen.requests).toBe(30)
    expect(seen.mostOpen).toBe(3)
  })

  test('of reads are not those of writes: no read waits for a write', async () => {
    const held: (() => void)[] = []
    const { endpoint } = await serve((request, response) => {
      if (request.method === 'GET') response.end('{}')
      else held.push(() => response.end('{}'))
    })
    const { transport } = connect(endpoint)
    const writing = Array.from({ length: 5 }, () => transport(post, patience))
    expect(await transport(get, patience)).toMatchObject({ status: 200 })
    const timer = setInterval(() => held.shift()?.(), 1)
    expect((await Promise.all(writing)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    clearInterval(timer)
  })

  test('that end with an error status are replaced without a failure', async () => {
    const { endpoint, seen } = await serve((_, response, count) => {
      response.writeHead(count % 2 === 1 ? 500 : 200, { connection: count % 2 === 1 ? 'close' : 'keep-alive' })
      response.end('{}')
    })
    const { transport } = connect(endpoint)
    const statuses = []
    for (let count = 0; count < 4; count += 1) statuses.push((await transport(post, patience)).status)
    expect(statuses).toEqual([500, 200, 500, 200])
    expect(seen.connections).toBe(3)
  })

  test('that died while they were kept cost a read one more try, and a write none', async () => {
    const { endpoint, seen } = await serve((request, response, count) =>
      count === 2 || count === 4 ? request.socket.destroy() : response.end('{}'),
    )
    const { transport } = connect(endpoint)
    await transport(get, patience)
    expect(await transport(get, patience)).toMatchObject({ status: 200 })
    expect(seen.requests).toBe(3)
    await expect(transport(post, patience)).rejects.toMatchObject({ kind: 'reset', sent: true })
    expect(seen.requests).toBe(4)
  })
})

describe('a failure', () => {
  test('to read after one more try is a reset that was sent', async () => {
    const { endpoint, seen } = await serve((request) => request.socket.destroy())
    await expect(connect(endpoint).transport(get, patience)).rejects.toMatchObject({ kind: 'reset', sent: true })
    expect(seen.requests).toBe(2)
  })

  test('in the middle of an answer is a reset that was sent', async () => {
    const { endpoint } = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"da')
      setImmediate(() => request.socket.destroy())
    })
    await expect(connect(endpoint).transport(post, patience)).rejects.toMatchObject({ kind: 'reset', sent: true })
  })

  test('to answer in time leaves open whether the request was carried out', async () => {
    const { endpoint, seen } = await serve(() => {})
    await expect(connect(endpoint).transport(get, { timeoutMs: 50 })).rejects.toMatchObject({
      kind: 'timeout',
      sent: true,
    })
    expect(seen.requests).toBe(1)
  })

  test('to connect was not sent', async () => {
    const { endpoint } = await serve()
    await open.pop()?.()
    await expect(connect(endpoint).transport(post, patience)).rejects.toMatchObject({ kind: 'refused', sent: false })
  })

  test('to find the name was not sent', async () => {
    await expect(connect('https://nowhere.invalid:8006').transport(post, patience)).rejects.toMatchObject({
      kind: 'dns',
      sent: false,
    })
  })

  test('in the handshake was not sent', async () => {
    const server = createPlainServer((socket) => socket.destroy())
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    open.push(() => server.close())
    await expect(
      connect(`https://127.0.0.1:${portOf(server.address())}`).transport(post, patience),
    ).rejects.toMatchObject({ sent: false })
  })

  test('that the caller wished for ends with the reason of the signal', async () => {
    const cut = new AbortController()
    const reason = new Error('enough')
    const { endpoint } = await serve(() => cut.abort(reason))
    await expect(connect(endpoint).transport(get, { ...patience, signal: cut.signal })).rejects.toBe(reason)
  })

  test('of an address without https is said', async () => {
    await expect(connect('http://127.0.0.1:1').transport(get, patience)).rejects.toMatchObject({ sent: false })
  })
})
