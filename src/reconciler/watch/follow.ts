/** Hands a request to the run that watches, and follows it to its end. */
import type { Mailbox } from '../../../state/store.ts'
import type { Clock } from '../../clock.ts'
import { HomestakError } from '../../errors.ts'
import { toldAs, type RunSummary } from '../documents.ts'
import type { OnEvent } from '../engine.ts'
import { readAnswer, writeRequest, type RequestBody } from './request.ts'

/** Milliseconds within which a run that watches takes a request up. */
const patienceMs = 10_000
/** With `--wait`; whoever asked is long gone by then. */
const longestMs = 86_400_000
const lookMs = 200
/** Milliseconds without a word after which it is said that it goes on. */
const quietMs = 10_000

export interface FollowParts {
  readonly mailbox: Mailbox
  readonly clock: Clock
  /** Of this process. */
  readonly pid: number
  readonly stop: AbortSignal
  readonly onEvent: OnEvent
  /** Nothing was heard for a while, again and again. */
  readonly onQuiet: () => void
  /** As it is shown: the process that watches. */
  readonly holder: string
  /** Whether it still lives. */
  readonly isHeld: () => boolean
  /** Wait however long it takes until it comes to it. */
  readonly wait: boolean
}

/** Throws LeaseHeld where it will not come to it, or ended before it did; the signal's reason. */
export async function follow(parts: FollowParts, body: RequestBody): Promise<RunSummary> {
  const { mailbox, clock, pid, stop, onEvent, onQuiet, holder, isHeld } = parts
  const patience = parts.wait ? Number.POSITIVE_INFINITY : patienceMs
  const created = clock.now()
  let seen = mailbox.lastEvent()
  const { id } = mailbox.ask({
    verb: body.verb,
    body: writeRequest(body),
    pid,
    created,
    expires: created + (parts.wait ? longestMs : patienceMs),
  })
  let heard = created
  try {
    for (;;) {
      const found = mailbox.find(id)
      for (const event of mailbox.events(seen)) {
        seen = event.seq
        heard = clock.now()
        onEvent(toldAs(event))
      }
      if (found?.state === 'ended') return summaryOf(found.answer ?? '', holder)
      if (found?.state === 'refused') throw notDone(`${holder} will not do it: ${found.answer ?? ''}`)
      if (!isHeld()) throw notDone(`${holder} ended before it was done`)
      if (found?.state !== 'taken' && clock.now() - created > patience)
        throw notDone(`${holder} writes with this state, and did not come to it within ${patienceMs / 1000} s`)
      if (clock.now() - heard >= quietMs) {
        heard = clock.now()
        onQuiet()
      }
      await clock.sleep(lookMs, stop)
    }
  } catch (error) {
    mailbox.withdraw(id)
    throw error
  }
}

function summaryOf(answer: string, holder: string): RunSummary {
  const summary = readAnswer(answer)
  if (!summary) throw notDone(`${holder} is of another version and answers what this one cannot read`)
  return summary
}

const notDone = (message: string) =>
  new HomestakError({ code: 'LeaseHeld', message, hint: '`homestak status` shows how things stand' })
