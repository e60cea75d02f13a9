/** What a watching run may take away: counted anew whenever something changed, over any ten minutes. */
import type { Store } from '../../../state/store.ts'
import { countNetworks, countTakings, defaultLimit, type Taking } from '../budget.ts'
import type { RunOptions } from '../engine.ts'
import { isSelected } from '../narrow.ts'
import type { NetworkParts } from '../networks/parts.ts'
import { countNetworkTakings } from '../networks/takings.ts'
import type { NodeParts } from '../node-status.ts'
import type { Pass } from '../pass.ts'
import type { Run } from '../run.ts'
import type { OwnedGuest } from '../world.ts'
import { countedNetworks } from './networks.ts'

/** Milliseconds over which the limit counts. */
export const windowMs = 600_000

export interface JudgeParts {
  readonly run: Run
  readonly pass: Pass
  readonly store: Pick<Store, 'takings'>
  readonly options: Pick<RunOptions, 'narrowing' | 'maxDestroy'>
  readonly selected: readonly NodeParts[]
  readonly selectedNetworks: readonly NetworkParts[]
  /** Uids that a person agreed to, whatever the limit says. */
  readonly agreed: ReadonlySet<string>
  readonly now: number
}

export interface Verdict {
  /** Would go, if the limit allows it. */
  readonly takings: readonly Taking[]
  /** Nobody declares them any more, and that counts. */
  readonly guests: readonly OwnedGuest[]
}

/** Lays down what may go now. Removals that have not stood long enough are no part of it. */
export function judge(parts: JudgeParts): Verdict {
  const { run, pass, store, options, selected, selectedNetworks, agreed, now } = parts
  const world = pass.world()
  const guests = world.unclaimed.filter(
    ({ key, mark }) => isSelected(mark, options.narrowing) && !world.unsettled.has(key),
  )
  // A node that is Ready has nothing to be replaced.
  const nodes = selected
    .filter(({ node, onlyLook }) => !onlyLook && run.context.endings.get(node.key)?.outcome !== 'ready')
    .map(({ node }) => node)
  const changing = selectedNetworks
    .filter(({ network, onlyLook }) => !onlyLook && run.context.endings.get(network.key)?.outcome !== 'ready')
    .map(({ network }) => network)
  const takings = [
    ...countTakings(world, nodes, guests),
    ...countNetworkTakings(world, changing, countedNetworks(world, options)),
  ]
  const networks = countNetworks(takings)
  const recent = new Set(store.takings(now - windowMs).map(({ uid }) => uid))
  const uids = new Set(takings.map(({ uid }) => uid))
  const free = new Set([...recent, ...agreed])
  // What is agreed to goes whatever the limit says, and leaves that much less room for others, before as after it went.
  const wanted = new Set([...recent, ...agreed, ...uids])
  const owned = [...world.owned, ...world.ourNetworks.owned]
  const here = new Set(owned.map(({ mark }) => mark.uid))
  const before = owned.length + [...recent].filter((uid) => !here.has(uid)).length
  pass.decideBudget({
    limit: options.maxDestroy ?? defaultLimit(before),
    wanted: wanted.size,
    ...(networks > 0 ? { networks } : {}),
    recent: recent.size,
    refused: false,
    uids: new Set([...uids, ...agreed]),
    free,
  })
  return { takings, guests }
}
