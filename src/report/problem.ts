/** Problems of files, one line each. */
import type { Problem } from '../manifest/manifest.ts'
import { plain } from './plain.ts'

/** `file:line:col: message (hint)`. */
const problemText = ({ file, line, column, message, hint }: Problem): string => {
  // A folder that is gone has no lines.
  const place = line === 0 ? file : `${file}:${line}:${column}`
  return plain(`${place}: ${message}${hint === undefined ? '' : ` (${hint})`}`)
}

/** Each problem once, in the order of files and lines. */
export function problemLines(problems: readonly Problem[]): readonly string[] {
  const ordered = problems.toSorted((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  )
  return [...new Set(ordered.map(problemText))]
}
