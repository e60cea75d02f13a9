/** What was done and when, from the store, as lines. */
import type { EventRecord } from '../../state/store.ts'
import { toldAs } from '../reconciler/documents.ts'
import { padTo } from './columns.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

/** One JSON line of `events --json-output`: an event of a run and its number in the store. */
export const eventJson = (event: EventRecord) => ({ ...toldAs(event), seq: event.seq })

export interface EventView {
  readonly paint: Paint
  /** Of milliseconds since the epoch. */
  readonly time: (time: number) => string
  /** Cells of the column that says whom it is about. */
  readonly width: number
}

/** Whom an event is about: a node, a host, or, where it is empty, the run. */
export function eventSubject(event: EventRecord): string {
  const { key } = toldAs(event)
  if (key !== null) return plain(key)
  return event.host === undefined ? '' : plain(`host ${event.host}`)
}

/** `time  key  Reason: message`, without a line end. */
export function eventLine(event: EventRecord, { paint, time, width }: EventView): string {
  const subject = padTo(eventSubject(event), width)
  const text = `${plain(event.reason)}${event.message === '' ? '' : `: ${plain(event.message)}`}`
  const colour = event.warning ? paint.attention : event.reason === 'Ready' ? paint.good : (same: string) => same
  return [paint.faint(time(event.time)), ...(width === 0 ? [] : [paint.strong(subject)]), colour(text)].join('  ')
}
