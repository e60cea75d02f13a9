/** `node test/bench/sim-load.ts`: fifty clients at a simulated host with a thousand guests, on real sockets, for a minute. */
import { fork } from 'node:child_process'
import { parseArgs } from 'node:util'
import { seededRandom, systemClock } from '../../src/clock.ts'
import { createHttpsTransport } from '../../src/pve/https-transport.ts'
import { TransportError } from '../../src/pve/transport.ts'
import type { Transport } from '../../src/pve/transport.ts'
import { newCertificate } from '../../src/simulator/certificate.ts'
import { isRecord } from '../../src/simulator/schema.ts'
import { serve } from '../../src/simulator/server.ts'
import { createSimulator } from '../../src/simulator/simulator.ts'

const { values } = parseArgs({
  options: {
    guests: { type: 'string', default: '1000' },
    clients: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    host: { type: 'boolean', default: false },
  },
})
const guests = Number(values.guests)
const firstVmid = 1000
const image = 'vmstore:0,import-from=local:import/debian-12.qcow2'

interface Address {
  readonly endpoint: string
  readonly token: string
}

/** The host, in a process of its own: it fills itself, says where it is, and tells its memory when it is asked. */
async function host(): Promise<void> {
  const certificate = await newCertificate(['pve'])
  const parts = { clock: systemClock, random: seededRandom(1), certificate: certificate.cert }
  const first = createSimulator({ ...parts, profile: 'instant' })
  for (let vmid = firstVmid; vmid < firstVmid + guests; vmid += 1) {
    const form = { vmid, name: `g${vmid}`, scsi0: image, agent: 1, net0: 'virtio,bridge=vmbr0' }
    await first.world.run('POST', '/nodes/pve/qemu', form)
    await first.world.run('POST', `/nodes/pve/qemu/${vmid}/status/start`)
  }
  const simulator = createSimulator({ ...parts, speed: 5, snapshot: first.toSnapshot() })
  const { port } = await serve(simulator, { address: '127.0.0.1', port: 0, certificate })
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ memory: process.memoryUsage().rss, cpu: user + system })
  })
  process.send?.({ endpoint: `https://127.0.0.1:${port}`, token: simulator.token })
}

interface Tally {
  sent: number
  /** Milliseconds. */
  readonly times: number[]
  readonly answers: Map<string, number>
}

/** What clients do: mostly look, now and then change something; each has guests of its own to make and destroy. */
async function client(index: number, { endpoint, token }: Address, until: number, tally: Tally): Promise<void> {
  const random = seededRandom(index + 1)
  const { transport, close } = createHttpsTransport({ endpoint, trust: { insecure: true } })
  const own = firstVmid + guests + index
  const any = (): number => firstVmid + Math.floor(random.float() * guests)
  const acts: readonly (readonly ['GET' | 'POST' | 'PUT' | 'DELETE', () => string, string?])[] = [
    ['GET', () => '/cluster/resources?type=vm'],
    ['GET', () => '/nodes/pve/qemu'],
    ['GET', () => `/nodes/pve/qemu/${any()}/config`],
    ['GET', () => `/nodes/pve/qemu/${any()}/pending`],
    ['GET', () => `/nodes/pve/qemu/${any()}/status/current`],
    ['GET', () => `/nodes/pve/qemu/${any()}/agent/network-get-interfaces`],
    ['GET', () => '/nodes/pve/tasks?limit=20'],
    ['PUT', () => `/nodes/pve/qemu/${any()}/config`, `description=${index}`],
    ['POST', () => '/nodes/pve/qemu', `vmid=${own}&scsi0=${encodeURIComponent(image)}`],
    ['DELETE', () => `/nodes/pve/qemu/${own}`],
  ]
  while (Date.now() < until) {
    const [method, path, body] = acts[Math.floor(random.float() * acts.length)] ?? acts[0] ?? ['GET', () => '/version']
    const began = performance.now()
    const answer = await ask(transport, {
      method,
      path: `/api2/json${path()}`,
      token,
      ...(body === undefined ? {} : { body }),
    })
    tally.sent += 1
    tally.times.push(performance.now() - began)
    tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + 1)
  }
  await close()
}

interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly token: string
  readonly body?: string
}

async function ask(transport: Transport, { method, path, token, body }: Asked): Promise<string> {
  const headers = {
    authorization: `PVEAPIToken=${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  }
  try {
    const { status, reason } = await transport(
      { method, path, headers, ...(body === undefined ? {} : { body }) },
      { timeoutMs: 60_000 },
    )
    return `${status} ${reason.replaceAll(/\d+/g, 'N')}`
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return `no answer: ${error.kind} ${error.message}`
  }
}

/** What the real server answers in such a crowd: guests that are there already, or not any more, or busy. */
const usual: readonly RegExp[] = [
  /^200 /,
  /^500 unable to create VM N - VM N already exists/,
  /^500 Configuration file '.*' does not exist$/,
  /^500 can't lock file/,
  /^500 VM is locked/,
  /^500 (?:QEMU guest agent is not running|VM N is not running|VM N is running)/,
]

async function main(): Promise<number> {
  const child = fork(import.meta.filename, ['--host', `--guests=${guests}`], { stdio: 'inherit' })
  const next = (): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      child.once('message', (message) => (isRecord(message) ? resolve(message) : reject(new Error('no message'))))
      child.once('exit', () => reject(new Error('the host has ended')))
    })
  const began = performance.now()
  const { endpoint, token } = await next()
  process.stdout.write(`${guests} guests made and started in ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
  const told = (): Promise<Record<string, unknown>> => {
    const answer = next()
    child.send('tell')
    return answer
  }
  const before = await told()
  const tally: Tally = { sent: 0, times: [], answers: new Map() }
  const until = Date.now() + Number(values.seconds) * 1000
  const address = { endpoint: String(endpoint), token: String(token) }
  await Promise.all(Array.from({ length: Number(values.clients) }, (_, index) => client(index, address, until, tally)))
  const after = await told()
  child.kill()
  return report(tally, Number(after['memory']), Number(after['cpu']) - Number(before['cpu']))
}

/** `cpu` is in microseconds. */
function report({ sent, times, answers }: Tally, memory: number, cpu: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)
  process.stdout.write(
    `${values.clients} clients: ${sent} requests, ${Math.round(sent / Number(values.seconds))} a second\n`,
  )
  process.stdout.write(`median ${at(0.5)} ms, 99 of 100 within ${at(0.99)} ms, slowest ${at(0.9999)} ms\n`)
  process.stdout.write(
    `host: ${Math.round(memory / 1_048_576)} MiB, ${(cpu / 1000 / sent).toFixed(2)} ms of CPU a request\n`,
  )
  let odd = 0
  for (const [answer, count] of [...answers].toSorted(([, a], [, b]) => b - a)) {
    const isUsual = usual.some((pattern) => pattern.test(answer))
    if (!isUsual) odd += count
    process.stdout.write(`${isUsual ? ' ' : '!'} ${String(count).padStart(7)} ${answer}\n`)
  }
  return odd > 0 ? 1 : 0
}

if (values.host) await host()
else process.exitCode = await main()
