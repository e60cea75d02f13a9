/** Tells others what a watching run does, as the rules of the site say; never in the way of the run itself. */
import type { NotificationRule } from '../config/site-config.ts'
import type { RunEvent } from '../reconciler/documents.ts'
import { createDelivery, type DeliveryParts } from './delivery.ts'
import { isWanted } from './groups.ts'
import { createOutbox } from './outbox.ts'
import { createStanding } from './standing.ts'

export interface NotifierParts extends Omit<DeliveryParts, 'closing' | 'cut'> {
  readonly rules: readonly NotificationRule[]
}

export interface Notifier {
  /** Returns at once and never throws. */
  tell(event: RunEvent): void
  /** Sends what is left, for at most 5 s; what is told from now on is not sent. */
  close(): Promise<void>
}

const drainMs = 5000

export function createNotifier(parts: NotifierParts): Notifier {
  const { rules, clock, log } = parts
  const closing = new AbortController()
  const cut = new AbortController()
  const signals = { closing: closing.signal, cut: cut.signal }
  const targets = rules.map((rule) => {
    const { name, deliver } = createDelivery({ ...parts, ...signals }, rule.to)
    return { rule, outbox: createOutbox({ clock, log, name, deliver, ...signals }) }
  })
  const standingOf = createStanding()
  return {
    tell(event) {
      if (event.reason === 'Progress' || closing.signal.aborted) return
      const standing = standingOf(event)
      if (standing.repeated) return
      for (const { rule, outbox } of targets) if (isWanted(rule, event, standing)) outbox.add(event)
    },
    async close() {
      closing.abort()
      const done = new AbortController()
      const drained = Promise.all(targets.map(({ outbox }) => outbox.drain())).finally(() => done.abort())
      await clock.sleep(drainMs, done.signal).then(
        () => cut.abort(),
        () => undefined,
      )
      await drained
    },
  }
}
