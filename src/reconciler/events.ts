/** Tells what happens: to whoever watches the run, and to the store. */
import type { Store } from '../../state/store.ts'
import type { Clock } from '../clock.ts'
import type { Identity } from '../graph/desired-node.ts'
import type { RunEvent } from './documents.ts'
import type { OnEvent, OnWait } from './engine.ts'

export interface Teller {
  /** About a node or guest. */
  (identity: Identity, reason: string, message: string, options?: TellOptions): void
}

export interface TellOptions {
  readonly warning?: boolean
  /** Shown, and not kept. */
  readonly passing?: boolean
}

/** `passing` lines (progress) are shown and not kept. */
export function createTeller(
  clock: Clock,
  store: Store | undefined,
  onEvent: OnEvent,
  display: (key: string) => string,
): Teller {
  return ({ host, manifest, node }, reason, message, { warning = false, passing = false } = {}) => {
    const time = clock.now()
    const key = display(`${manifest}/${node}@${host}`)
    onEvent({ schema: 'homestak/event/v1', time: new Date(time).toISOString(), key, host, reason, message, warning })
    if (!passing) store?.appendEvent({ time, host, manifest, node, reason, message, warning })
  }
}

/** Waits for a host are told with the other events of a run, and not kept. */
export const waitTeller =
  (clock: Clock, onEvent: OnEvent): OnWait =>
  (host, message) =>
    tellPlainly(clock, undefined, onEvent, { host, reason: 'Progress', message, warning: false })

/** About a host, or the run (null). */
export function tellPlainly(
  clock: Clock,
  store: Store | undefined,
  onEvent: OnEvent,
  { host, reason, message, warning }: Pick<RunEvent, 'host' | 'reason' | 'message' | 'warning'>,
): void {
  const time = clock.now()
  onEvent({
    schema: 'homestak/event/v1',
    time: new Date(time).toISOString(),
    key: null,
    host,
    reason,
    message,
    warning,
  })
  store?.appendEvent({ time, ...(host === null ? {} : { host }), reason, message, warning })
}
