/** A simulated Proxmox VE cluster without sockets: requests in, answers out, deterministic for a clock and a random. */
import type { Clock, Random } from '../clock.ts'
import type { HttpRequest, Transport } from '../pve/transport.ts'
import { TransportError } from '../pve/transport.ts'
import { byHand } from './by-hand.ts'
import type { ByHand } from './by-hand.ts'
import type { Fault, Faults } from './faults.ts'
import { cutConnection } from './faults.ts'
import type { Host } from './host.ts'
import { uuid } from './host.ts'
import type { SimRequest } from './http-request.ts'
import type { SimResponse } from './kernel.ts'
import { respond } from './kernel.ts'
import { createLocks, createWorkers } from './locks.ts'
import type { Profile } from './pace.ts'
import { paceOf } from './pace.ts'
import { broadcastFields } from './qemu/status.ts'
import { sampleCertificate } from './sample-certificates.ts'
import { isRecord } from './schema.ts'
import type { WorldState } from './state.ts'
import { zonesOn } from './sdn/status.ts'
import { troubleOf } from './trouble.ts'
import type { FaultPlan } from './trouble.ts'
import { noWeb } from './web.ts'
import type { Web } from './web.ts'
import type { WorldPlan } from './world.ts'
import { defaultPlan, newWorld } from './world.ts'

export interface SimulatorOptions {
  readonly clock: Clock
  readonly random: Random
  /** How long things take; `fast` by default. */
  readonly profile?: Profile
  /** Everything happens this many times as fast. */
  readonly speed?: number
  readonly nodeNames?: readonly string[]
  /** What `toSnapshot` gave. */
  readonly snapshot?: unknown
  readonly world?: WorldPlan
  /** How the hosts fetch files from elsewhere; without it they reach nothing. */
  readonly web?: Web
  /** What goes wrong, decided by its seed. */
  readonly faults?: FaultPlan
  /** PEM of the certificate that clients see. */
  readonly certificate?: string
}

/** A request that was answered. */
export interface LoggedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** 0 where a fault cut the connection. */
  readonly status: number
}

export interface Simulator {
  /** Answers a request; throws a TransportError where a fault cuts the connection. */
  handle(request: SimRequest): Promise<SimResponse>
  /** The name of the node that answers. */
  readonly node: string
  /** `user@realm!name=secret` of a token with all rights. */
  readonly token: string
  readonly rootPassword: string
  /** Acts as a person at the host would, and looks at what is there. */
  readonly world: ByHand
  /** Faults to inject; set it at any time. */
  faults: Faults | undefined
  /** Called with every request that was answered. */
  onRequest: ((request: LoggedRequest) => void) | undefined
  /** Everything there is, as JSON. Tasks that run are shown as broken off. */
  toSnapshot(): unknown
  /** Ends all running tasks without a trace, as a power cut would. */
  switchOff(): void
}

/** Milliseconds between broadcasts, and that a file lock is waited for. */
const cycleMs = 10_000
const lockWaitMs = 10_000
const daemonWorkers = 3
const tokenName = 'homestak'
/** How many requests are remembered. */
const kept = 200_000
const unreachable = { before: 'refuse', after: 'pass', lateMs: 0 } as const

