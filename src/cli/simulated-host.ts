/** A simulated Proxmox VE host on a socket of this machine; with a folder, it outlives the process. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Random } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import { hostPort } from '../listen-address.ts'
import { fingerprintOf, newCertificate, type Certificate } from '../simulator/certificate.ts'
import type { Profile } from '../simulator/pace.ts'
import { serve } from '../simulator/server.ts'
import { createSimulator, type Simulator } from '../simulator/simulator.ts'
import type { FaultPlan } from '../simulator/trouble.ts'
import { createWeb } from '../simulator/web.ts'
import { defaultPlan, type WorldPlan } from '../simulator/world.ts'

export interface SimulatedHostParts {
  readonly clock: Clock
  readonly random: Random
  readonly speed: number
  readonly profile?: Profile | undefined
  /** What a new world begins with. */
  readonly world?: WorldPlan | undefined
  readonly faults?: FaultPlan | undefined
  readonly address: string
  /** 0: the one it had before, or any. */
  readonly port: number
  /** Absolute; where the world is kept. */
  readonly data?: string | undefined
}

export interface SimulatedHost {
  readonly simulator: Simulator
  readonly endpoint: string
  /** SHA-256 of the certificate, `AA:BB:…`. */
  readonly fingerprint: string
  /** Saves the world where it has a folder, and stops to answer. */
  close(): Promise<void>
}

/** What is kept beside the world itself. */
interface Socket {
  readonly certificate: Certificate
  readonly port: number
}

/** Answers when the promise resolves. Throws HomestakError where the port or the folder cannot be used. */
export async function startSimulatedHost(parts: SimulatedHostParts): Promise<SimulatedHost> {
  const { clock, random, speed, address, data } = parts
  const kept = data === undefined ? undefined : await readKept(data)
  const world = parts.world ?? defaultPlan
  const certificate = kept?.socket.certificate ?? (await newCertificate(world.nodeNames))
  const simulator = createSimulator({
    clock,
    random,
    speed,
    world,
    certificate: certificate.cert,
    web: createWeb(),
    ...(parts.profile === undefined ? {} : { profile: parts.profile }),
    ...(parts.faults === undefined ? {} : { faults: parts.faults }),
    ...(kept ? { snapshot: kept.world } : {}),
  })
  const server = await listen(
    simulator,
    { address, certificate, port: parts.port || (kept?.socket.port ?? 0) },
    parts.port === 0,
  )
  const socket: Socket = { certificate, port: server.port }
  const keeping = data === undefined ? undefined : keep(simulator, socket, data)
  await keeping?.save()
  const name = ['0.0.0.0', '::'].includes(address) ? '127.0.0.1' : address
  return {
    simulator,
    endpoint: `https://${hostPort({ address: name, port: server.port })}`,
    fingerprint: fingerprintOf(certificate),
    async close() {
      await server.close()
      simulator.switchOff()
      await keeping?.save()
    },
  }
}

/** A port that was only remembered may be taken by now: then any will do. */
async function listen(
  simulator: Simulator,
  options: Parameters<typeof serve>[1],
  anyWillDo: boolean,
): ReturnType<typeof serve> {
  try {
    return await serve(simulator, options)
  } catch (cause) {
    if (anyWillDo && options.port !== 0) return listen(simulator, { ...options, port: 0 }, false)
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new HomestakError({
      code: 'Usage',
      message: `cannot listen on ${hostPort(options)}: ${why}`,
      hint: 'choose another with --listen ADDR:PORT; port 0 takes a free one',
      cause,
    })
  }
}

const worldFile = 'world.json'
const socketFile = 'socket.json'

async function readKept(data: string): Promise<{ readonly world: unknown; readonly socket: Socket } | undefined> {
  const [world, socket] = await Promise.all([readJson(join(data, worldFile)), readJson(join(data, socketFile))])
  return world !== undefined && isSocket(socket) ? { world, socket } : undefined
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw unusable(path, cause)
  }
}

const unusable = (path: string, cause: unknown): HomestakError =>
  new HomestakError({
    code: 'StateUnusable',
    message: `${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: 'name another folder with --data; a new world is made there',
    cause,
  })

function isSocket(value: unknown): value is Socket {
  if (typeof value !== 'object' || value === null || !('certificate' in value) || !('port' in value)) return false
  const { certificate, port } = value
  if (typeof port !== 'number' || typeof certificate !== 'object' || certificate === null) return false
  return 'key' in certificate && 'cert' in certificate
}

/** Saves a moment after each write, so that a world that is killed has lost little. */
function keep(simulator: Simulator, socket: Socket, data: string): { save(): Promise<void> } {
  let saving = Promise.resolve()
  let due = false
  const save = (): Promise<void> => {
    due = false
    saving = saving.catch(() => undefined).then(() => write(data, simulator.toSnapshot(), socket))
    return saving
  }
  simulator.onRequest = ({ method }) => {
    if (method === 'GET' || due) return
    due = true
    setImmediate(() => void save().catch(() => undefined))
  }
  return { save }
}

async function write(data: string, world: unknown, socket: Socket): Promise<void> {
  try {
    await mkdir(data, { recursive: true, mode: 0o700 })
    for (const [name, value] of [
      [socketFile, socket],
      [worldFile, world],
    ] as const) {
      await writeFile(join(data, `${name}.new`), JSON.stringify(value), { mode: 0o600 })
      await rename(join(data, `${name}.new`), join(data, name))
    }
  } catch (cause) {
    throw unusable(data, cause)
  }
}
