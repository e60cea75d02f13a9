/** Shows events that the store kept: in local time on a terminal, in UTC where a program may read them. */
import type { EventRecord } from '../../state/store.ts'
import { displayWidth } from '../report/columns.ts'
import { eventJson, eventLine, eventSubject } from '../report/events.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { paintFor, writeJson } from './output.ts'

export interface KeptEventPrinter {
  print(events: readonly EventRecord[]): void
  /** The last line where JSON is wanted. */
  end(): void
}

export function keptEventPrinter(io: Io, options: CommonOptions): KeptEventPrinter {
  const paint = paintFor(io, io.stdout, options)
  const time = io.stdout.isTTY ? localTime : isoTime
  let width = 0
  let shown = { count: 0, last: 0 }
  return {
    print(events) {
      shown = { count: shown.count + events.length, last: events.at(-1)?.seq ?? shown.last }
      if (options.jsonOutput) return events.forEach((event) => writeJson(io, eventJson(event)))
      for (const event of events) width = Math.max(width, displayWidth(eventSubject(event)))
      for (const event of events) io.stdout.write(`${eventLine(event, { paint, time, width })}\n`)
    },
    end() {
      if (options.jsonOutput) writeJson(io, { schema: 'homestak/events/v1', ...shown })
    },
  }
}

const isoTime = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

/** As the clock on the wall shows it, in the order of ISO 8601, which is that of Sweden. */
const localTime = (time: number): string => new Date(time).toLocaleString('sv-SE')