export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, random, profile = 'fast', speed = 1 } = options
  const plan: WorldPlan = {
    ...(options.world ?? defaultPlan),
    ...(options.nodeNames ? { nodeNames: options.nodeNames } : {}),
  }
  const state = readSnapshot(options.snapshot) ?? newWorld(plan, clock, random)
  const off = new AbortController()
  const host: Host = {
    clock,
    random,
    state,
    pace: paceOf(profile, speed),
    cycleMs: cycleMs / speed,
    lockWait: lockWaitMs / speed,
    locks: createLocks(clock),
    daemon: createWorkers(daemonWorkers),
    copies: new Map(),
    workers: new Map(),
    off: off.signal,
    web: options.web ?? noWeb,
    trouble: troubleOf(options.faults ?? { faults: [] }, clock),
    hung: new WeakSet(),
    certificate: options.certificate ?? sampleCertificate,
    settle: () => settle(host),
  }
  const log: LoggedRequest[] = []
  const secret = rootToken(host)
  const simulator: Simulator = {
    node: state.nodes[0] ?? 'pve',
    token: `root@pam!${tokenName}=${secret}`,
    rootPassword: plan.rootPassword,
    faults: undefined,
    onRequest: undefined,
    world: byHand(host, log, (request) => respond(host, request)),
    async handle(request) {
      const path = request.path.split('?')[0] ?? ''
      const trouble = host.trouble.isDown(simulator.node)
        ? unreachable
        : host.trouble.request({ method: request.method, path })
      const ask = (phase: 'before' | 'after'): Fault => {
        const scripted = simulator.faults?.({ method: request.method, path }, phase) ?? 'pass'
        return scripted === 'pass' ? trouble[phase] : scripted
      }
      const note = (status: number) => {
        const entry = { method: request.method, path: request.path, status }
        log.push(entry)
        if (log.length > kept) log.splice(0, kept / 2)
        simulator.onRequest?.(entry)
      }
      const fail = (fault: Fault): SimResponse | undefined => {
        if (fault === 'pass') return undefined
        note(typeof fault === 'string' ? 0 : fault.status)
        if (typeof fault === 'string') throw cutConnection(fault)
        return { ...fault, headers: { connection: 'close' }, body: '' }
      }
      if (trouble.lateMs > 0) await clock.sleep(trouble.lateMs, off.signal)
      const refused = fail(ask('before'))
      if (refused) return refused
      host.settle()
      const response = await respond(host, request)
      const lost = fail(ask('after'))
      if (lost) return lost
      note(response.status)
      return response
    },
    toSnapshot: () => structuredClone(state),
    switchOff: () => off.abort(),
  }
  return simulator
}

/** Takes over what the last cycle said, as of its time, before anything changes after it. */
function settle(host: Host): void {
  const { state, clock } = host
  const cycle = Math.floor(clock.now() / host.cycleMs)
  if (cycle <= state.cycle) return
  state.cycle = cycle
  const time = cycle * host.cycleMs
  const guests = Object.values(state.guests)
  state.broadcast = Object.fromEntries(
    guests.map((guest) => {
      const fields = host.trouble.isDown(guest.node) ? { status: 'unknown' } : broadcastFields(guest, time)
      return [String(guest.vmid), { fields }]
    }),
  )
  if (!state.sdn?.running) return
  const up = state.nodes.filter((node) => !host.trouble.isDown(node))
  state.zones = Object.fromEntries(up.map((node) => [node, zonesOn(host, node)]))
}

function rootToken(host: Host): string {
  const root = host.state.users['root@pam']
  if (!root) throw new Error('the simulated world has no root')
  const token = (root.tokens[tokenName] ??= { secret: uuid(host), privsep: false, expire: 0 })
  return token.secret
}

function readSnapshot(snapshot: unknown): WorldState | undefined {
  if (snapshot === undefined) return undefined
  const copy: unknown = structuredClone(snapshot)
  if (!isWorld(copy)) throw new TypeError('this is no snapshot of a simulated world of version 1')
  return completed(copy)
}

/** A world that was kept before these were remembered. */
const completed = (world: WorldState): WorldState => ({
  ...world,
  settings: world.settings ?? {},
  realms: world.realms ?? {},
})

const isWorld = (value: unknown): value is WorldState =>
  isRecord(value) &&
  value['version'] === 1 &&
  Array.isArray(value['nodes']) &&
  isRecord(value['guests']) &&
  Array.isArray(value['tasks'])

/** The simulator as a transport, for tests in one process. @internal */
export function simulatedTransport(simulator: Simulator, clock: Clock): Transport {
  return async (request, { timeoutMs, signal }) => {
    signal?.throwIfAborted()
    const body = await bytesOf(request)
    const { method, path, headers } = request
    const over = new AbortController()
    // Not AbortSignal.any: a signal that lasts as long as a run keeps what is made of it, for every request.
    const giveUp = () => over.abort(signal?.reason)
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp)
    const patience = clock.sleep(timeoutMs, over.signal).then(() => {
      throw new TransportError({ kind: 'timeout', sent: true, message: `no answer within ${timeoutMs} ms` })
    })
    try {
      return await Promise.race([simulator.handle({ method, path, headers, body }), patience])
    } finally {
      signal?.removeEventListener('abort', giveUp)
      over.abort(answered)
      patience.catch(() => undefined)
    }
  }
}

const answered = new Error('answered')

async function bytesOf({ body, stream }: HttpRequest): Promise<Uint8Array> {
  if (!stream) return typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array())
  const chunks: Uint8Array[] = []
  for await (const chunk of stream.open()) chunks.push(chunk)
  return Buffer.concat(chunks)
}
