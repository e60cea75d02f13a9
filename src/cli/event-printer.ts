/** Shows the events of a run while it goes on, and not more of them than can be read. */
import type { OnEvent } from '../reconciler/engine.ts'
import type { RunEvent } from '../reconciler/documents.ts'
import { isJournal, journalLine } from '../report/journal.ts'
import { progressLine } from '../report/progress.ts'
import { note, type Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { paintFor, writeJson } from './output.ts'

/** After so long without a line about a node, the next progress of its task is shown. */
const quietMs = 3000

/** Every event as JSON where that is wanted; as text all but the progress of tasks that are quick anyway. */
export function eventPrinter(io: Io, options: CommonOptions): OnEvent {
  const started = io.clock.now()
  const paint = paintFor(io, io.stderr, options)
  const toJournal = isJournal(io.env, io.stderr)
  const shown = new Map<string, number>()
  const isTooMuch = ({ reason, key, host }: RunEvent, now: number): boolean =>
    options.verbose !== true && reason === 'Progress' && now - (shown.get(key ?? host ?? '') ?? started) < quietMs
  return (event) => {
    if (options.jsonOutput) writeJson(io, event)
    const now = Date.parse(event.time)
    if (isTooMuch(event, now)) return
    shown.set(event.key ?? event.host ?? '', now)
    note(io, toJournal ? journalLine(event) : progressLine(event, started, paint))
  }
}
