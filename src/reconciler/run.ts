/** Sets up what the workers of a run share, and runs the queue until nothing is left to do. */
import type { Store } from '../../state/store.ts'
import { keyOf, type NodeKey } from '../graph/desired-node.ts'
import type { SiteConfig } from '../config/site-config.ts'
import type { OnEvent, Ports, RunOptions } from './engine.ts'
import { createTeller, tellPlainly } from './events.ts'
import { workGuest, type GuestParts } from './guest-worker.ts'
import { createImageFetches } from './image-fetches.ts'
import { createLimits } from './limits.ts'
import type { Named } from './narrow.ts'
import type { LeavingNetwork, NetworkParts } from './networks/parts.ts'
import { createNetworkWork } from './networks/work.ts'
import type { NodeParts } from './node-status.ts'
import { workNode } from './node-worker.ts'
import type { Pass } from './pass.ts'
import { saveLeaving } from './records.ts'
import type { Ending, RunContext } from './run-context.ts'
import type { SelectedNodes } from './selection.ts'
import { createWorkQueue, priority } from './work-queue.ts'

/** Nodes and guests looked after at once; writes have limits of their own. */
const workersPerHost = 64

export interface RunParts {
  readonly ports: Ports
  readonly pass: Pass
  readonly store: Store
  readonly site: string
  readonly config: SiteConfig
  readonly options: RunOptions
  readonly onEvent: OnEvent
  readonly display: (key: string) => string
  /** Selected nodes and networks, and those they depend on. */
  readonly nodes: readonly NodeParts[]
  readonly networks: readonly NetworkParts[]
  readonly signal: AbortSignal
  /** When what ended thus is tried again, in milliseconds since the epoch; a run that ends tries nothing again. */
  readonly nextTry?: RunContext['nextTry']
  readonly onTaking?: RunContext['onTaking']
  readonly onEnd?: (key: string, ending: Ending) => void
  /** Told of a fault of ours, which ends the run's work. */
  readonly onFailure?: (error: unknown) => void
}

export interface Run {
  readonly context: RunContext
  addNode(key: string): void
  addGuest(parts: GuestParts): void
  addNetwork(network: LeavingNetwork): void
  /** A guest that is not to be taken away any more; what runs at the host comes to its end. */
  dropGuest(id: string): void
  dropNetwork(id: string): void
  /** From now on these are looked after. Nodes that are not among them any more are let be; `remembered` are in the store. */
  retarget(next: SelectedNodes, config: SiteConfig, remembered: readonly Named[]): void
  /** A node or guest that had ended is worked on again. `anew`: earlier failures do not count any more. */
  reopen(key: string, rank: number, anew: boolean): void
  /** Until nothing is queued, running or due later. */
  drain(): Promise<void>
}

