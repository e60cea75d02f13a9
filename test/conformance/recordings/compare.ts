/** An answer beside the recorded one: status, reason, errors, the end of a task, field sets and JSON types. */
import { isRecord } from '../../../src/simulator/schema.ts'
import type { Exchange } from './recording.ts'
import { shapeDifference } from './shape.ts'

export interface Answer {
  readonly status: number
  readonly reason: string
  readonly body: string
}

export interface Verdict {
  readonly note: string
  readonly same: boolean
  readonly difference: string
}

/** What differs in an answer; nothing else is known of a body that is no JSON. */
export function judge(exchange: Exchange, answer: Answer): Verdict {
  const difference = compareAnswers(exchange, answer)
  return { note: exchange.note, same: difference === '', difference }
}

/** Digest-like and host-like values inside messages. */
const smooth = (message: string): string =>
  message.replaceAll(/pveupload-[0-9a-f]+/g, 'pveupload').replaceAll(/[0-9a-f]{64}/g, 'checksum')

function compareAnswers(exchange: Exchange, response: Answer): string {
  if (response.status !== exchange.status)
    return `status ${response.status} (${response.reason}), recorded ${exchange.status} (${exchange.reason})`
  if (smooth(response.reason) !== smooth(exchange.reason))
    return `reason '${response.reason}', recorded '${exchange.reason}'`
  if (exchange.answer === undefined) return response.body === '' ? '' : 'a body where there was none'
  const ours: unknown = response.body === '' ? undefined : parse(response.body)
  return shapeDifference(ours, exchange.answer) || compareTexts(ours, exchange.answer)
}

/** Messages are compared by their text, and so is the end of a task. */
function compareTexts(ours: unknown, theirs: unknown): string {
  if (!isRecord(ours) || !isRecord(theirs)) return ''
  const errors = JSON.stringify(sorted(ours['errors']))
  const recorded = JSON.stringify(sorted(theirs['errors']))
  if (errors !== recorded) return `errors ${errors}, recorded ${recorded}`
  const [end, recordedEnd] = [endOf(ours['data']), endOf(theirs['data'])]
  return smooth(end) === smooth(recordedEnd) ? '' : `end '${end}', recorded '${recordedEnd}'`
}

const sorted = (value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value

function endOf(value: unknown): string {
  if (isRecord(value) && typeof value['exitstatus'] === 'string') return value['exitstatus']
  const last: unknown = Array.isArray(value) ? value.at(-1) : undefined
  return isRecord(last) && typeof last['t'] === 'string' && last['t'].startsWith('TASK') ? last['t'] : ''
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
