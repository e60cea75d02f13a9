/** What stands above the tree: broken files, and removals that count down. */
import { age } from '../duration.ts'
import { wrap } from '../wrap.ts'
import { problemLines } from '../problem.ts'
import { piece, type Row } from './line.ts'
import { cleaner, type LiveView } from './view.ts'

const mostLines = 3

/** A state that takes no more, then each broken file with its place; a long one in several lines. */
export function problemRows(view: LiveView): readonly Row[] {
  const clean = cleaner(view)
  const { trouble, problems } = view.state
  const texts = [...(trouble === null ? [] : [trouble]), ...problemLines(problems)]
  return texts.flatMap((text) =>
    wrap(clean(text), Math.max(1, view.columns - 2), mostLines).map((line, index) => () => [
      piece(index === 0 ? '✗ ' : '  ', 'bad'),
      piece(line, 'bad'),
    ]),
  )
}

/** The next one first. */
export function removalRows(view: LiveView): readonly Row[] {
  const { now, removals } = view.state
  const clean = cleaner(view)
  return removals
    .toSorted((a, b) => a.at - b.at)
    .map(({ key, at, because }) => () => [
      piece('- ', 'attention'),
      piece(clean(key), 'strong'),
      piece(
        because === null ? `  no longer declared: removed in ${age(at - now)}` : '  no longer declared: ',
        'attention',
      ),
      ...(because === null ? [] : [piece(clean(because))]),
    ])
}
