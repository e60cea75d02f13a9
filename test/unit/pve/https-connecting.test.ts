/** What becomes of a request while its connection is still in the making. */
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpsTransport } from '../../../src/pve/https-transport.ts'
import { TransportError, type HttpRequest } from '../../../src/pve/transport.ts'

const get: HttpRequest = { method: 'GET', path: '/api2/json/version', headers: {} }
const patience = { timeoutMs: 20_000 }

/** A transport to a server that does with each connection what it is told. */
async function transportTo(meet: (socket: Socket) => void) {
  const server = createServer((socket) => meet(socket.on('error', () => undefined)))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  // Neither a pipe nor closed: it listens on a port.
  const { port } = server.address() as AddressInfo
  const https = createHttpsTransport({ endpoint: `https://127.0.0.1:${port}`, trust: { insecure: true } })
  onTestFinished(async () => {
    await https.close()
    server.close()
  })
  return https
}

/** A transport to a server that takes connections and never says a word. */
async function transportToSilence() {
  const met = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  const https = await transportTo((socket) => {
    met.resolve()
    socket.resume().on('close', () => gone.resolve())
  })
  return { ...https, met: met.promise, gone: gone.promise }
}

/** A connection is given up by itself after 30 s: what ends well before ended for another reason. */
const wellBefore = 20_000

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

test('it ends with the signal of the caller, not only when the connection is given up', async () => {
  const { transport, met } = await transportToSilence()
  const began = performance.now()
  const cut = new AbortController()
  const reason = new Error('enough')
  const failure = errorOf(transport(get, { ...patience, signal: cut.signal }))
  await met
  cut.abort(reason)
  expect(await failure).toBe(reason)
  expect(performance.now() - began).toBeLessThan(wellBefore)
})

test('it ends with the transport, and so does the connection, which would keep the process alive', async () => {
  const { transport, close, met, gone } = await transportToSilence()
  const began = performance.now()
  const failure = errorOf(transport(get, patience))
  await met
  await close()
  await gone
  expect(await failure).toBeInstanceOf(TransportError)
  expect(performance.now() - began).toBeLessThan(wellBefore)
})

test('what answers without TLS is told as that, and nothing was sent', async () => {
  const { transport } = await transportTo((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  await expect(transport({ ...get, method: 'POST' }, patience)).rejects.toMatchObject({
    kind: 'refused',
    sent: false,
    message: expect.stringContaining('does not speak HTTPS'),
  })
})
