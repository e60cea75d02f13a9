/** Lines no wider than a terminal. */
import { displayWidth } from './columns.ts'

// oxlint-disable-next-line no-control-regex
const styling = /(\u001b\[[0-9;]*m)/
const letters = new Intl.Segmenter()

/** The line as it is where it fits into `width` cells, else its beginning and `…`; colour ends as it would have. */
export function cutTo(line: string, width: number): string {
  if (displayWidth(line) <= width) return line
  let room = width - 1
  let kept = ''
  for (const part of line.split(styling)) {
    if (styling.test(part)) kept += part
    else {
      for (const { segment } of letters.segment(part)) {
        if (room < 0) break
        const cells = displayWidth(segment)
        kept += cells > room ? '…' : segment
        room -= cells > room ? room + 1 : cells
      }
    }
  }
  return kept
}
