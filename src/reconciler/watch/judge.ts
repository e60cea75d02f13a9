/** What a watching run may take away: counted anew whenever something changed, over any ten minutes. */
import type { Store } from '../../../state/store.ts'
import type { NodeKey } from '../../graph/desired-node.ts'
import { countNetworks, countTakings, defaultLimit, type Taking } from '../budget.ts'
import type { RunOptions } from '../engine.ts'
import { allOwned, selectedUnclaimed, type Ours } from '../ours.ts'
import type { Pass } from '../pass.ts'
import type { Run } from '../run.ts'
import { actedOn, type SelectedNodes } from '../selection.ts'

/** Milliseconds over which the limit counts. */
export const windowMs = 600_000

export interface JudgeParts {
  readonly run: Run
  readonly pass: Pass
  readonly store: Pick<Store, 'takings'>
  readonly options: Pick<RunOptions, 'narrowing' | 'maxDestroy'>
  readonly selected: SelectedNodes
  /** Uids that a person agreed to, whatever the limit says. */
  readonly agreed: ReadonlySet<string>
  readonly now: number
}

export interface Verdict {
  /** Would go, if the limit allows it. */
  readonly takings: readonly Taking[]
  /** Nobody declares them any more, and that counts. */
  readonly going: Ours
}

interface Keyed {
  readonly key: NodeKey
}

/** Lays down what may go now. Removals that have not stood long enough are no part of it. */
export function judge({ run, pass, store, options, selected, agreed, now }: JudgeParts): Verdict {
  const world = pass.world()
  const hasSettled = ({ key }: Keyed) => !world.unsettled.has(key)
  const unclaimed = selectedUnclaimed(world, options.narrowing)
  const going = { guests: unclaimed.guests.filter(hasSettled), networks: unclaimed.networks.filter(hasSettled) }
  // What is Ready has nothing to be replaced.
  const isOpen = ({ key }: Keyed) => run.context.endings.get(key)?.outcome !== 'ready'
  const { nodes, networks } = actedOn(selected)
  const takings = countTakings(world, { nodes: nodes.filter(isOpen), networks: networks.filter(isOpen) }, going)
  const networkCount = countNetworks(takings)
  const recent = new Set(store.takings(now - windowMs).map(({ uid }) => uid))
  const uids = new Set(takings.map(({ uid }) => uid))
  const free = new Set([...recent, ...agreed])
  // What is agreed to goes whatever the limit says, and leaves that much less room for others, before as after it went.
  const wanted = new Set([...recent, ...agreed, ...uids])
  const owned = allOwned(world)
  const here = new Set(owned.map(({ mark }) => mark.uid))
  const before = owned.length + [...recent].filter((uid) => !here.has(uid)).length
  pass.decideBudget({
    limit: options.maxDestroy ?? defaultLimit(before),
    wanted: wanted.size,
    ...(networkCount > 0 ? { networks: networkCount } : {}),
    recent: recent.size,
    refused: false,
    uids: new Set([...uids, ...agreed]),
    free,
  })
  return { takings, going }
}
