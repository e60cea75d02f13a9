/** What stands above the tree: broken files, images on their way, and removals that count down. */
import { age, count } from '../duration.ts'
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

/** A line for each, in the order in which they were begun. */
export function fetchRows(view: LiveView): readonly Row[] {
  const { now, fetches } = view.state
  const clean = cleaner(view)
  return fetches.map(({ host, image, line, started, waiting }) => () => [
    piece('▸ ', 'strong'),
    piece(clean(line === '' ? `image ${image}` : line), 'strong'),
    piece(`  on its way to ${clean(host)}`),
    piece(`, ${count(waiting, 'node waits', 'nodes wait')}`, 'faint'),
    ...(started === 0 ? [] : [piece(`, ${age(now - started)}`, 'faint')]),
  ])
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
        `  no longer declared: removed ${because === null ? `in ${age(at - now)}` : `once ${clean(because)} is over`}`,
        'attention',
      ),
    ])
}
