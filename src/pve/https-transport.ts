/** The transport of real life: HTTPS with few, short-lived connections, as Proxmox VE's proxy likes them. */
import { Readable } from 'node:stream'
import type { HttpRequest, HttpResponse, Transport } from './transport.ts'
import type { Trust } from './trusted-connect.ts'
import { TransportError } from './transport.ts'
import { trustedConnector } from './trusted-connect.ts'
import { Pool, requestOn } from './undici-parts.ts'

export interface HttpsTransportParts {
  /** e.g. `https://192.0.2.10:8006`. */
  readonly endpoint: string
  readonly trust: Trust
}

export interface HttpsTransport {
  readonly transport: Transport
  /** SHA-256 of the certificate seen, `AA:BB:…`; undefined before the first connection. */
  peerFingerprint(): string | undefined
  /** Ends all connections, also those in the making; requests under way fail. */
  close(): Promise<void>
}

/** pveproxy has three workers; more connections of a kind would only wait there. */
const connections = 3
/** pveproxy closes an idle connection after 5 s, and any after 100 requests. */
const idleMs = 4000
const requestsPerConnection = 90
const connectTimeoutMs = 30_000
/** No answer of the API that is of use comes near this. */
const largestAnswer = 64 * 1024 * 1024

export function createHttpsTransport({ endpoint, trust }: HttpsTransportParts): HttpsTransport {
  const closed = new AbortController()
  const { connect, peerFingerprint } = trustedConnector(trust, connectTimeoutMs, closed.signal)
  const newPool = () =>
    new Pool(new URL(endpoint).origin, {
      connect,
      connections,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      maxRequestsPerClient: requestsPerConnection,
      maxResponseSize: largestAnswer,
    })
  // A write may wait ten seconds for a lock of Proxmox VE: reads have connections of their own.
  const reads = newPool()
  const writes = newPool()

  const exchange: Transport = async ({ method, path, headers, body, stream }, { timeoutMs, signal }) => {
    try {
      const sent = requestOn(method === 'GET' ? reads : writes, {
        method,
        path,
        // With its length given, a streamed body is not sent in chunks, which pveproxy does not take.
        headers: stream ? { ...headers, 'content-length': String(stream.length) } : headers,
        body: stream ? Readable.from(stream.open()) : (body ?? null),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        ...(signal ? { signal } : {}),
      })
      const response = await (signal ? unlessAborted(signal, sent) : sent)
      return {
        status: response.statusCode,
        reason: response.statusText,
        headers: flatten(response.headers),
        body: await response.body.text(),
      }
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      throw error instanceof TransportError ? error : exchangeError(error)
    }
  }

  return {
    transport: (request, options) =>
      exchange(request, options).catch((error: unknown) => {
        if (isDeadConnection(request, error) && !options.signal?.aborted) return exchange(request, options)
        throw error
      }),
    peerFingerprint,
    async close() {
      // A pool would let a connection in the making go on, and the process with it.
      closed.abort()
      await Promise.all([reads.destroy(), writes.destroy()])
    },
  }
}

/** A request that still waits for its connection does not look at the signal; it is not sent once the connection stands. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const cut = Promise.withResolvers<never>()
  const onAbort = () => cut.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, cut.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** A kept connection may be closed in the very moment that it is used again; a read can be sent once more. */
const isDeadConnection = ({ method }: HttpRequest, error: unknown): boolean =>
  method === 'GET' && error instanceof TransportError && error.kind === 'reset' && error.sent

const flatten = (headers: Readonly<Record<string, string | string[] | undefined>>): HttpResponse['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )

/** Errors after the connection stood: the server may have seen the request. */
function exchangeError(error: unknown): TransportError {
  const code =
    typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const timeout = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
  const message = timeout
    ? 'no answer in time'
    : `the connection was cut before the answer was complete (${code || String(error)})`
  return new TransportError({ kind: timeout ? 'timeout' : 'reset', sent: true, message, cause: error })
}
