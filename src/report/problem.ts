/** Problems of files, one line each. */
import type { Problem } from '../manifest/manifest.ts'
import { formatProblem } from '../manifest/problem.ts'
import { plain } from './plain.ts'

/** Each problem once, in the order of files and lines. */
export function problemLines(problems: readonly Problem[]): readonly string[] {
  const ordered = problems.toSorted((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  )
  return [...new Set(ordered.map((problem) => plain(formatProblem(problem))))]
}
