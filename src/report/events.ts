/** What was done and when, from the store, as lines. */
import type { EventRecord } from '../../state/store.ts'
import { keyOf } from '../graph/desired-node.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

/** The node of an event as `manifest/node@host`; null where the event concerns a host or the run. */
export const eventKey = ({ host, manifest, node }: EventRecord): string | null =>
  host !== undefined && manifest !== undefined && node !== undefined ? keyOf({ host, manifest, node }) : null

/** One JSON line of `events --json-output`: an event of a run and its number in the store. */
export const eventJson = (event: EventRecord) => ({
  schema: 'homestak/event/v1' as const,
  time: new Date(event.time).toISOString(),
  key: eventKey(event),
  host: event.host ?? null,
  reason: event.reason,
  message: event.message,
  warning: event.warning,
  seq: event.seq,
})

/** `time  key  Reason: message`, without a line end. */
export function eventLine(event: EventRecord, paint: Paint): string {
  const time = new Date(event.time).toISOString().replace(/\.\d+Z$/, 'Z')
  const about = eventKey(event) ?? (event.host === undefined ? null : `host ${event.host}`)
  const text = `${plain(event.reason)}${event.message === '' ? '' : `: ${plain(event.message)}`}`
  return [
    paint.faint(time),
    ...(about === null ? [] : [paint.strong(plain(about))]),
    event.warning ? paint.attention(text) : text,
  ].join('  ')
}
