/** The events that wait for one target: one message at a time, not more than one in two seconds, and never without bound. */
import type { RunEvent } from '../reconciler/documents.ts'
import type { Delivery, DeliveryParts } from './delivery.ts'

export interface OutboxParts extends Delivery, Pick<DeliveryParts, 'clock' | 'log' | 'closing' | 'cut'> {}

export interface Outbox {
  add(event: RunEvent): void
  /** Until nothing is left to send, or all is given up. */
  drain(): Promise<void>
}

const pauseMs = 2000
const mostWaiting = 500
const mostInOne = 100

export function createOutbox({ clock, log, name, deliver, closing, cut }: OutboxParts): Outbox {
  let waiting: readonly RunEvent[] = []
  let sending: Promise<void> | undefined
  let isFull = false

  async function sendAll(): Promise<void> {
    while (waiting.length > 0 && !cut.aborted) {
      const next = clock.now() + pauseMs
      const batch = waiting.slice(0, mostInOne)
      waiting = waiting.slice(batch.length)
      await deliver(batch)
      // Also after the last one: what comes within the pause goes together.
      if (!closing.aborted) await clock.sleep(Math.max(0, next - clock.now()), closing).catch(() => undefined)
    }
    if (waiting.length > 0) log.warn({ target: name, events: waiting.length }, 'the run ended before they were told')
    isFull = false
    sending = undefined
  }

  return {
    add(event) {
      waiting = [...waiting.slice(1 - mostWaiting), event]
      if (waiting.length === mostWaiting && !isFull) {
        isFull = true
        log.warn({ target: name, most: mostWaiting }, 'notifications wait too long: the oldest of them are dropped')
      }
      sending ??= sendAll()
    },
    drain: () => sending ?? Promise.resolve(),
  }
}
