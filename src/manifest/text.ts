/** From the bytes of a file to its text, or to the reason why it has none. */
import type { Problem } from './manifest.ts'

/** Longest file that is read, in bytes; a manifest of 10,000 nodes has about 1 MB. */
export const maxBytes = 2 * 1024 * 1024

export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Problem }

// YAML allows no other control characters than tab, line feed, carriage return and next line.
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** A byte order mark is left out. */
export function decodeText(file: string, bytes: Uint8Array): Decoded {
  const refuse = (line: number, column: number, message: string, hint: string): Decoded => ({
    ok: false,
    problem: { file, line, column, message, hint },
  })
  if (bytes.length > maxBytes) {
    return refuse(1, 1, `the file is larger than ${maxBytes / 1024 / 1024} MiB`, 'split it into several manifests')
  }
  const text = decode(bytes)
  if (text === undefined)
    return refuse(badLine(bytes), 1, 'the file is not UTF-8 text', 'save it as UTF-8, or take it out of the directory')
  const at = text.search(controlCharacter)
  if (at >= 0) {
    const before = text.slice(0, at).split('\n')
    const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
    return refuse(
      before.length,
      (before.at(-1)?.length ?? 0) + 1,
      `the control character U+${code} has no place in a manifest`,
      'is this a binary file?',
    )
  }
  if (text.trim() === '') return refuse(1, 1, 'the file is empty', 'a manifest has schema_version, name and nodes')
  return { ok: true, text }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The line that cannot be decoded; a line feed is never part of a longer UTF-8 character. */
function badLine(bytes: Uint8Array): number {
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start)
    const stop = end < 0 ? bytes.length : end
    if (decode(bytes.subarray(start, stop)) === undefined) return line
    start = stop + 1
  }
  return line
}
