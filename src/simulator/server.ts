/** The simulator on a socket: HTTPS with the connection habits of the real proxy. */
import { createServer as createPlainServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Certificate } from './certificate.ts'
import { TransportError } from '../pve/transport.ts'
import type { Simulator } from './simulator.ts'

/** Idle connections are closed after this many milliseconds, others after so many requests. */
const idleMs = 5000
const requestsPerConnection = 100

/** Listens until `close`; rejects when the port is taken. */
export async function serve(
  simulator: Simulator,
  { address, port, certificate }: { address: string; port: number; certificate: Certificate },
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const requests = new WeakMap<Socket, number>()
  const secure = createSecureServer(
    { key: certificate.key, cert: certificate.cert, keepAliveTimeout: idleMs, keepAliveTimeoutBuffer: 0 },
    (incoming, outgoing) => {
      const asked = (requests.get(incoming.socket) ?? 0) + 1
      requests.set(incoming.socket, asked)
      const last = asked >= requestsPerConnection
      answer(simulator, incoming, outgoing, last).catch(() => incoming.socket.destroy())
    },
  )
  const plain = createPlainServer((incoming, outgoing) => {
    const location = `https://${incoming.headers.host ?? address}${incoming.url ?? '/'}`
    const reads = incoming.method === 'GET' || incoming.method === 'HEAD'
    const [status, reason] = reads ? [301, 'Moved Permanently'] : [308, 'Permanent Redirect']
    outgoing.writeHead(status, reason, { Location: location, Connection: 'close' }).end()
  })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    handOn(socket, secure, plain)
  })
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject)
  server.listen(port, address, listening.resolve)
  await listening.promise
  return {
    port: portOf(server.address()),
    async close() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      for (const socket of open) socket.destroy()
      await closed.promise
    },
  }
}

/** The first byte of a TLS connection: that of a handshake. */
const handshake = 0x16

/** One port speaks both: what is not TLS is plain HTTP. */
function handOn(socket: Socket, secure: Server, plain: Server): void {
  socket.once('data', (chunk) => {
    socket.pause()
    socket.unshift(chunk)
    const server = chunk[0] === handshake ? secure : plain
    server.emit('connection', socket)
    queueMicrotask(() => socket.resume())
  })
}

const portOf = (bound: AddressInfo | string | null): number => (typeof bound === 'object' && bound ? bound.port : 0)

async function answer(
  simulator: Simulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  last: boolean,
): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  try {
    const response = await simulator.handle({
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers,
      body: Buffer.concat(chunks),
    })
    const { body, encoding } = encode(response.body, headers['accept-encoding'] ?? '')
    const told = {
      ...response.headers,
      ...encoding,
      ...(last ? { connection: 'close' } : {}),
      'content-length': String(body.length),
    }
    // Node refuses what is not Latin-1 in a reason phrase.
    const reason = response.reason.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')
    const spelled = Object.entries(told).map(([name, value]) => [spelt(name), value])
    outgoing.writeHead(response.status, reason, Object.fromEntries(spelled))
    outgoing.end(body)
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    incoming.socket.destroy()
  }
}

/** `content-type` as the real proxy writes it. */
const spelt = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())

/** Only what is longer than this many bytes is compressed. */
const compressedFrom = 1024

function encode(
  text: string,
  accepted: string,
): { readonly body: Uint8Array; readonly encoding: Readonly<Record<string, string>> } {
  const body = Buffer.from(text)
  if (body.length <= compressedFrom || !accepted.includes('gzip')) return { body, encoding: {} }
  return { body: gzipSync(body), encoding: { 'content-encoding': 'gzip' } }
}
