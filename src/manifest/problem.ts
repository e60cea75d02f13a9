/** How problems are ordered and written. */
import type { Problem } from './manifest.ts'

/** `file:line:col: message (hint)`; a folder has no lines. */
export const formatProblem = ({ file, line, column, message, hint }: Problem): string =>
  `${line === 0 ? file : `${file}:${line}:${column}`}: ${message}${hint === undefined ? '' : ` (${hint})`}`

/** Of one file: by line, then column; each text once at its place. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const distinct = new Map(problems.map((problem) => [formatProblem(problem), problem]))
  return [...distinct.values()].sort((a, b) => a.line - b.line || a.column - b.column)
}
