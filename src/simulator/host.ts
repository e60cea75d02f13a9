/** What every part of the simulator works with: the world, and the time, chance and locks that it lives by. */
import type { Clock, Random } from '../clock.ts'
import type { Locks, Release } from './locks.ts'
import type { Pace } from './pace.ts'
import type { WorldState } from './state.ts'
import type { Trouble } from './trouble.ts'
import type { Web } from './web.ts'

export interface RunningTask {
  stop(): void
  /** Resolves when the task has ended, in whatever way. */
  readonly ended: Promise<void>
}

export interface Host {
  readonly clock: Clock
  readonly random: Random
  readonly state: WorldState
  readonly pace: Pace
  /** Milliseconds that a lock is waited for. */
  readonly lockWait: number
  /** Milliseconds from one broadcast of guest figures to the next. */
  readonly cycleMs: number
  readonly locks: Locks
  /** Waits for a free worker of the daemon; gives it back with what it resolves to. */
  daemon(): Promise<Release>
  /** How many copies go on to each storage. */
  readonly copies: Map<string, number>
  /** The tasks that run now, by UPID. */
  readonly workers: Map<string, RunningTask>
  /** Brings the broadcast figures up to the last cycle; called before anything changes. */
  settle(): void
  /** How files are fetched from elsewhere. */
  readonly web: Web
  /** What goes wrong. */
  readonly trouble: Trouble
  /** Signals of tasks that come no further. */
  readonly hung: WeakSet<AbortSignal>
  /** PEM of the certificate that clients see. */
  readonly certificate: string
  /** Aborted when the simulator is switched off. */
  readonly off: AbortSignal
}

export const seconds = (host: Host): number => Math.floor(host.clock.now() / 1000)

/** Lets the time of one kind of work pass; nothing at all where it takes none. */
export const pass = (host: Host, kind: keyof Pace, signal: AbortSignal = host.off): Promise<void> =>
  passFor(host, span(host, kind), signal)

export async function passFor(host: Host, ms: number, signal: AbortSignal): Promise<void> {
  if (host.hung.has(signal)) await aborted(signal)
  if (ms > 0) await host.clock.sleep(ms, signal)
  host.settle()
  signal.throwIfAborted()
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

/** Milliseconds, drawn from the span of that kind of work. */
export function span(host: Host, kind: keyof Pace): number {
  const [from, to] = host.pace[kind]
  return from === to ? from : Math.round(from + (to - from) * host.random.float())
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** A random UUID of version 4. */
export function uuid(host: Host): string {
  const bytes = host.random.bytes(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const text = hex(bytes)
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20, 32)].join('-')
}

/** What a cluster of several nodes is called. */
export const clusterName = 'sim'
