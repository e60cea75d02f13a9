/** The only endpoint that OpenTofu is given: on this machine, for one apply, passing on to Proxmox VE what a warrant permits. */
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Random } from '../../clock.ts'
import { HomestakError } from '../../errors.ts'
import type { Relay } from '../../pve/relayed-writes.ts'

export interface Gate {
  readonly endpoint: string
  /** Good for this gate alone: the host's own token stays with us. */
  readonly token: string
  /** PEM of what the gate shows. */
  readonly certificate: string
  /** Why the last call that failed did. */
  failure(): HomestakError | undefined
  close(): Promise<void>
}

export interface GateParts {
  readonly relay: Relay
  readonly random: Random
  /** Aborted: nothing more is begun. */
  readonly stop: AbortSignal
  /** Told of each task as soon as there is one. */
  readonly onTask: (upid: string) => void
}

const largestBody = 1024 * 1024

export async function openGate({ relay, random, stop, onTask }: GateParts): Promise<Gate> {
  const token = `homestak@pve!gate=${Buffer.from(random.bytes(16)).toString('hex')}`
  // It takes twenty megabytes, which a run without OpenTofu need not.
  const { generate } = await import('selfsigned')
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })
  let failure: HomestakError | undefined

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method, url = '', headers } = incoming
    const body = await bodyOf(incoming)
    const path = url.startsWith('/api2/json/') ? url.slice('/api2/json'.length) : undefined
    if (headers.authorization !== `PVEAPIToken=${token}`)
      return refuse(outgoing, 401, 'this is not the token of the gate')
    if (!isMethod(method) || path === undefined || body === undefined)
      return refuse(outgoing, 400, 'not a call of the API')
    if (method !== 'GET' && stop.aborted) return refuse(outgoing, 400, 'the run is to stop')
    try {
      const contentType = headers['content-type']
      const { response, upid } = await relay.pass({ method, path, contentType, body })
      if (upid !== undefined) onTask(upid)
      const type = response.headers['content-type'] ?? 'application/json'
      outgoing.writeHead(response.status, reasonOf(response.reason), { 'content-type': type }).end(response.body)
    } catch (error) {
      if (!(error instanceof HomestakError)) throw error
      failure = error
      // A status of the 500s would have the provider try again, and take a guest that it finds then for its own.
      refuse(outgoing, 400, error.message)
    }
  }

  const server = createServer({ key, cert }, (incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    endpoint: `https://127.0.0.1:${port}/`,
    token,
    certificate: cert,
    failure: () => failure,
    async close() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}

/** Undefined where there is more than any call has. */
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of incoming) {
    const bytes = Buffer.from(part)
    length += bytes.length
    if (length > largestBody) return undefined
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString()
}

function refuse(outgoing: ServerResponse, status: number, message: string): void {
  outgoing
    .writeHead(status, reasonOf(message), { 'content-type': 'application/json' })
    .end(JSON.stringify({ data: null, message }))
}

/** What may stand in the first line of an answer. */
const reasonOf = (text: string): string => text.replaceAll(/[^\x20-\x7e]+/g, ' ')

const isMethod = (method: string | undefined): method is 'GET' | 'POST' | 'PUT' | 'DELETE' =>
  method === 'GET' || method === 'POST' || method === 'PUT' || method === 'DELETE'
