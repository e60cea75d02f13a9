/** Output that is drawn over itself again and again on a terminal, without flicker. */
import { cutTo } from '../report/cut.ts'
import type { Io, Output } from './io.ts'

/** Not in a pipe, and not on a terminal whose cursor cannot be moved. */
export const canRedraw = ({ stdout, env }: Pick<Io, 'stdout' | 'env'>): boolean =>
  stdout.isTTY === true && env['TERM'] !== 'dumb'

/** What to write so that a terminal of this size shows `text`. Where it has too many lines, those before the last go. */
export function redrawn(text: string, { columns = 80, rows = 24 }: Pick<Output, 'columns' | 'rows'>): string {
  const lines = text.trimEnd().split('\n')
  const room = rows - 1
  const shown =
    lines.length <= room
      ? lines
      : [...lines.slice(0, Math.max(0, room - 2)), `… ${lines.length - room + 1} more lines`, ...lines.slice(-1)]
  // Home; each line is cleared before it is written (afterwards, a full one would lose its last letter); then the rest.
  return `\u001b[H${shown.map((line) => `\u001b[K${cutTo(line, columns)}\n`).join('')}\u001b[J`
}
