/** A line of the live view before it is coloured: pieces of plain text, each with its meaning. */
import { displayWidth } from '../columns.ts'
import { cutTo } from '../cut.ts'
import type { Paint } from '../paint.ts'

export interface Piece {
  readonly text: string
  readonly style?: keyof Paint
}

export type Line = readonly Piece[]

/** Made only when it is on the screen. */
export type Row = () => Line

export const piece = (text: string, style?: keyof Paint): Piece => (style === undefined ? { text } : { text, style })

export const widthOf = (line: Line): number => line.reduce((sum, { text }) => sum + displayWidth(text), 0)

/** `left` at the left and `right` at the right edge; where there is no room for both, without `right`. */
export function spread(left: Line, right: Line, width: number): Line {
  const between = width - widthOf(left) - widthOf(right)
  return between < 2 ? left : [...left, piece(' '.repeat(between)), ...right]
}

/** The line in colour, cut to the width. */
export const drawn = (line: Line, width: number, paint: Paint): string =>
  cutTo(line.map(({ text, style }) => (style === undefined ? text : paint[style](text))).join(''), width).trimEnd()
