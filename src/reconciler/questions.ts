/** What a run asks the person at the terminal before it restarts or takes away. Where nobody is there, nothing is agreed to. */
import type { DesiredNode, NodeKey } from '../graph/desired-node.ts'
import { countNetworks, type Taking } from './budget.ts'
import { whichTaken } from './count-taken.ts'
import { decideNode } from './decide.ts'
import type { RunOptions } from './engine.ts'
import type { World } from './world.ts'

/** The nodes that may be restarted. */
export async function askRestarts(
  world: World,
  nodes: readonly DesiredNode[],
  { confirm }: Pick<RunOptions, 'confirm'>,
  signal: AbortSignal,
): Promise<ReadonlySet<NodeKey>> {
  if (!confirm) return new Set()
  const waiting = nodes
    .map((node) => decideNode(node, world, ''))
    .filter(({ held }) => held?.reason === 'RestartRequired')
  if (waiting.length === 0) return new Set()
  const lines = waiting.map(
    ({ key, changes }) =>
      `${key}: ${changes
        .filter(({ forces }) => forces === 'restart')
        .map(({ path }) => path)
        .join(', ')}`,
  )
  const title = `Restart ${waiting.length === 1 ? 'this guest' : 'these guests'} now?`
  const yes = await confirm({ kind: 'restart', title, lines }, signal)
  return new Set(yes ? waiting.map(({ key }) => key) : [])
}

/** `within`: the limit decides, and a question that it allowed was answered with yes. */
export async function askTakings(
  takings: readonly Taking[],
  limit: number,
  { confirm, maxDestroy }: Pick<RunOptions, 'confirm' | 'maxDestroy'>,
  signal: AbortSignal,
): Promise<'refused' | 'lifted' | 'within'> {
  if (!confirm || takings.length === 0) return 'within'
  const lines = takings.map(({ key, what, action, reason }) => `${action} ${key} (${what}): ${reason}`)
  const which = whichTaken(takings.length, countNetworks(takings))
  const what = which.charAt(0).toUpperCase() + which.slice(1)
  if (takings.length <= limit) {
    const question = { kind: 'destroy', title: `${what} will be destroyed. Go on?`, lines } as const
    return (await confirm(question, signal)) ? 'within' : 'refused'
  }
  if (maxDestroy !== null) return 'within'
  const title = `${what} would be destroyed, more than the limit of ${limit}. Go on all the same?`
  return (await confirm({ kind: 'destroy-limit', title, lines }, signal)) ? 'lifted' : 'within'
}
