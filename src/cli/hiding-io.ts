/** What a process writes, with every secret that it has come to know taken out: nothing gets around it, failures neither. */
import { createRedactor } from '../redact.ts'
import type { Io, Output } from './io.ts'

/** Secrets of the environment are known from the start. */
export function hidingIo(io: Omit<Io, 'hide' | 'redact'>): Io {
  const known = new Set<string>()
  let redactor = createRedactor([])
  const redact = (text: string): string => redactor(text)
  const hide = (values: readonly string[]): void => {
    if (values.every((value) => known.has(value))) return
    for (const value of values) known.add(value)
    redactor = createRedactor([...known])
  }
  const { GITHUB_TOKEN: token } = io.env
  if (token) hide([token])
  return { ...io, stdout: redacted(io.stdout, redact), stderr: redacted(io.stderr, redact), hide, redact }
}

const redacted = (output: Output, redact: (text: string) => string): Output => ({
  write: (text) => output.write(redact(text)),
  get isTTY() {
    return output.isTTY === true
  },
  get columns() {
    return output.columns
  },
  get rows() {
    return output.rows
  },
  get destroyed() {
    return output.destroyed === true
  },
})
