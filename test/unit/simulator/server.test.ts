/** The simulator on a socket: TLS, reason phrases, and how connections are kept. */
import { get, type IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { connect } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../src/clock.ts'
import { fingerprintOf, newCertificate } from '../../../src/simulator/certificate.ts'
import type { Certificate } from '../../../src/simulator/certificate.ts'
import { serve } from '../../../src/simulator/server.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { seededRandom } from './virtual-clock.ts'

const simulator = createSimulator({ clock: systemClock, random: seededRandom(), profile: 'instant' })
let certificate: Certificate
let server: Awaited<ReturnType<typeof serve>>
let agent: Agent

beforeAll(async () => {
  certificate = await newCertificate(['pve'])
  server = await serve(simulator, { address: '127.0.0.1', port: 0, certificate })
  agent = new Agent({ keepAlive: true, maxSockets: 1, ca: certificate.cert })
})

afterAll(async () => {
  agent.destroy()
  await server.close()
})

async function ask(
  path: string,
  token = simulator.token,
): Promise<{ readonly answer: IncomingMessage; readonly body: string; readonly local: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  let local = 0
  const sent = request(
    { agent, host: '127.0.0.1', port: server.port, path, headers: { authorization: `PVEAPIToken=${token}` } },
    resolve,
  )
  sent.on('error', reject)
  sent.on('socket', (socket) => {
    const note = (): void => void (local = socket.localPort ?? 0)
    if (socket.connecting) socket.once('connect', note)
    else note()
  })
  sent.end()
  const answer = await promise
  let body = ''
  for await (const chunk of answer) body += String(chunk)
  return { answer, body, local }
}

test('the certificate is good for this machine and the node, and its fingerprint is the one told', async () => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect({ host: '127.0.0.1', port: server.port, servername: 'pve', ca: certificate.cert }, () => {
    resolve(socket.getPeerCertificate().fingerprint256)
    socket.destroy()
  })
  socket.on('error', reject)
  expect(await promise).toBe(fingerprintOf(certificate))
})

test('a connection is kept after an answer and closed after an error', async () => {
  const first = await ask('/api2/json/version')
  expect(first.answer.statusCode).toBe(200)
  expect(first.answer.headers['server']).toBe('pve-api-daemon/3.0')
  expect(first.body).toBe('{"data":{"version":"9.2.11","release":"9.2","repoid":"14a22df35955d97d"}}')
  const second = await ask('/api2/json/nodes/pve/qemu/399/config')
  expect(second.local).toBe(first.local)
  expect(second.answer).toMatchObject({
    statusCode: 500,
    statusMessage: "Configuration file 'nodes/pve/qemu-server/399.conf' does not exist",
  })
  expect(second.answer.headers['connection']).toBe('close')
  expect((await ask('/api2/json/version')).local).not.toBe(first.local)
})

test('a connection that a fault cuts is reset, and the next one is served', async () => {
  simulator.faults = (_request, phase) => (phase === 'after' ? 'reset' : 'pass')
  await expect(ask('/api2/json/version')).rejects.toMatchObject({ code: 'ECONNRESET' })
  simulator.faults = undefined
  expect((await ask('/api2/json/version')).answer.statusCode).toBe(200)
})

test('a hundred requests are the most of one connection', async () => {
  await ask('/api2/json/nodes/pve/qemu/399/config')
  const asked: (readonly [number, string | undefined])[] = []
  for (let index = 0; index < 101; index += 1) {
    const { local, answer } = await ask('/api2/json/version')
    asked.push([local, answer.headers['connection']])
  }
  expect(new Set(asked.slice(0, 100).map(([local]) => local)).size).toBe(1)
  expect([asked[98]?.[1], asked[99]?.[1]]).toEqual(['Keep-Alive', 'close'])
  expect(asked[100]?.[0]).not.toBe(asked[99]?.[0])
})

test('a port that is taken is an error', async () => {
  await expect(serve(simulator, { address: '127.0.0.1', port: server.port, certificate })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
})

test('plain HTTP on the same port is sent on to HTTPS', async () => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  get(`http://127.0.0.1:${server.port}/api2/json/version?a=b`, resolve).on('error', reject)
  const answer = await promise
  answer.resume()
  expect(answer.statusCode).toBe(301)
  expect(answer.headers['location']).toBe(`https://127.0.0.1:${server.port}/api2/json/version?a=b`)
})

test('a long answer is compressed for those who take it, and every answer has expired already', async () => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const headers = { authorization: `PVEAPIToken=${simulator.token}`, 'accept-encoding': 'gzip, deflate' }
  request({ agent, host: '127.0.0.1', port: server.port, path: '/api2/json/access/roles', headers }, resolve)
    .on('error', reject)
    .end()
  const answer = await promise
  const chunks: Uint8Array[] = []
  for await (const chunk of answer) chunks.push(chunk)
  expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', expires: answer.headers.date })
  const { body, answer: uncompressed } = await ask('/api2/json/access/roles')
  expect(uncompressed.headers).not.toHaveProperty('content-encoding')
  expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe(body)
})
