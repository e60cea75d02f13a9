/** Images on their way to hosts: one fetch for all nodes that need it there, with tries, progress and an end of its own. */
import { HomestakError } from '../errors.ts'
import type { NodeKey } from '../graph/desired-node.ts'
import { backoffMs } from './backoff.ts'
import type { Decision } from './decide.ts'
import { notePlan } from './headway.ts'
import type { LiveFetch } from './live.ts'
import { save, type NodeParts } from './node-status.ts'
import { reactTo, triesBeforeFailure } from './reaction.ts'
import { specDigest } from './records.ts'
import { progressOf, type Ending, type RunContext } from './run-context.ts'
import { priority } from './work-queue.ts'

export interface ImageFetches {
  /** Whether the queue's name is that of a fetch. */
  has(id: string): boolean
  /** The node waits for the image from now on; an ending: it is of no use to wait. */
  want(parts: NodeParts, decision: Decision, image: string): Ending | undefined
  work(id: string): Promise<void>
  /** A node is tried again: what it waited for in vain is tried again, too. */
  reopened(key: NodeKey): void
  current(): readonly LiveFetch[]
  /** The image that the node waits for, or waited for when the run was ended. */
  awaited(key: NodeKey): string | undefined
}

interface Fetch {
  readonly id: string
  readonly host: string
  readonly image: string
  /** Nodes that wait, as they were when they began to. */
  waiters: Map<NodeKey, { readonly parts: NodeParts; readonly decision: Decision }>
  failures: number
  standing: 'idle' | 'due' | 'running'
  started: number
  line: string
  ending: Ending | undefined
  /** Nodes that were given that ending. */
  readonly told: Set<NodeKey>
}

/** Whose turn has not come waits here, and keeps no worker of the queue. */
interface Lane {
  busy: boolean
  readonly waiting: Set<Fetch>
}

/** A line of progress now and then: a download has thousands. */
const tellEveryMs = 1000

