/** A guest's configuration as text that outlives the process. */
import type { GuestView, PendingValue } from './guest-view.ts'
import { withMark, type Marking } from './mark.ts'
import { flag, list, optional, record, text, UnexpectedReply } from './checks.ts'
import { viewOf } from './read-guest.ts'

/** JSON of what cannot be derived again. */
export const writeStoredView = ({ node, vmid, digest, config, pending, text: words, marking }: GuestView): string =>
  JSON.stringify({
    node,
    vmid,
    digest,
    config: { ...config, description: descriptionOf(words, marking) },
    pending: Object.entries(pending),
  })

/** null, where it is not known any more: then what is stored cannot be read. */
function descriptionOf(words: string, marking: Marking): string | null {
  if (marking.kind === 'unreadable') return null
  return marking.kind === 'mark' ? withMark(words, marking.mark) : words
}

/** undefined for what this version cannot read. */
export function readStoredView(stored: string): GuestView | undefined {
  try {
    const { node, vmid, digest, config, pending } = record(JSON.parse(stored))
    const values = Object.fromEntries(Object.entries(record(config)).map(([key, value]) => [key, text(value)]))
    const waiting = Object.fromEntries(list(readPending)(pending))
    return { pending: waiting, ...viewOf({ node: text(node), vmid: Number(vmid) }, values, text(digest)) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnexpectedReply) return undefined
    throw error
  }
}

function readPending(entry: unknown): readonly [string, PendingValue] {
  const [key, value] = list((item) => item)(entry)
  const fields = record(value)
  const to = optional(text)(fields.value)
  return [text(key), { ...(to === undefined ? {} : { value: to }), ...(flag(fields.delete) ? { delete: true } : {}) }]
}
