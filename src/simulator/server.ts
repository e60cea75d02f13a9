/** The simulator on a socket: HTTPS with the connection habits of the real proxy. */
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
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
  const server = createServer(
    { key: certificate.key, cert: certificate.cert, keepAliveTimeout: idleMs },
    (incoming, outgoing) => {
      answer(simulator, incoming, outgoing).catch(() => incoming.socket.destroy())
    },
  )
  server.maxRequestsPerSocket = requestsPerConnection
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject)
  server.listen(port, address, listening.resolve)
  await listening.promise
  return {
    port: portOf(server.address()),
    async close() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}

const portOf = (bound: AddressInfo | string | null): number => (typeof bound === 'object' && bound ? bound.port : 0)

async function answer(simulator: Simulator, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
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
    // Node refuses what is not Latin-1 in a reason phrase.
    outgoing.writeHead(response.status, response.reason.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?'), {
      ...response.headers,
      'content-length': Buffer.byteLength(response.body),
    })
    outgoing.end(response.body)
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    incoming.socket.destroy()
  }
}
