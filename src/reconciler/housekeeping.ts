/** What a run keeps in order beside its nodes: the record of where it may prune, and what earlier runs left behind. */
import type { NodeRecord, ScopePair, Store } from '../../state/store.ts'
import { keyOf } from '../graph/desired-node.ts'
import type { Desire, RunOptions } from './engine.ts'
import { abandon, forgetAbsent } from './leftovers.ts'
import { isSelected } from './narrow.ts'
import { settleZones } from './networks/settle-zones.ts'
import { allOwned } from './ours.ts'
import type { Pass } from './pass.ts'
import type { RunContext } from './run-context.ts'
import type { Run } from './run.ts'
import { nextScope, withoutMoved } from './scope.ts'
import type { World } from './world.ts'

/** Forgets what is neither wanted nor there any more, and ends what was begun for it. */
export async function tidyUp(
  { context }: Run,
  pass: Pass,
  desire: Desire,
  options: Pick<RunOptions, 'narrowing'>,
): Promise<void> {
  await abandonLeftovers(context, pass)
  for (const host of pass.world().hosts.keys()) {
    // What is worked on may be about to make one.
    if (context.queue.load().running === 0) await settleZones(context, host)
  }
  await forgetAbsent(context, undeclared(desire, pass.world(), options, context.store))
}

/** Intents whose node nobody declares and whose guest never came to be, or is gone. */
async function abandonLeftovers(context: RunContext, pass: Pass): Promise<void> {
  const { nodes, hosts } = pass.world()
  const left = context.store
    .openIntents()
    .filter((intent) => !nodes.has(keyOf(intent)) && hosts.get(intent.host)?.reachable === true)
  for (const intent of left) {
    if (!context.stopping()) await abandon(context, intent)
  }
}

/** Remembered, in scope, and declared no more. A broken file may declare anything. */
function undeclared(
  { broken }: Desire,
  { nodes, networks, scope }: World,
  { narrowing }: Pick<RunOptions, 'narrowing'>,
  store: Store,
): readonly NodeRecord[] {
  if (broken.length > 0) return []
  const inScope = new Set(scope.map(({ manifest, host }) => `${manifest}@${host}`))
  return store
    .names()
    .filter(
      (name) =>
        inScope.has(`${name.manifest}@${name.host}`) &&
        !nodes.has(keyOf(name)) &&
        !networks.has(keyOf(name)) &&
        isSelected(name, narrowing),
    )
    .flatMap((name) => store.node(name) ?? [])
}

/** Also pairs of the past are remembered, for as long as they may have guests. */
export function recordScope(desire: Desire, store: Store, mayHave: (pair: ScopePair) => boolean): void {
  for (const root of desire.selection.roots) {
    if (!desire.manifests.some((manifest) => manifest.root === root)) continue
    store.saveScope(root, nextScope(root, desire, store.scope(root), mayHave))
    for (const other of store.scopePaths()) {
      const left = withoutMoved(other, store.scope(other), root, desire)
      if (left.length < store.scope(other).length) store.saveScope(other, left)
    }
  }
}

export function mayHaveGuests(world: World): (pair: ScopePair) => boolean {
  const pairs = new Set(allOwned(world).map(({ mark }) => `${mark.manifest}@${mark.host}`))
  return ({ manifest, host }) => world.hosts.get(host)?.reachable !== true || pairs.has(`${manifest}@${host}`)
}
