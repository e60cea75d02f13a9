/** What a watching run is pointed at: the newest load, and what of it is acted on. */
import { HomestakError } from '../../errors.ts'
import type { NodeKey } from '../../graph/desired-node.ts'
import type { Problem } from '../../manifest/manifest.ts'
import type { Desire, RunOptions } from '../engine.ts'
import type { Named } from '../narrow.ts'
import { specDigest } from '../records.ts'
import { scopeOf, type Scope } from '../scope.ts'
import { hostsOf, selectNodes, type SelectedNodes } from '../selection.ts'
import type { ScopePair } from '../../../state/store.ts'

export interface Selected extends SelectedNodes {
  readonly desire: Desire
  readonly scope: Scope
  readonly hosts: readonly string[]
  readonly problems: readonly Problem[]
  /** Nodes that the store knew when this was loaded. */
  readonly remembered: readonly Named[]
}

export interface Known {
  readonly remembered: readonly Named[]
  scope(path: string): readonly ScopePair[]
}

/** Throws HomestakError where the load makes no sense as a whole, e.g. `--node` names nothing in it. */
export function select(desire: Desire, options: Pick<RunOptions, 'narrowing'>, known: Known): Selected {
  const scope = scopeOf(desire, (path) => known.scope(path))
  return {
    desire,
    scope,
    ...selectNodes(desire, options, known.remembered),
    hosts: hostsOf(desire, options, scope),
    problems: desire.problems,
    remembered: known.remembered,
  }
}

/**
 * What stands while nothing can be loaded: the old site-config and scope, no node, and a broken view, so that nothing is
 * done to any guest.
 */
export function withNothingLoaded(
  last: Selected,
  error: HomestakError,
  { remembered }: Pick<Known, 'remembered'>,
): Selected {
  const [file = 'the manifests'] = last.desire.selection.roots
  const { message, hint } = error
  const problems = [{ file, line: 0, column: 0, message, ...(hint === undefined ? {} : { hint }) }]
  const desire: Desire = {
    ...last.desire,
    selection: { roots: last.desire.selection.roots, files: [] },
    nodes: [],
    networks: [],
    manifests: [],
    problems,
    broken: [{ file }],
  }
  return { ...last, desire, nodes: [], networks: [], problems, remembered }
}

/** What is told of a guest that only a file that cannot be used may declare. */
export const letBe = ({ desire }: Selected): string =>
  `nothing is done to it while ${desire.broken.map(({ file }) => file).join(', ')} cannot be used`

/** Nodes and networks that are new, or declared otherwise than before. */
export function changedNodes(before: SelectedNodes, after: SelectedNodes): readonly NodeKey[] {
  const old = new Map(entriesOf(before).map((entry) => [entry.of.key, entry]))
  return entriesOf(after)
    .filter(({ of, onlyLook, needed }) => {
      const past = old.get(of.key)
      if (!past || past.onlyLook !== onlyLook || past.needed !== needed) return true
      return past.of !== of && specDigest(past.of) !== specDigest(of)
    })
    .map(({ of }) => of.key)
}

const entriesOf = ({ nodes, networks }: SelectedNodes) => [
  ...networks.map(({ network, onlyLook }) => ({ of: network, onlyLook, needed: false })),
  ...nodes.map(({ node, onlyLook, needed }) => ({ of: node, onlyLook, needed })),
]
