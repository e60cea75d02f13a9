/** A small HTTP server for those who look after a watching run: `/metrics`, `/healthz`, `/readyz`. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Clock } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import { hostPort, type ListenAddress } from '../listen-address.ts'
import type { Log } from '../log.ts'
import { notAlive, notReady, type Vitals } from './health.ts'
import { createMetrics, type Metrics, type MetricsParts } from './metrics.ts'

export interface OpenMetricsParts extends MetricsParts, Pick<Vitals, 'lookEveryMs' | 'hostTimeoutMs'> {
  readonly listen: ListenAddress
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
  readonly obstacles: () => readonly string[]
}

export interface OpenMetrics extends Pick<Metrics, 'onEvent' | 'onCall'> {
  /** With the port that was taken. */
  readonly address: ListenAddress
  close(): Promise<void>
}

/** Whoever scrapes needs one connection or two. */
const connections = 32

/** It answers when the promise resolves. Throws Usage where the address cannot be had. */
export async function openMetrics(parts: OpenMetricsParts): Promise<OpenMetrics> {
  const { listen, log } = parts
  const metrics = await createMetrics(parts)
  const server = createServer(answering(routes(parts, metrics), log))
  server.maxConnections = connections
  const port = await bind(server, listen)
  server.on('error', (error) => log.warn({ err: error }, 'metrics'))
  return {
    address: { address: listen.address, port },
    onEvent: metrics.onEvent,
    onCall: metrics.onCall,
    async close() {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      server.closeAllConnections()
      await promise
    },
  }
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

type Routes = Readonly<Record<string, () => Answer | Promise<Answer>>>

const text = (status: number, lines: readonly string[]): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${lines.join('\n')}\n`,
})

const verdict = (reasons: readonly string[]): Answer => (reasons.length === 0 ? text(200, ['ok']) : text(503, reasons))

function routes(
  { clock, state, obstacles, lookEveryMs, hostTimeoutMs }: OpenMetricsParts,
  { text: exposition, contentType }: Metrics,
): Routes {
  const opened = clock.now()
  const vitals = (): Vitals => ({
    state: state(),
    opened,
    now: clock.now(),
    lookEveryMs,
    hostTimeoutMs,
    obstacles: obstacles(),
  })
  return {
    '/metrics': async () => ({ status: 200, type: contentType, body: await exposition() }),
    '/healthz': () => verdict(notAlive(vitals())),
    '/readyz': () => verdict(notReady(vitals())),
  }
}

const answering =
  (known: Routes, log: OpenMetricsParts['log']): RequestListener =>
  (request, response) => {
    const send = ({ status, type, body }: Answer): void => {
      response.writeHead(status, {
        'content-type': type,
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
      })
      response.end(request.method === 'HEAD' ? undefined : body)
    }
    const path = (request.url ?? '').replace(/\?.*/, '')
    const route = Object.hasOwn(known, path) ? known[path] : undefined
    if (!route) return send(text(404, [`there are ${Object.keys(known).join(', ')}`]))
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(text(405, ['GET and HEAD only']))
    Promise.resolve()
      .then(route)
      .then(send)
      .catch((error: unknown) => {
        log.warn({ err: error, path }, 'metrics')
        send(text(500, ['this could not be told; the log says why']))
      })
  }

function bind(server: Server, listen: ListenAddress): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const onError = (cause: NodeJS.ErrnoException): void =>
    reject(
      new HomestakError({
        code: 'Usage',
        message: `--metrics: cannot listen on ${hostPort(listen)}: ${whyNot(cause)}`,
        hint: 'choose another ADDR:PORT; port 0 takes a free one',
        cause,
      }),
    )
  server.once('error', onError)
  server.listen({ port: listen.port, host: listen.address }, () => {
    server.off('error', onError)
    const bound = server.address()
    resolve(typeof bound === 'object' && bound !== null ? bound.port : listen.port)
  })
  return promise
}

const whyNot = ({ code, message }: NodeJS.ErrnoException): string => {
  if (code === 'EADDRINUSE') return 'another program listens there'
  if (code === 'EACCES') return 'this user may not listen on that port'
  if (code === 'EADDRNOTAVAIL') return 'this machine has no such address'
  return message
}
