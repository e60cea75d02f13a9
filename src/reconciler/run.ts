/** Sets up what the workers of a run share, and runs the queue until nothing is left to do. */
import type { Store } from '../../state/store.ts'
import { compile } from '../graph/node-graph.ts'
import type { DesiredNode } from '../graph/desired-node.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { createRedactor } from '../log.ts'
import type { OnEvent, Ports, RunOptions } from './engine.ts'
import { createTeller } from './events.ts'
import { workGuest, type GuestParts } from './guest-worker.ts'
import { createLimits } from './limits.ts'
import type { NodeParts } from './node-status.ts'
import { workNode } from './node-worker.ts'
import type { Pass } from './pass.ts'
import { redactedStore } from './redacted-store.ts'
import type { RunContext } from './run-context.ts'
import { createWorkQueue, priority } from './work-queue.ts'

/** Nodes and guests looked after at once; writes have limits of their own. */
const workersAtOnce = 64

export interface RunParts {
  readonly ports: Ports
  readonly pass: Pass
  readonly store: Store
  readonly site: string
  readonly config: SiteConfig
  readonly options: RunOptions
  readonly onEvent: OnEvent
  readonly display: (key: string) => string
  /** Selected nodes and those they depend on. */
  readonly nodes: readonly NodeParts[]
  readonly signal: AbortSignal
}

export interface Run {
  readonly context: RunContext
  addNode(key: string): void
  addGuest(parts: GuestParts): void
  /** Until nothing is queued, running or due later. */
  drain(): Promise<void>
}

export function createRun(parts: RunParts): Run {
  const { ports, pass, options, signal } = parts
  const store = redactedStore(parts.store, createRedactor(parts.config.secretValues))
  const nodes = new Map(parts.nodes.map((entry) => [entry.node.key, entry]))
  const graph = compile(parts.nodes.map(({ node }) => node))
  const guests = new Map<string, GuestParts>()
  const endings: RunContext['endings'] = new Map()

  const work = async (key: string) => {
    const node = nodes.get(key)
    const guest = guests.get(key)
    if (node) await workNode(context, node)
    else if (guest) await workGuest(context, guest)
  }
  const queue = createWorkQueue({ clock: ports.clock, concurrency: workersAtOnce, work })
  const wakeDependents = (key: string) => {
    for (const dependent of graph.dependents(key)) queue.add(dependent, priority.event)
    for (const { id, after } of guests.values()) {
      if (after.includes(key)) queue.add(id, priority.event)
    }
  }
  const context: RunContext = {
    ports,
    pass,
    store,
    site: parts.site,
    secret: (path) => parts.config.secret(path),
    limits: createLimits({ concurrency: options.concurrency }),
    queue,
    tell: createTeller(ports.clock, store, parts.onEvent, parts.display),
    signal,
    endings,
    progress: new Map(),
    begun: new Set(),
    created: new Map(),
    taken: new Map(),
    awaitingBudget: new Set(),
    halted: new Map(),
    stopping: () => signal.aborted,
    end(key, ending) {
      if (endings.has(key)) return
      endings.set(key, ending)
      const identity = nodes.get(key)?.node.identity ?? guests.get(key)?.guest.identity
      const warning = ending.outcome !== 'ready' && ending.outcome !== 'destroyed' && ending.outcome !== 'released'
      const told = guests.has(key) && !warning
      if (identity && !told)
        context.tell(identity, eventOf(ending.outcome), ending.message, {
          warning,
          passing: nodes.get(key)?.onlyLook === true,
        })
      wakeDependents(key)
    },
    onFailed(node: DesiredNode) {
      const policy = options.onError ?? node.policy.onError
      const { manifest } = node.identity
      if (policy !== 'continue') context.halted.set(manifest, `${node.key} failed`)
    },
  }
  signal.addEventListener('abort', () => queue.clear(), { once: true })
  return {
    context,
    addNode: (key) => queue.add(key, priority.user),
    addGuest(guest) {
      guests.set(guest.id, guest)
      context.taken.set(guest.id, guest.guest)
      queue.add(guest.id, priority.user)
    },
    drain: () => queue.idle(),
  }
}

const eventOf = (outcome: string) => `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`
