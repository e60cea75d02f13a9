/** A work queue by key: one worker at a time for a key, an add while it runs makes it run once more, later adds wait for their time. */
import type { Clock } from '../clock.ts'

/** Higher runs first: what a user changed before what an event woke before what is tried again before periodic looks. */
export const priority = { user: 30, event: 20, retry: 10, periodic: 0 } as const

export interface WorkQueue {
  add(key: string, priority: number): void
  /** Adds the key after `ms`; an earlier add does not cancel it, it then runs once more. */
  addAfter(key: string, ms: number, priority: number): void
  /** Resolves when nothing is queued, running or due later. What a worker threw ends everything: then it rejects with that. */
  idle(): Promise<void>
  /** Forgets what is queued or due; what runs goes on. */
  clear(): void
  load(): QueueLoad
  /** Whether it is queued, running or due later. */
  isPending(key: string): boolean
}

export interface QueueLoad {
  /** Keys that wait for a worker or for their time. */
  readonly depth: number
  readonly running: number
  /** Milliseconds since the epoch at which the key that waits longest for a worker was added. */
  readonly oldest: number | null
}

export interface WorkQueueParts {
  readonly clock: Clock
  /** Keys of one lane share its workers: nothing waits for what goes on in another. */
  readonly laneOf: (key: string) => string
  /** Workers in each lane. */
  readonly concurrency: number
  readonly work: (key: string) => Promise<void>
  /** Told what a worker threw. */
  readonly onFailure?: (error: unknown) => void
}

interface Lane {
  /** Keys that wait for a worker, by rank: thousands may wait at once, so each is no more than a name in a row. */
  readonly rows: Map<number, Set<string>>
  running: number
}

interface KeyState {
  readonly added: number
  readonly lane: Lane
  running: boolean
  /** Of the place in the queue. */
  rank: number
  /** Added while it ran: it runs once more, with this rank. */
  again: number | null
}

export function createWorkQueue({ clock, laneOf, concurrency, work, onFailure }: WorkQueueParts): WorkQueue {
  const states = new Map<string, KeyState>()
  const lanes = new Map<string, Lane>()
  let running = 0
  let timers = new AbortController()
  /** How often each key is due later. */
  const later = new Map<string, number>()
  let due = 0
  let failure: { readonly error: unknown } | undefined
  let settled: (() => void)[] = []

  const isIdle = () => states.size === 0 && due === 0

  const settle = () => {
    if (!isIdle()) return
    for (const resolve of settled) resolve()
    settled = []
  }

  const laneNamed = (name: string): Lane => {
    const lane = lanes.get(name) ?? { rows: new Map(), running: 0 }
    lanes.set(name, lane)
    return lane
  }

  const rowOf = ({ rows }: Lane, rank: number): Set<string> => {
    const row = rows.get(rank) ?? new Set()
    rows.set(rank, row)
    return row
  }

  /** Of the highest rank, the one that came first. */
  const next = ({ rows }: Lane): string | undefined => {
    const [row] = [...rows].filter(([, keys]) => keys.size > 0).sort(([a], [b]) => b - a)
    const [key] = row?.[1] ?? []
    if (key !== undefined) row?.[1].delete(key)
    return key
  }

  const start = (lane: Lane) => {
    while (lane.running < concurrency) {
      const key = next(lane)
      const state = key === undefined ? undefined : states.get(key)
      if (key === undefined || !state) return
      void run(key, state)
    }
  }

  const run = async (key: string, state: KeyState) => {
    const { lane } = state
    running++
    lane.running++
    state.running = true
    try {
      await work(key)
    } catch (error) {
      failure ??= { error }
      clear()
      onFailure?.(error)
    }
    running--
    lane.running--
    states.delete(key)
    if (state.again !== null) add(key, state.again)
    start(lane)
    settle()
  }

  const add = (key: string, rank: number) => {
    const state = states.get(key)
    if (failure) return
    if (state?.running) {
      state.again = Math.max(rank, state.again ?? rank)
    } else if (state) {
      if (rank <= state.rank) return
      rowOf(state.lane, state.rank).delete(key)
      rowOf(state.lane, rank).add(key)
      state.rank = rank
    } else {
      const lane = laneNamed(laneOf(key))
      states.set(key, { added: clock.now(), lane, running: false, rank, again: null })
      rowOf(lane, rank).add(key)
      start(lane)
    }
  }

  const wake = async (key: string, ms: number, rank: number, signal: AbortSignal) => {
    due++
    later.set(key, (later.get(key) ?? 0) + 1)
    try {
      await clock.sleep(ms, signal)
      add(key, rank)
    } catch {
      // Cleared: the key is not wanted any more.
    }
    due--
    const left = (later.get(key) ?? 1) - 1
    if (left === 0) later.delete(key)
    else later.set(key, left)
    settle()
  }

  const clear = () => {
    for (const { rows } of lanes.values()) rows.clear()
    for (const [key, state] of states) {
      if (state.running) state.again = null
      else states.delete(key)
    }
    timers.abort()
    timers = new AbortController()
    settle()
  }

  return {
    add,
    addAfter: (key, ms, rank) => void wake(key, ms, rank, timers.signal),
    async idle() {
      if (!isIdle()) await new Promise<void>((resolve) => settled.push(resolve))
      if (failure) throw failure.error
    },
    clear,
    isPending: (key) => states.has(key) || later.has(key),
    load() {
      // Kept in the order in which they were added.
      const oldest = [...states.values()].find((state) => !state.running)
      return { depth: states.size - running + due, running, oldest: oldest?.added ?? null }
    },
  }
}
