/** What callers ask of an error beyond its code. */
import { HomestakError } from '../errors.ts'
import { isRecord } from './checks.ts'

/** The text of the answer or task that the error rests on, with those of its parameters. */
function textOf(error: unknown): string {
  if (!(error instanceof HomestakError) || !isRecord(error.cause)) return ''
  const { kind, text, fields } = error.cause
  if (kind !== 'answer' || typeof text !== 'string') return ''
  return [text, ...(isRecord(fields) ? Object.values(fields) : [])].join('\n')
}

/** The guest agent gives no answer now: not configured, not (yet) running, too slow, or the guest is off. */
export const isAgentSilent = (error: unknown): boolean =>
  /guest agent is not running|No QEMU guest agent configured|VM \d+ is not running|qga command '[^']*' failed - got timeout/i.test(
    textOf(error),
  )

/** The node no longer knows the task: only the guest itself can tell how it ended. */
export const isTaskGone = (error: unknown): boolean => /no such task/.test(textOf(error))
