/** Log lines. */
import { pino, type Level, type Logger } from 'pino'
import { systemClock, type Clock } from './clock.ts'

export interface LogOptions {
  readonly level: Level | 'silent'
  /** stderr, or what stands for it. */
  readonly stream: { write(text: string): unknown }
  readonly redact: (text: string) => string
  readonly clock?: Clock
}

/** One JSON object a line, with the time in ISO 8601. Redaction happens on the finished line, so nothing gets around it. */
export function createLog({ level, stream, redact, clock = systemClock }: LogOptions): Logger {
  const timestamp = () => `,"time":"${new Date(clock.now()).toISOString()}"`
  const formatters = { level: (label: string) => ({ level: label }) }
  return pino({ level, base: null, timestamp, formatters }, { write: (line) => void stream.write(redact(line)) })
}
