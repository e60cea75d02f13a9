/** The events of a run as lines while it goes on. */
import type { RunEvent } from '../reconciler/documents.ts'
import { elapsed } from './duration.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

/** One line without its end; `started` is the beginning of the run in milliseconds since the epoch. */
export function progressLine(event: RunEvent, started: number, paint: Paint): string {
  const time = paint.faint(elapsed(Date.parse(event.time) - started).padStart(8))
  return `${time}  ${eventText(event, paint)}`
}

/** What happened, without when. */
export function eventText(event: RunEvent, paint: Paint): string {
  const subject = event.key ?? (event.host === null ? null : `host ${event.host}`)
  const text = `${plain(event.reason)}${event.message === '' ? '' : `: ${plain(event.message)}`}`
  const about = subject === null ? '' : `${paint.strong(plain(subject))}  `
  return `${about}${colourOf(event, paint)(text)}`
}

function colourOf({ reason, warning }: RunEvent, paint: Paint): (text: string) => string {
  if (warning) return paint.attention
  return reason === 'Ready' ? paint.good : (text) => text
}
