/** Lines for the journal of systemd, which keeps the time of each itself and reads its priority off the start. */
import type { RunEvent } from '../reconciler/documents.ts'
import { noPaint } from './paint.ts'
import { eventText } from './progress.ts'

/** Of syslog. */
const priority = { warning: 4, info: 6 }

/** systemd sets JOURNAL_STREAM; a terminal that was opened from a service has inherited it and is none. */
export const isJournal = (
  env: Readonly<Record<string, string | undefined>>,
  { isTTY }: { readonly isTTY?: boolean },
): boolean => Boolean(env['JOURNAL_STREAM']) && isTTY !== true

/** One line without its end. */
export const journalLine = (event: RunEvent): string =>
  `<${event.warning ? priority.warning : priority.info}>${eventText(event, noPaint)}`
