/** A run that watches, in virtual time, with its files in a map and a hand on what git is at. */
import type { RunEvent } from '../../../src/reconciler/documents.ts'
import type { Desire, Ports, RunOptions } from '../../../src/reconciler/engine.ts'
import type { LiveNode, LiveState } from '../../../src/reconciler/live.ts'
import { watch } from '../../../src/reconciler/watch/watch.ts'
import type { Store } from '../../../state/store.ts'
import type { Lab } from '../../lab.ts'
import { runOptions } from '../../run-options.ts'

export interface WatchedLab {
  state(): LiveState
  node(label: string): LiveNode | undefined
  /** Saves a manifest, or takes it away, and lets the run hear of it. */
  save(name: string, text: string | null): Promise<void>
  /** Lets the run hear that something was saved. */
  heard(): Promise<void>
  /** Lets time pass. */
  pass(seconds: number): Promise<void>
  /** Reasons of all events about a node, a host or the run. */
  told(about?: string): string[]
  events: RunEvent[]
  /** What git is at, everywhere or by root. */
  git: string | null | ((root: string) => string | null)
  stop(): Promise<void>
  /** Tells it to stop and does not wait. */
  abort(): void
  /** Resolves when it has stopped. */
  readonly ended: Promise<void>
}

export interface WatchLabOptions extends Partial<RunOptions> {
  readonly driftIntervalMs?: number
  /** Instead of the lab's own, e.g. of a process that is about to die. */
  readonly ports?: Ports
  readonly store?: Store
  /** Instead of what the lab's files say. */
  readonly load?: () => Promise<Desire>
}

export async function watchLab(
  lab: Lab,
  {
    driftIntervalMs = 600_000,
    ports = lab.ports,
    store = lab.store,
    load = () => lab.desire(),
    ...options
  }: WatchLabOptions = {},
): Promise<WatchedLab> {
  const stop = new AbortController()
  const listeners = new Set<() => void>()
  const events: RunEvent[] = []
  const watching = watch({
    ports,
    source: {
      load,
      subscribe(onChange) {
        listeners.add(onChange)
        return () => listeners.delete(onChange)
      },
      gitOperation: async (root) => (typeof watched.git === 'function' ? watched.git(root) : watched.git),
    },
    desire: await load(),
    options: { ...runOptions, ...options, stop: stop.signal },
    driftIntervalMs,
    store,
    onEvent: (event) => events.push(event),
    pid: 4711,
  })
  const watched: WatchedLab = {
    events,
    git: null,
    state: () => watching.state(),
    node: (label) => watching.state().nodes.find((node) => node.label === label),
    async save(name, text) {
      if (text === null) lab.files.delete(name)
      else lab.files.set(name, text)
      await watched.heard()
    },
    async heard() {
      for (const listener of listeners) listener()
      await lab.clock.advance(0)
    },
    pass: (seconds) => lab.clock.advance(seconds * 1000),
    told: (about) =>
      events.filter(({ key, host }) => about === undefined || (key ?? host) === about).map(({ reason }) => reason),
    ended: watching.ended,
    abort: () => stop.abort(new Error('told to stop')),
    async stop() {
      watched.abort()
      await lab.settle(watching.ended)
    },
  }
  return watched
}
