/** Text in several lines where one is too short for it. */
import { displayWidth } from './columns.ts'
import { cutTo } from './cut.ts'

const letters = new Intl.Segmenter()
const ascii = /^[ -~]*$/

/** At most `most` lines, broken between words where that can be; the last one ends with `…` where text is missing. */
export function wrap(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = []
  let rest = text
  while (lines.length < most - 1 && displayWidth(rest) > width) {
    const held = fitting(rest, width)
    if (held === 0) break
    const blank = rest[held] === ' ' ? held : rest.lastIndexOf(' ', held - 1)
    const end = blank > 0 ? blank : held
    lines.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...lines, cutTo(rest, width)]
}

/** How much of the text the cells hold; no letter is split. */
function fitting(text: string, width: number): number {
  if (ascii.test(text)) return Math.min(text.length, width)
  let used = 0
  for (const { segment, index } of letters.segment(text)) {
    used += displayWidth(segment)
    if (used > width) return index
  }
  return text.length
}
