/** What OpenTofu prints with -json, line by line: progress for people, and why it failed. */
import { isRecord, parseJson } from '../../pve/checks.ts'

export type Message =
  | {
      readonly kind: 'progress'
      readonly text: string
      /** Says no more than that it goes on. */ readonly idle: boolean
    }
  | { readonly kind: 'error'; readonly text: string }

/** Undefined for a line that says nothing to anybody. */
export function messageIn(line: string): Message | undefined {
  const said = parseJson(line)
  if (!isRecord(said)) return undefined
  const { type, diagnostic } = said
  const text = typeof said['@message'] === 'string' ? said['@message'] : ''
  if (isRecord(diagnostic) && diagnostic.severity === 'error') {
    const { summary = '', detail = '' } = diagnostic
    return { kind: 'error', text: [summary, detail].map(oneLine).filter(Boolean).join(': ') }
  }
  const shown = typeof type === 'string' && (type.startsWith('apply_') || type === 'refresh_start')
  return shown && text !== ''
    ? { kind: 'progress', text: oneLine(text).replace(address, ''), idle: type === 'apply_progress' }
    : undefined
}

/** There is one resource, and whoever reads knows which. */
const address = /^\S+\["[^"]*"\]: /

const oneLine = (text: unknown): string =>
  String(text)
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