export function createRun(parts: RunParts): Run {
  const { ports, pass, store, options, signal } = parts
  let { config } = parts
  let nodes = new Map<string, NodeParts>()
  /** By key, the nodes that need it. */
  let dependents: ReadonlyMap<string, readonly NodeKey[]> = new Map()
  const guests = new Map<string, GuestParts>()
  const endings: RunContext['endings'] = new Map()
  /** What was told of an ending; the same is not told twice unless something was done in between. */
  const told = new Map<string, string>()

  const aimAt = (next: SelectedNodes) => {
    nodes = new Map(next.nodes.map((entry) => [entry.node.key, entry]))
    dependents = dependentsOf(next)
    networks.retarget(next.networks)
  }
  const networks = createNetworkWork(() => context)
  aimAt(parts)

  /** Keys of guests that are worked on now, by the queue's name: also of those that are dropped meanwhile. */
  const atWork = new Map<string, NodeKey>()

  const work = async (key: string) => {
    const taken = guests.get(key)
    if (nodes.has(key)) await workNode(context, () => nodes.get(key))
    else if (taken) await workTaken(taken)
    else if (context.fetches.has(key)) await context.fetches.work(key)
    else if (networks.has(key)) await networks.work(key)
  }
  const workTaken = async ({ id, guest }: GuestParts) => {
    // Others are added in the same breath: whom it has to wait for is known after that.
    await Promise.resolve()
    atWork.set(id, guest.key)
    try {
      await workGuest(context, () => guests.get(id))
    } finally {
      atWork.delete(id)
      // Its node has waited for this end: it is declared, and the guest may be shut down by now, or gone.
      if (nodes.has(guest.key)) reopen(guest.key, priority.event, true)
    }
  }
  const queue = createWorkQueue({
    clock: ports.clock,
    // A host on which hundreds wait for their turn to write keeps no other from anything.
    laneOf: (key) => nodes.get(key)?.node.identity.host ?? guests.get(key)?.guest.host ?? '',
    concurrency: workersPerHost,
    work,
    ...(parts.onFailure ? { onFailure: parts.onFailure } : {}),
  })
  const leavingAt = (id: string) => guests.get(id)?.guest ?? networks.leaving.get(id)?.owned
  const hasStayed = (id: string) => ['held', 'waiting'].includes(endings.get(id)?.outcome ?? '')
  const wakeDependents = (key: string) => {
    for (const dependent of dependents.get(key) ?? []) {
      if (endings.get(dependent)?.outcome === 'waiting') reopen(dependent, priority.event, true)
      else queue.add(dependent, priority.event)
    }
    for (const { id, after } of guests.values()) {
      if (!after.includes(key)) continue
      if (hasStayed(id)) reopen(id, priority.event, true)
      else queue.add(id, priority.event)
    }
    networks.wake()
    const taken = guests.get(key)
    if (taken && nodes.has(taken.guest.key)) reopen(taken.guest.key, priority.event, true)
  }
  const reopen: Run['reopen'] = (key, rank, anew) => {
    // What is worked on keeps count of what it did; what it did before it ended was told with that.
    if (endings.delete(key)) {
      context.fetches.reopened(key)
      const progress = context.progress.get(key)
      if (anew) context.progress.delete(key)
      else if (progress) progress.acted = false
    }
    queue.add(key, rank)
  }
  const context: RunContext = {
    ports,
    pass,
    store,
    site: parts.site,
    secret: (path) => config.secret(path),
    limits: createLimits({ concurrency: options.concurrency }),
    queue,
    tell: createTeller(ports.clock, store, parts.onEvent, parts.display),
    tellHost(host, reason, message, { warning = false, passing = false } = {}) {
      tellPlainly(ports.clock, passing ? undefined : store, parts.onEvent, { host, reason, message, warning })
    },
    fetches: createImageFetches(() => context),
    networks,
    signal,
    endings,
    progress: new Map(),
    explained: new Map(),
    begun: new Set(),
    created: new Map(),
    taken: new Map(),
    awaitingBudget: new Set(),
    halted: new Map(),
    stopping: () => signal.aborted,
    onTaking: parts.onTaking ?? (() => undefined),
    isLeaving: (key) =>
      [...guests.values()].some(({ id, guest }) => guest.key === key && !endings.has(id)) ||
      [...atWork.values()].includes(key),
    isOpen: (key) => nodes.get(key)?.onlyLook === false && !endings.has(key),
    nextTry: parts.nextTry ?? (() => undefined),
    end(key, ending) {
      const leaving = leavingAt(key)
      const entry = nodes.get(key)?.node ?? networks.declared.get(key)?.network
      if (endings.has(key) || (!entry && !leaving)) return
      endings.set(key, ending)
      // A node's next try was asked for when its status was saved.
      if (leaving) context.nextTry(key, ending)
      noteLeaving(key, ending)
      parts.onEnd?.(key, ending)
      const identity = entry?.identity ?? leaving?.identity
      const warning = ending.outcome !== 'ready' && ending.outcome !== 'destroyed' && ending.outcome !== 'released'
      const text = `${ending.outcome} ${ending.message}`
      const known = (leaving && !warning) || (told.get(key) === text && !context.progress.get(key)?.acted)
      told.set(key, text)
      // What led to it is over; of thousands, nearly all are Ready.
      if (ending.outcome === 'ready') {
        context.progress.delete(key)
        context.explained.delete(key)
      }
      if (identity && !known)
        context.tell(identity, eventOf(ending.outcome), ending.message, {
          warning,
          passing: (nodes.get(key) ?? networks.declared.get(key))?.onlyLook === true,
        })
      wakeDependents(key)
    },
    onFailed(node) {
      const policy = options.onError ?? node.policy.onError
      const { manifest } = node.identity
      if (policy !== 'continue') context.halted.set(manifest, `${node.key} failed`)
    },
  }
  /** What is known of the node of a guest or network that does not go speaks of that. */
  const noteLeaving = (key: string, { outcome, message, hold }: Ending) => {
    const leaving = leavingAt(key)
    if (!leaving || outcome === 'destroyed' || outcome === 'released') return
    const reason = hold?.reason ?? eventOf(outcome)
    saveLeaving(
      store,
      leaving.identity,
      { reason, message, blocked: hold !== undefined, fix: hold?.fix },
      ports.clock.now(),
    )
  }
  signal.addEventListener('abort', () => queue.clear(), { once: true })
  return {
    context,
    addNode: (key) => queue.add(key, priority.user),
    addGuest(guest) {
      guests.set(guest.id, guest)
      context.taken.set(guest.id, guest.guest)
      reopen(guest.id, priority.user, true)
    },
    addNetwork(network) {
      networks.take(network)
      queue.add(network.id, priority.user)
    },
    dropGuest(id) {
      guests.delete(id)
      for (const known of [context.taken, endings, context.progress, told]) known.delete(id)
      wakeDependents(id)
    },
    dropNetwork(id) {
      const key = networks.leaving.get(id)?.owned.key
      networks.drop(id)
      for (const known of [endings, context.progress, told]) known.delete(id)
      if (key !== undefined && networks.has(key)) queue.add(key, priority.event)
    },
    retarget(next, newConfig, remembered) {
      config = newConfig
      const before = [...nodes.keys(), ...networks.declared.keys()]
      aimAt(next)
      for (const key of before) {
        if (nodes.has(key) || networks.has(key)) continue
        context.fetches.reopened(key)
        for (const known of [endings, context.progress]) known.delete(key)
      }
      // A node whose file cannot be read for a while is the same when it is back: nothing is told anew of it.
      const recorded = new Set(remembered.map(keyOf))
      const isKnown = (key: string) => nodes.has(key) || guests.has(key) || networks.has(key) || recorded.has(key)
      for (const said of [told, context.explained]) {
        for (const key of said.keys()) if (!isKnown(key)) said.delete(key)
      }
    },
    reopen,
    drain: () => queue.idle(),
  }
}

function dependentsOf({ nodes, networks }: SelectedNodes): ReadonlyMap<string, readonly NodeKey[]> {
  const dependents = new Map<string, NodeKey[]>()
  const note = (key: NodeKey, needs: readonly NodeKey[]) => {
    for (const need of needs) {
      const known = dependents.get(need)
      if (known) known.push(key)
      else dependents.set(need, [key])
    }
  }
  for (const { node, needs } of nodes) note(node.key, needs)
  for (const { network, needs } of networks) note(network.key, needs)
  return dependents
}

const eventOf = (outcome: string) => `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`
