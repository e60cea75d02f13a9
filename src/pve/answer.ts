/** Takes an HTTP response of the API apart: the content, and the text that an error would rest on. */
import type { HttpResponse } from './transport.ts'
import type { Answer } from './errors.ts'
import { isRecord, parseJson } from './checks.ts'

/** `content` is undefined where the body is no JSON. PVE's reason phrase is its message, and the body repeats it. */
export function readAnswer({ status, reason, body }: HttpResponse): {
  readonly answer: Answer
  readonly content: unknown
} {
  const content = parseJson(body)
  const message = isRecord(content) && typeof content.message === 'string' ? content.message : reason
  const errors = isRecord(content) && isRecord(content.errors) ? Object.entries(content.errors) : []
  const fields = Object.fromEntries(errors.map(([field, why]) => [field, oneLine(String(why))]))
  return { answer: { kind: 'answer', status, text: oneLine(message), fields }, content }
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ')
