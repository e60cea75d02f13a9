/** A node in the live view: its line, the task under way, and what a person is asked to do. */
import type { LiveNode, LiveTask } from '../../reconciler/live.ts'
import { displayWidth, padTo } from '../columns.ts'
import { cutTo } from '../cut.ts'
import { age } from '../duration.ts'
import { wrap } from '../wrap.ts'
import type { Grid } from './grid.ts'
import { type Line, type Piece, piece, type Row } from './line.ts'
import { lookOf, rankOf } from './node-states.ts'
import type { Branch } from './tree.ts'

/** Where the lines below that of the node begin. */
const below = 6

export interface Standing {
  /** How far below what is shown it stands, -1 without a heading. */
  readonly depth: number
  /** Names a parent that is not shown with it. */
  readonly under: string | null
  /** The node above it: what is said of both is not explained twice. */
  readonly above?: LiveNode | undefined
}

export function nodeRows(branch: Branch, { depth, under, above }: Standing, grid: Grid): readonly Row[] {
  const { node } = branch
  const name = under === null ? branch.name : `${under} › ${branch.name}`
  const task = hasNews(node.task) ? [taskRow(node.task, grid)] : []
  // There may be thousands: texts are looked at before they are on the screen only where they may need more lines.
  if (rankOf(node) > 0) return [() => nodeLine(node, { name, depth, message: messageOf(node, grid) }, grid), ...task]
  const message = messageOf(node, grid)
  const isNews = above === undefined || above.message !== node.message
  const apart = message !== '' && displayWidth(message) > grid.message && isNews
  return [
    () => nodeLine(node, { name, depth, message: apart ? '' : message }, grid),
    ...task,
    ...(apart ? textRows('', message, grid) : []),
    ...(node.fix === null || node.fix === above?.fix ? [] : textRows('fix: ', grid.clean(node.fix), grid)),
  ]
}

function messageOf({ message, task, nextTry, state }: LiveNode, { clean, now }: Grid): string {
  const said = message === '' && task !== null ? task.summary : message
  const next = nextTry === null || state === 'ready' ? '' : `next try in ${age(nextTry - now)}`
  return clean([said, next].filter((text) => text !== '').join('; '))
}

interface Shown {
  readonly name: string
  readonly depth: number
  readonly message: string
}

function nodeLine({ state, vmid, since }: LiveNode, { name, depth, message }: Shown, grid: Grid): Line {
  const { symbol, style } = lookOf(state)
  const level = Math.min(depth, grid.deepest)
  const room = grid.name - 2 * level
  const cells: readonly Piece[] = [
    piece(padTo(cutTo(grid.clean(name), room), room)),
    ...(grid.vmid === 0 ? [] : [piece(String(vmid ?? '').padStart(grid.vmid), 'faint')]),
    piece(state.padEnd(grid.word), style),
    ...(grid.since === 0 ? [] : [piece(age(grid.now - since).padStart(grid.since), 'faint')]),
    ...(message === '' || grid.message === 0 ? [] : [piece(message)]),
  ]
  return [
    piece('  '.repeat(level + 1)),
    piece(`${symbol} `, style),
    ...cells.flatMap((cell, index) => (index === 0 ? [cell] : [piece('  '), cell])),
  ]
}

/** A line that comes and goes with every quick step only makes the tree jump. */
const hasNews = (task: LiveTask | null): task is LiveTask =>
  task !== null && (task.line !== '' || task.percent !== null)

const barCells = 20

const taskRow =
  ({ percent, started, line }: LiveTask, { now, clean, width }: Grid): Row =>
  () => {
    const cells = Math.min(barCells, Math.floor(width / 4))
    const done = percent === null ? 0 : Math.round((Math.min(100, Math.max(0, percent)) / 100) * cells)
    const bar =
      percent === null
        ? []
        : [
            piece('█'.repeat(done), 'good'),
            piece('░'.repeat(cells - done), 'faint'),
            piece(` ${String(Math.floor(percent)).padStart(3)} %  `),
          ]
    return [piece(' '.repeat(below)), ...bar, piece(age(now - started)), piece(`  ${clean(line)}`, 'faint')]
  }

/** A hold is explained in full, as far as that can be read at all. */
const mostLines = 6

function textRows(label: string, text: string, { width }: Grid): readonly Row[] {
  const indent = Math.min(below, Math.floor(width / 8)) + label.length
  const lines = wrap(text, Math.max(1, width - indent), mostLines)
  return lines.map((line, index) => () => [
    piece((index === 0 ? label : '').padStart(indent), 'faint'),
    piece(line, label === '' ? 'attention' : 'strong'),
  ])
}
