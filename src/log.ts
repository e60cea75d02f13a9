/** Log lines. */
import { createRequire } from 'node:module'
import type { Logger } from 'pino'
import { systemClock, type Clock } from './clock.ts'

export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface LogOptions {
  readonly level: keyof typeof ranks
  /** stderr, or what stands for it. */
  readonly stream: { write(text: string): unknown }
  readonly redact: (text: string) => string
  readonly clock?: Clock
}

/** One JSON object a line, with the time in ISO 8601. Redaction happens on the finished line, so nothing gets around it. */
export function createLog({ level, stream, redact, clock = systemClock }: LogOptions): Log {
  const timestamp = () => `,"time":"${new Date(clock.now()).toISOString()}"`
  const formatters = { level: (label: string) => ({ level: label }) }
  let opened: Logger | undefined
  const open = (): Logger => {
    const { pino } = load()
    return pino({ level, base: null, timestamp, formatters }, { write: (line) => void stream.write(redact(line)) })
  }
  const at =
    (rank: keyof Log): Log['warn'] =>
    (fields, message) => {
      if (ranks[rank] >= ranks[level]) (opened ??= open())[rank](fields, message)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn') }
}

const ranks = { debug: 0, info: 1, warn: 2, silent: 3 }

/** With the first line: most commands write none, and to load it takes a good part of the time that they take. */
const load = (): typeof import('pino') => createRequire(import.meta.url)('pino')
