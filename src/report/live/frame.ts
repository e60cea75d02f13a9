/** One frame of the live view: never more lines than the screen has, never a wider one. */
import type { Paint } from '../paint.ts'
import { bodyRows } from './body.ts'
import { entryLines, helpLines, ruleLine, summaryLine } from './foot.ts'
import { headLine, hostLines } from './head.ts'
import { drawn, type Line } from './line.ts'
import type { LiveView } from './view.ts'

export interface Frame {
  /** In colour, without line ends. */
  readonly lines: readonly string[]
  /** How far the tree can be scrolled, and how much of it is seen at once. */
  readonly furthest: number
  readonly page: number
}

export function frameOf(view: LiveView, paint: Paint): Frame {
  const { columns, rows } = view
  const head = rows < 3 ? [] : [headLine(view), ...(rows < 7 ? [] : hostLines(view, Math.max(1, Math.floor(rows / 7))))]
  const foot = [
    ...(rows < 12 ? [] : entryLines(view, Math.min(12, Math.floor(rows / 5)))),
    ...(view.help && rows > 5 ? helpLines(view).slice(0, rows - 5) : []),
    summaryLine(view),
  ]
  const ruled = rows >= 9
  const page = Math.max(0, rows - head.length - foot.length - (ruled ? 1 : 0))
  const body = bodyRows(view, page)
  const furthest = Math.max(0, body.length - page)
  const from = Math.min(Math.max(0, view.scroll), furthest)
  const seen = body.slice(from, from + page).map((row) => row())
  const blank = Array.from({ length: page - seen.length }, (): Line => [])
  const rule = ruled ? [ruleLine(view, placeOf(from, seen.length, body.length))] : []
  const lines = [...head, ...seen, ...blank, ...rule, ...foot].slice(-rows)
  return { lines: lines.map((line) => drawn(line, columns, paint)), furthest, page }
}

const placeOf = (from: number, seen: number, all: number): string =>
  seen === all ? '' : `${from + 1}-${from + seen} of ${all}${from + seen < all ? ', more below' : ''}`
