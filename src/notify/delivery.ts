/** Takes one message to its target: to a webhook with several tries, to a command with one. */
import type { Clock, Random } from '../clock.ts'
import type { NotificationRule } from '../config/site-config.ts'
import type { Log } from '../log.ts'
import type { RunEvent } from '../reconciler/documents.ts'
import { messageOf } from './message.ts'
import { isDelivered, isPassing, pauseMs } from './retry.ts'
import type { Posted, Send } from './send.ts'
import { within } from './within.ts'

export interface DeliveryParts {
  readonly site: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<Log, 'warn'>
  readonly send: Send
  /** Takes every secret out of a text. */
  readonly redact: (text: string) => string
  /** Of secrets.yaml, by its path. */
  readonly secret: (path: string) => string | undefined
  /** Aborted: a pause that has begun is over. */
  readonly closing: AbortSignal
  /** Aborted: give up. */
  readonly cut: AbortSignal
}

export interface Delivery {
  /** For the log: without path and arguments, which may be secret. */
  readonly name: string
  /** Never rejects. */
  deliver(events: readonly RunEvent[]): Promise<void>
}

type Target = NotificationRule['to']
type Webhook = Extract<Target, { kind: 'webhook' }>

const mostTries = 5
const postMs = 10_000
const runMs = 30_000

export function createDelivery(parts: DeliveryParts, to: Target): Delivery {
  const { site, redact, log, cut } = parts
  const name = to.kind === 'webhook' ? `webhook ${new URL(to.url).host}` : `command ${to.argv[0] ?? ''}`
  return {
    name,
    async deliver(events) {
      const text = redact(JSON.stringify(messageOf(site, events)))
      try {
        if (to.kind === 'webhook') await post(parts, to, text)
        else await run(parts, to.argv, text)
      } catch (error) {
        const why = cut.aborted ? 'the run ended first' : error instanceof Error ? error.message : String(error)
        log.warn({ target: name, events: events.length, why: redact(why) }, 'a notification was not delivered')
      }
    },
  }
}

async function post(parts: DeliveryParts, to: Webhook, body: string): Promise<void> {
  const { clock, random, send, closing, cut } = parts
  const headers = { 'content-type': 'application/json', 'user-agent': 'homestak', ...credential(parts, to) }
  for (let tries = 1; ; tries++) {
    const answer = await within({ clock, ms: postMs, cut }, (signal) =>
      send.post(to.url, { headers, body, signal }),
    ).catch((error: unknown) => error)
    const posted = isPosted(answer) ? answer : undefined
    if (posted && isDelivered(posted)) return
    if (posted && !isPassing(posted)) throw new Error(`it answered ${posted.status}`)
    if (tries === mostTries || cut.aborted) {
      const last = posted ? `it answered ${posted.status}` : answer instanceof Error ? answer.message : String(answer)
      throw new Error(`${tries} tries, at last: ${last}`)
    }
    const pause = pauseMs(tries, posted?.retryAfter ?? null, clock.now(), random)
    // The first pause after the end of the run was asked for is still worth its time; one that began before is not.
    await clock.sleep(pause, closing.aborted ? cut : closing).catch(() => undefined)
  }
}

const isPosted = (answer: unknown): answer is Posted =>
  typeof answer === 'object' && answer !== null && 'status' in answer

function credential({ secret }: DeliveryParts, to: Webhook): Readonly<Record<string, string>> {
  const value = to.secret === null ? undefined : secret(to.secret)
  if (value === undefined) return {}
  return to.header === null ? { authorization: `Bearer ${value}` } : { [to.header]: value }
}

async function run({ clock, send, cut }: DeliveryParts, argv: readonly string[], input: string): Promise<void> {
  const { code, err } = await within({ clock, ms: runMs, cut }, (signal) => send.run(argv, { input, signal }))
  if (code === 0) return
  const said = err.trim().split('\n').at(-1) ?? ''
  throw new Error(`it ended with ${code ?? 'a signal'}${said === '' ? '' : `: ${said}`}`)
}
