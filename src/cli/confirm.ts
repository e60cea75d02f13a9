/** Questions before something is destroyed or restarted. */
import { createInterface } from 'node:readline'
import type { Confirm, Question } from '../reconciler/engine.ts'
import { plain } from '../report/plain.ts'
import { isConversation, note, type Io } from './io.ts'

/** `--yes` answers yes, except where the destroy limit is in question; null where nobody can be asked. */
export function confirmFor(io: Io, { yes }: { readonly yes: boolean }): Confirm | null {
  if (yes) return async ({ kind }) => kind !== 'destroy-limit'
  if (!isConversation(io)) return null
  let last: Promise<unknown> = Promise.resolve()
  // Hosts are looked at side by side; their questions come one after the other.
  return (question, signal) => {
    const answer = last.then(() => ask(io, question, signal))
    last = answer.catch(() => undefined)
    return answer
  }
}

/** A closed input, an interruption and anything but a yes are a no. */
async function ask(io: Io, { title, lines }: Question, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted || !io.stdin.readable) return false
  for (const line of [title, ...lines.map((text) => `  ${text}`)]) note(io, plain(line))
  io.stderr.write('Go on? [y/N] ')
  const reader = createInterface({ input: io.stdin, signal: stop })
  try {
    for await (const answer of reader) return !stop.aborted && /^y(es)?$/i.test(answer.trim())
  } finally {
    reader.close()
  }
  note(io, '')
  return false
}
