/** A run that watches in this process, on hosts that converged, and when it called whom. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openStore } from '../../state/sqlite/open-store.ts'
import { processIo } from '../../src/cli/process-io.ts'
import { watchSource } from '../../src/cli/watch-source.ts'
import type { HttpRequest } from '../../src/pve/transport.ts'
import type { LiveState } from '../../src/reconciler/live.ts'
import { watch } from '../../src/reconciler/watch/watch.ts'
import type { Reached } from './hosts.ts'
import { desireIn, type Traffic } from './passes.ts'
import { runOptions } from '../run-options.ts'
import { listeningPorts } from './ports.ts'

export interface Watched {
  readonly traffic: Traffic
  state(): LiveState
  /** Milliseconds until a call that is meant is sent. Begin to wait before it can be. */
  call(isMeant: (request: HttpRequest) => boolean): Promise<number>
  /** Until what there is on a host is asked for. */
  nextLook(): Promise<number>
  /** All nodes are as declared. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** As `reconcile --watch` with what `folder` holds. */
export async function watched(folder: string, reached: readonly Reached[]): Promise<Watched> {
  const traffic: Traffic = { calls: 0, bytes: 0 }
  const ears = new Set<(request: HttpRequest) => void>()
  const desire = await desireIn(folder)
  const narrowing = runOptions.narrowing
  const io = { ...processIo, cwd: folder }
  const stopping = new AbortController()
  const store = openStore(join(folder, 'state'), 'lab')
  const watching = watch({
    ports: listeningPorts(
      reached,
      (_, bytes) => {
        traffic.calls += 1
        traffic.bytes += bytes
      },
      (request) => {
        for (const ear of ears) ear(request)
      },
    ),
    source: watchSource(
      io,
      {},
      { desire, narrowing, paths: [join(folder, 'manifests')], library: false },
      () => undefined,
    ),
    desire,
    options: { ...runOptions, stop: stopping.signal },
    driftIntervalMs: 600_000,
    store,
    onEvent: () => undefined,
    pid: process.pid,
  })
  async function call(isMeant: (request: HttpRequest) => boolean): Promise<number> {
    const start = performance.now()
    const called = Promise.withResolvers<number>()
    const ear = (request: HttpRequest): void => {
      if (isMeant(request)) called.resolve(performance.now() - start)
    }
    ears.add(ear)
    try {
      return await Promise.race([called.promise, delay(120_000, NaN, { ref: false })])
    } finally {
      ears.delete(ear)
    }
  }
  return {
    traffic,
    state: watching.state,
    call,
    nextLook: () => call(({ path }) => path.startsWith('/api2/json/cluster/resources')),
    async settled() {
      while (!watching.state().nodes.every(({ state }) => state === 'ready')) await delay(20)
    },
    async stop() {
      stopping.abort(new Error('measured'))
      await watching.ended
      store.close()
    },
  }
}
