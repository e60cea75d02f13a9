/** Events of the run and lines that others wrote, as entries below the tree. */
import { stripVTControlCharacters } from 'node:util'
import type { RunEvent } from '../../reconciler/documents.ts'
import type { LiveEntry } from './view.ts'

/** null for what the tree shows already: how far a task is. */
export function eventEntry({ time, key, host, reason, message, warning }: RunEvent): LiveEntry | null {
  if (reason === 'Progress') return null
  return {
    time: Date.parse(time),
    about: key ?? (host === null ? null : `host ${host}`),
    text: message === '' ? reason : `${reason}: ${message}`,
    tone: warning ? 'attention' : reason === 'Ready' ? 'good' : null,
  }
}

/** A line that was meant for stderr; of a log line, its level and message. */
export function noteEntry(line: string, time: number): LiveEntry {
  const log = line.startsWith('{') ? logLine(line) : null
  if (log) return { time, about: log.level, text: log.msg, tone: log.level === 'debug' ? null : 'attention' }
  return { time, about: null, text: stripVTControlCharacters(line), tone: 'attention' }
}

function logLine(line: string): { readonly level: string; readonly msg: string } | null {
  try {
    const { level, msg }: { level?: unknown; msg?: unknown } = JSON.parse(line)
    return typeof level === 'string' && typeof msg === 'string' ? { level, msg } : null
  } catch {
    return null
  }
}
