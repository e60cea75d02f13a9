/** What is said on the plain terminal once the live view is gone. */
import type { LiveState } from '../../reconciler/live.ts'
import { age, count } from '../duration.ts'
import { lookOf, nodesLine } from './node-states.ts'
import { drawn } from './line.ts'
import type { Paint } from '../paint.ts'
import { problemLines } from '../problem.ts'
import { cleaner } from './view.ts'

const most = 10

/** The last state in a few lines: what is not Ready, what is broken, and the counts. */
export function lastWords(state: LiveState, redact: (text: string) => string, paint: Paint): readonly string[] {
  const clean = cleaner({ redact })
  const open = state.nodes.filter((node) => node.state !== 'ready')
  const nodes = open.slice(0, most).map(({ label, state: now, message }) => {
    const word = paint[lookOf(now).style](now)
    return `  ${word}  ${clean(label)}${message === '' ? '' : `  ${clean(message)}`}`
  })
  const more = open.length > most ? [`  … and ${count(open.length - most, 'more node', 'more nodes')} not ready`] : []
  const trouble = state.trouble === null ? [] : [state.trouble]
  const problems = [...trouble, ...problemLines(state.problems).slice(0, most)]
  const counts = drawn(nodesLine(state), Infinity, paint)
  return [
    ...problems.map(clean),
    ...nodes,
    ...more,
    `homestak watched for ${age(state.now - state.started)}: ${counts}`,
  ]
}
