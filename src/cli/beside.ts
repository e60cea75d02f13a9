/** Beside a run that watches with the same state: what was agreed to is handed to it, and it is followed to the end. */
import { readHolder } from '../../state/sqlite/lease.ts'
import { openMailbox } from '../../state/sqlite/mailbox.ts'
import { peekStore } from '../../state/sqlite/open-store.ts'
import type { LeaseHolder, StoreReader } from '../../state/store.ts'
import { HomestakError } from '../errors.ts'
import { keyOf, type NodeKey } from '../graph/desired-node.ts'
import type { OnEvent } from '../reconciler/engine.ts'
import type { RunSummary } from '../reconciler/documents.ts'
import { displayKeys } from '../reconciler/narrow.ts'
import { runSignal } from '../reconciler/run-signal.ts'
import type { Asked } from '../reconciler/watch/ask.ts'
import { follow } from '../reconciler/watch/follow.ts'
import { plain } from '../report/plain.ts'
import { note, type Io } from './io.ts'
import type { LeaseRequest } from './lease.ts'

type Place = Pick<LeaseRequest, 'dir' | 'site'>

/** The process that holds the lease, where it is one that watches. */
export function findWatcher({ dir, site }: Place): LeaseHolder | undefined {
  const holder = readHolder(dir, site)
  if (!holder) return undefined
  const store = peekStore(dir, site)
  try {
    return store?.watch()?.pid === holder.pid ? holder : undefined
  } finally {
    store?.close()
  }
}

export interface HandOver {
  readonly stop: AbortSignal
  /** Seconds that the person gives it; null: as long as it takes. */
  readonly timeout: number | null
  readonly onEvent: OnEvent
  /** Looks at the hosts and asks the person. */
  readonly ask: (store: StoreReader) => Promise<Asked>
}

/** Throws LeaseHeld where it does not come to it. */
export async function handOver(
  io: Io,
  { pid, command }: LeaseHolder,
  { dir, site, wait }: LeaseRequest,
  { stop, timeout, onEvent, ask }: HandOver,
): Promise<RunSummary> {
  const holder = plain(`process ${pid}, \`${command}\``)
  const { signal, timedOut, end } = runSignal(io.clock, { stop, timeout })
  const mailbox = openMailbox(dir, site)
  const store = peekStore(dir, site)
  try {
    if (!mailbox || !store) {
      throw new HomestakError({
        code: 'LeaseHeld',
        message: `${holder} writes with this state and is of another version`,
        hint: 'restart it',
      })
    }
    const { body, notes } = await ask(store)
    for (const text of notes) note(io, `homestak: ${plain(text)}`)
    note(io, `homestak: ${holder} watches with this state: it does the work, and is followed`)
    const isHeld = () => readHolder(dir, site)?.pid === pid
    const display = displayKeys(store.names().map(keyOf))
    const show: OnEvent = (event) => onEvent(event.key === null ? event : { ...event, key: display(event.key) })
    const onQuiet = () => note(io, `homestak: ${plain(waitText(store, display))}`)
    const parts = { mailbox, clock: io.clock, pid: io.pid, stop: signal, onEvent: show, onQuiet, holder, isHeld, wait }
    return await follow(parts, body)
  } catch (error) {
    if (!timedOut()) throw error
    throw new HomestakError({
      code: 'LeaseHeld',
      message: `${holder} was not done with it within ${timeout} s`,
      hint: 'what was begun goes on; `homestak status` shows how things stand',
    })
  } finally {
    end()
    store?.close()
    mailbox?.close()
  }
}

/** What it may be that takes so long. */
function waitText(store: StoreReader, display: (key: NodeKey) => string): string {
  const [first, ...others] = store.nodes().flatMap((record) => {
    const ready = record.conditions.find(({ type }) => type === 'Ready')
    return ready && ready.status !== 'True' ? [`${display(keyOf(record))}: ${ready.message}`] : []
  })
  if (first === undefined) return 'it goes on'
  const more = others.length === 0 ? '' : ` (and ${others.length} more, see \`homestak status\`)`
  return `it goes on; ${first}${more}`
}
