/** A notifier in virtual time: what it sends is kept, and each target answers as a test says. */
import type { NotificationRule } from '../../../src/config/site-config.ts'
import { createRedactor } from '../../../src/redact.ts'
import { createNotifier } from '../../../src/notify/notifier.ts'
import type { Posted, Ran } from '../../../src/notify/send.ts'
import type { RunEvent } from '../../../src/reconciler/documents.ts'
import { event, start } from '../server/live.ts'
import { seededRandom, virtualClock } from '../simulator/virtual-clock.ts'

export const rule = (more: Partial<NotificationRule> = {}): NotificationRule => ({
  on: ['all'],
  to: { kind: 'webhook', url: 'https://chat.example/hook', secret: null, header: null },
  hosts: [],
  manifests: [],
  ...more,
})

export const told = (reason: string, more: Partial<RunEvent> = {}): RunEvent => event(0, reason, more)

interface Sent {
  /** Seconds after the start. */
  readonly at: number
  readonly to: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly reasons: readonly string[]
}

/** What the n-th message is answered; null: nothing ever. */
type Answer = (n: number) => (Posted & Ran) | Error | null

export const answered = (status: number, retryAfter: string | null = null) => ({ status, retryAfter, code: 0, err: '' })
export const ended = (code: number, err = '') => ({ status: 204, retryAfter: null, code, err })

export function telling(rules: readonly NotificationRule[], answer: Answer = () => answered(204)) {
  const clock = virtualClock(start)
  const sent: Sent[] = []
  const warned: string[] = []
  const reach = async (to: string, headers: Sent['headers'], body: string, signal: AbortSignal) => {
    const { events } = JSON.parse(body)
    const reasons = events.map(({ reason }: RunEvent) => reason)
    sent.push({ at: (clock.now() - start) / 1000, to, headers, body, reasons })
    const given = answer(sent.length)
    if (given instanceof Error) throw given
    return given ?? new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const notifier = createNotifier({
    site: 'lab',
    rules,
    clock,
    random: seededRandom(1),
    log: { warn: (about: unknown, text?: string) => void warned.push(`${text}: ${JSON.stringify(about)}`) },
    send: {
      post: (url, { headers, body, signal }) => reach(url, headers, body, signal),
      run: (argv, { input, signal }) => reach(argv.join(' '), {}, input, signal),
    },
    redact: createRedactor(['hunter2-and-more']),
    secret: (path) => (path === 'auth.chat' ? 'hunter2-and-more' : undefined),
  })
  return { clock, notifier, sent, warned, tell: (...events: readonly RunEvent[]) => events.forEach(notifier.tell) }
}
