/** The bottom of the live view: what happened last, the counts, the queue, and what the keys do. */
import { age, count } from '../duration.ts'
import { wrap } from '../wrap.ts'
import { type Line, piece, spread } from './line.ts'
import { nodesLine } from './node-states.ts'
import { cleaner, type LiveEntry, type LiveView } from './view.ts'

/** How the nodes stand, and that there are keys. */
export const summaryLine = (view: LiveView): Line => {
  const { problems } = view.state
  const broken = problems.length === 0 ? [] : [piece(`, ${count(problems.length, 'problem')} in files`, 'bad')]
  return spread([...nodesLine(view.state), ...broken], [piece('? keys', 'faint')], view.columns)
}

/** Between the tree and what is below it: `place` in the tree, the queue, and when hosts are looked at. */
export function ruleLine({ state, columns }: LiveView, place: string): Line {
  const { now, queue, looks, driftIntervalMs } = state
  const oldest = queue.oldest === null ? '' : `, oldest ${age(now - queue.oldest)}`
  const looked =
    looks.last === null
      ? 'not looked yet'
      : `looked ${age(now - looks.last)} ago, every guest within ${age(driftIntervalMs)}`
  const left = place === '' ? '──' : `── ${place} `
  const rights = [` queue ${queue.depth}${oldest}, ${looked} ──`, ` queue ${queue.depth}, ${looked} ──`, '']
  const right = rights.find((text) => left.length + text.length <= columns) ?? ''
  return [piece(left.padEnd(columns - right.length, '─') + right, 'faint')]
}

const help = [
  'arrows j k PgUp PgDn Home End: scroll',
  'f: ready nodes on, off',
  '^L: draw anew',
  '^Z: pause',
  'q ^C: end; twice: at once',
]
  // Lines are broken between keys only.
  .map((key) => key.replaceAll(' ', '\u00a0'))
  .join('   ')

export const helpLines = ({ columns }: LiveView): readonly Line[] => wrap(help, columns, 3).map((line) => [piece(line)])

/** The last ones, the newest at the bottom. */
export function entryLines(view: LiveView, most: number): readonly Line[] {
  return most < 1 ? [] : view.entries.slice(-most).map((entry) => entryLine(entry, view))
}

function entryLine({ time, about, text, tone }: LiveEntry, view: LiveView): Line {
  const clean = cleaner(view)
  return [
    piece(`${age(view.state.now - time).padStart(4)}  `, 'faint'),
    ...(about === null ? [] : [piece(`${clean(about)}  `, 'strong')]),
    tone === null ? piece(clean(text)) : piece(clean(text), tone),
  ]
}
