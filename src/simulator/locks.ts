/** File locks with the waiting of the real ones: first come, first served, and a time-out. */
import type { Clock } from '../clock.ts'
import { failure } from './refusal.ts'

export type Release = () => void

interface Waiter {
  readonly shared: boolean
  readonly grant: () => void
}

interface Lock {
  /** Holders; more than one only where all share. */
  holders: number
  shared: boolean
  readonly queue: Waiter[]
}

export interface Locks {
  /** Waits up to `timeoutMs`, then fails as the real server does. `signal` gives up at once. */
  acquire(
    name: string,
    options: { shared?: boolean; timeoutMs: number; signal: AbortSignal; waiting?: () => void },
  ): Promise<Release>
}

export function createLocks(clock: Clock): Locks {
  const locks = new Map<string, Lock>()

  const free = (name: string, lock: Lock): void => {
    lock.holders -= 1
    if (lock.holders > 0) return
    while (lock.queue[0] && (lock.holders === 0 || (lock.shared && lock.queue[0].shared))) {
      const waiter = lock.queue.shift()
      if (!waiter) break
      lock.holders += 1
      lock.shared = waiter.shared
      waiter.grant()
    }
    if (lock.holders === 0) locks.delete(name)
  }

  return {
    async acquire(name, { shared = false, timeoutMs, signal, waiting }) {
      const lock = locks.get(name) ?? { holders: 0, shared, queue: [] }
      locks.set(name, lock)
      const release = releaseOnce(() => free(name, lock))
      if (lock.holders === 0 || (shared && lock.shared && lock.queue.length === 0)) {
        lock.holders += 1
        lock.shared = shared
        return release
      }
      waiting?.()
      const granted = Promise.withResolvers<boolean>()
      const waiter = { shared, grant: () => granted.resolve(true) }
      lock.queue.push(waiter)
      const timer = new AbortController()
      const limit = AbortSignal.any([timer.signal, signal])
      clock.sleep(timeoutMs, limit).then(
        () => granted.resolve(false),
        () => granted.resolve(false),
      )
      const got = await granted.promise
      timer.abort()
      if (got) return release
      lock.queue.splice(lock.queue.indexOf(waiter), 1)
      signal.throwIfAborted()
      throw failure(`can't lock file '${name}' - got timeout`)
    },
  }
}

/** So many at a time, first come, first served. */
export function createWorkers(count: number): () => Promise<Release> {
  let free = count
  const queue: (() => void)[] = []
  return async () => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => void queue.push(resolve))
    return releaseOnce(() => {
      const next = queue.shift()
      if (next) next()
      else free += 1
    })
  }
}

function releaseOnce(release: Release): Release {
  let held = true
  return () => {
    if (held) release()
    held = false
  }
}
