/** Log lines, and the redaction that everything shown or written goes through: secrets are found by their value. */
import { pino, type Level, type Logger } from 'pino'
import { systemClock, type Clock } from './clock.ts'

const replacement = '[redacted]'

/** Shorter values would be found by chance, everywhere. */
const shortest = 4

/**
 * Takes every secret out of a text: as it is, as it stands in JSON or a URL, and in base64, also as part of something longer.
 * Values shorter than 4 characters are left alone.
 */
export function createRedactor(values: readonly string[]): (text: string) => string {
  const forms = new Set(values.filter((value) => value.length >= shortest).flatMap(formsOf))
  if (forms.size === 0) return (text) => text
  // Longest first: a secret that begins with another one is taken out whole.
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g')
  return (text) => text.replace(pattern, replacement)
}

function formsOf(value: string): readonly string[] {
  const inJson = JSON.stringify(value).slice(1, -1)
  const inUrl = encodeURIComponent(value.toWellFormed())
  const inForm = new URLSearchParams({ value }).toString().slice('value='.length)
  const plain = [
    value,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    inUrl,
    inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    inForm,
  ]
  return [...plain, ...[0, 1, 2].flatMap((before) => inBase64(value, before))]
}

/**
 * What a value always looks like in base64 with `before` bytes (modulo 3) in front of it. Characters that also carry
 * bits of its neighbours are left out; where too few remain to be told from chance, there is none.
 */
function inBase64(value: string, before: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)])
  const shared = Math.ceil((before * 8) / 6)
  const certain = bytes.toString('base64').slice(shared, Math.floor((bytes.length * 8) / 6))
  if (certain.length < shortest) return []
  return [certain, certain.replaceAll('+', '-').replaceAll('/', '_')]
}

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