export function createImageFetches(context: () => RunContext): ImageFetches {
  const fetches = new Map<string, Fetch>()
  /** By host: one image at a time is enough for the way there. */
  const lanes = new Map<string, Lane>()

  const fetchOf = (host: string, image: string): Fetch => {
    const id = `image ${image}@${host}`
    const known = fetches.get(id)
    if (known) return known
    const fresh: Fetch = {
      id,
      host,
      image,
      waiters: new Map(),
      failures: 0,
      standing: 'idle',
      started: 0,
      line: '',
      ending: undefined,
      told: new Set(),
    }
    fetches.set(id, fresh)
    return fresh
  }

  /** Of the nodes that wait, those that are wanted as they were when they began to. */
  const waitersOf = ({ waiters }: Fetch) => {
    const { nodes } = context().pass.world()
    return [...waiters.values()].filter(({ parts: { node } }) => {
      const now = nodes.get(node.key)
      return now !== undefined && specDigest(now) === specDigest(node)
    })
  }

  const isMeant = (fetch: Fetch): boolean =>
    waitersOf(fetch).some(({ parts }) => !context().halted.has(parts.node.identity.manifest))

  const noteWaiting = (fetch: Fetch, waitingFor: string, nextTry: number) => {
    for (const { parts, decision } of waitersOf(fetch))
      save(context(), parts, decision, { reachableNeeded: parts.needed, addresses: null, waitingFor }, nextTry)
  }

  const wake = (fetch: Fetch) => {
    const { queue } = context()
    const waiting = [...fetch.waiters.keys()]
    fetch.waiters = new Map()
    for (const key of waiting) queue.add(key, priority.event)
  }

  const laneOf = (host: string): Lane => {
    const lane = lanes.get(host) ?? { busy: false, waiting: new Set() }
    lanes.set(host, lane)
    return lane
  }

  const takeTurn = async (fetch: Fetch) => {
    const run = context()
    fetch.standing = 'running'
    try {
      // When its turn comes, nobody may declare the nodes that waited any more, or their manifest was stopped.
      if (isMeant(fetch)) {
        await bring(run, fetch)
        fetch.failures = 0
        for (const { decision } of waitersOf(fetch)) notePlan(progressOf(run, decision.key), decision)
        run.pass.forgetCatalogs(fetch.host)
      }
    } catch (error) {
      fetch.standing = 'idle'
      if (run.stopping()) return
      fetch.failures += 1
      const reaction = reactTo(error, fetch.failures)
      if (reaction.kind === 'retry') {
        const pause = backoffMs(fetch.failures, run.ports.random)
        const message = `image ${fetch.image}: ${reaction.message}; next try in ${Math.round(pause / 1000)} s`
        run.tellHost(fetch.host, 'Retry', message, { warning: true })
        noteWaiting(fetch, reaction.message, run.ports.clock.now() + pause)
        fetch.standing = 'due'
        run.queue.addAfter(fetch.id, pause, priority.retry)
        return
      }
      fetch.ending =
        reaction.kind === 'held'
          ? { outcome: 'held', message: reaction.hold.message, hold: reaction.hold }
          : { outcome: 'failed', message: `image ${fetch.image}: ${reaction.message}`, exit: reaction.exit }
      const why = reaction.kind === 'held' ? reaction.hold.message : reaction.message
      run.tellHost(fetch.host, 'FetchFailed', `image ${fetch.image}: ${why}`, { warning: true })
    }
    fetch.standing = 'idle'
    wake(fetch)
  }

  return {
    has: (id) => fetches.has(id),
    want(parts, decision, image) {
      const run = context()
      const { key, identity } = parts.node
      const fetch = fetchOf(decision.host, image)
      if (fetch.ending) {
        fetch.told.add(key)
        return fetch.ending
      }
      const isNew = !fetch.waiters.has(key)
      fetch.waiters.set(key, { parts, decision })
      if (isNew) {
        const waitingFor = `waits for the image ${image}`
        run.tell(identity, 'Progress', waitingFor, { passing: true })
        save(run, parts, decision, { reachableNeeded: parts.needed, addresses: null, waitingFor })
      }
      if (fetch.standing === 'idle') {
        fetch.standing = 'due'
        run.queue.add(fetch.id, priority.user)
      }
      return undefined
    },
    async work(id) {
      const fetch = fetches.get(id)
      if (!fetch || fetch.standing !== 'due') return
      const lane = laneOf(fetch.host)
      if (lane.busy) {
        lane.waiting.add(fetch)
        return
      }
      lane.busy = true
      try {
        await takeTurn(fetch)
      } finally {
        lane.busy = false
        const [next] = lane.waiting
        if (next) {
          lane.waiting.delete(next)
          context().queue.add(next.id, priority.user)
        }
      }
    },
    reopened(key) {
      for (const fetch of fetches.values()) {
        if (!fetch.told.delete(key)) continue
        fetch.ending = undefined
        // It has had its tries: from now on the nodes that need it wait ever longer for the next one.
        fetch.failures = Math.min(fetch.failures, triesBeforeFailure - 1)
      }
    },
    current: () =>
      [...fetches.values()]
        .filter(({ standing }) => standing !== 'idle')
        .map(({ host, image, line, started, waiters }) => ({ host, image, line, started, waiting: waiters.size })),
    awaited: (key) => [...fetches.values()].find(({ waiters }) => waiters.has(key))?.image,
  }
}

async function bring(run: RunContext, fetch: Fetch): Promise<void> {
  const { pass, ports, signal } = run
  const { host, image } = fetch
  // It may have waited for others.
  signal.throwIfAborted()
  const supply = pass.sources.supply()
  const entry = pass.world().hosts.get(host)?.entry
  if (!supply?.bring || !entry)
    throw new HomestakError({ code: 'Bug', message: `nobody can bring ${image} to ${host}` })
  const from = supply.sourceOf(image)?.from ?? 'its source'
  run.tellHost(host, 'FetchStarted', `image ${image} from ${from}`)
  fetch.started = ports.clock.now()
  let told = -Infinity
  const target = { name: host, node: entry.node, client: pass.connection(host).client, mapped: entry.images }
  const { digest } = await supply.bring(target, image, {
    signal,
    onProgress(line) {
      fetch.line = line
      if (ports.clock.now() - told < tellEveryMs) return
      told = ports.clock.now()
      run.tellHost(host, 'Progress', line, { passing: true })
    },
    onNote: (line) => run.tellHost(host, 'FetchNote', line),
  })
  pass.sources.noteBrought(image, digest)
  run.tellHost(host, 'Fetched', `image ${image} is on ${host}`)
}
