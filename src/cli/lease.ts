/** The one writer of a state: takes the lease, or says who has it, or waits for it. */
import { openStore } from '../../state/sqlite/open-store.ts'
import { takeLease } from '../../state/sqlite/lease.ts'
import { StateError } from '../../state/state-error.ts'
import type { Lease, LeaseHolder, Store } from '../../state/store.ts'
import { redactedStore } from '../reconciler/redacted-store.ts'
import { plain } from '../report/plain.ts'
import { note, type Io } from './io.ts'

const lookAgainMs = 500
const remindMs = 30_000

export interface LeaseRequest {
  /** Absolute. */
  readonly dir: string
  readonly site: string
  /** The command line, shown to others that want the lease. */
  readonly command: string
  /** Wait for a holder to end. */
  readonly wait: boolean
}

/** Runs `work` as the writer of the state, which no secret gets into. Throws a StateError, `held` where another has it; the signal's reason while waiting. */
export async function withStore<T>(
  io: Io,
  request: LeaseRequest,
  stop: AbortSignal,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const lease = await obtain(io, request, stop)
  try {
    const store = redactedStore(openStore(request.dir, request.site), io.redact)
    try {
      return await work(store)
    } finally {
      store.close()
    }
  } finally {
    lease.release()
  }
}

async function obtain(io: Io, { dir, site, command, wait }: LeaseRequest, stop: AbortSignal): Promise<Lease> {
  let reminded = Number.NEGATIVE_INFINITY
  for (;;) {
    try {
      return takeLease(dir, site, { pid: io.pid, command, started: io.clock.now() })
    } catch (error) {
      if (!wait || !(error instanceof StateError) || error.code !== 'held') throw error
      if (io.clock.now() - reminded >= remindMs) {
        reminded = io.clock.now()
        note(io, `homestak: waiting for ${holderText(error.holder)}`)
      }
    }
    await io.clock.sleep(lookAgainMs, stop)
  }
}

const holderText = (holder: LeaseHolder | undefined): string =>
  holder
    ? plain(
        `process ${holder.pid}, \`${holder.command}\`, which writes with this state since ${new Date(holder.started).toISOString()}`,
      )
    : 'another homestak, which writes with this state'
