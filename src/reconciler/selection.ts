/** What a run acts on and where it looks, before anything is looked at or done. */
import { compile } from '../graph/node-graph.ts'
import { reachable } from '../graph/reachable.ts'
import type { DesiredNetwork } from '../graph/desired-network.ts'
import type { DesiredEntry, DesiredNode, NodeKey } from '../graph/desired-node.ts'
import { HomestakError } from '../errors.ts'
import type { Desire, RunOptions } from './engine.ts'
import { checkNames, isSelected, meansKey, type Named } from './narrow.ts'
import type { NetworkParts } from './networks/parts.ts'
import type { NodeParts } from './node-status.ts'
import type { Scope } from './scope.ts'
import type { Consents } from './world.ts'

export interface SelectedNodes {
  readonly nodes: readonly NodeParts[]
  readonly networks: readonly NetworkParts[]
}

/** All of them; networks first, as guests are on them. */
export const declaredIn = ({ nodes, networks }: SelectedNodes): readonly DesiredEntry[] => [
  ...networks.map(({ network }) => network),
  ...nodes.map(({ node }) => node),
]

/** Without what is only looked at. */
export const actedOn = ({ nodes, networks }: SelectedNodes) => ({
  nodes: nodes.filter(({ onlyLook }) => !onlyLook).map(({ node }) => node),
  networks: networks.filter(({ onlyLook }) => !onlyLook).map(({ network }) => network),
})

/**
 * The nodes that narrowing leaves over, and unselected ones that they depend on, to be looked at only. `remembered` may
 * be named as well: narrowing is for what is taken away, too.
 */
export function selectNodes(
  desire: Desire,
  { narrowing }: Pick<RunOptions, 'narrowing'>,
  remembered: readonly Named[],
): SelectedNodes {
  const declared: readonly (DesiredNode | DesiredNetwork)[] =
    desire.networks.length === 0 ? desire.nodes : [...desire.networks, ...desire.nodes]
  const graph = compile(declared)
  checkNames(narrowing.nodes, '--node', [...declared.map(({ identity }) => identity), ...remembered])
  const chosen = new Set(declared.filter(({ identity }) => isSelected(identity, narrowing)).map(({ key }) => key))
  const lookedAt = reachable<string>(chosen, graph.dependencies)
  const nodes: NodeParts[] = []
  const networks: NetworkParts[] = []
  for (const key of graph.createOrder()) {
    const node = graph.node(key)
    if (!node || !lookedAt.has(key)) continue
    const common = { needs: graph.dependencies(key), onlyLook: !chosen.has(key) }
    if (node.type === 'network') networks.push({ network: node, ...common })
    else {
      // Nobody logs in to a template.
      const isAsked = !node.guest.template && (graph.dependents(key).length > 0 || node.spec !== undefined)
      nodes.push({ node, ...common, needed: isAsked })
    }
  }
  return { nodes, networks }
}

/** Hosts that the run looks at: those of its nodes and of its scope, as far as site-config still has them. */
export function hostsOf(
  { nodes, manifests, config }: Desire,
  { narrowing }: Pick<RunOptions, 'narrowing'>,
  scope: Scope,
): string[] {
  const declared = [
    ...nodes.map(({ identity }) => identity.host.split('/')[0] ?? ''),
    ...manifests.map(({ host }) => host),
  ]
  const remembered = [...scope.pairs.map(({ host }) => host), ...scope.hostChanges.values()]
  const known = remembered.filter((host) => config.hostNames.includes(host))
  return [...new Set([...declared, ...known])]
    .filter((host) => narrowing.host === null || host === narrowing.host)
    .sort()
}

/** The nodes that `--replace` and `--adopt` mean. Throws Usage for a KEY that means none, or more than one: a yes is for that very guest. */
export const agreed = (
  desire: Desire,
  options: Pick<RunOptions, 'narrowing' | 'replace' | 'adopt'>,
): Pick<Consents, 'replace' | 'adopt'> => ({
  replace: meantBy('--replace', options.replace, desire, options),
  adopt: meantBy('--adopt', options.adopt, desire, options),
})

function meantBy(
  option: string,
  keys: readonly string[],
  { nodes: guests, networks, broken }: Desire,
  { narrowing }: Pick<RunOptions, 'narrowing'>,
): ReadonlySet<NodeKey> {
  const nodes = [...guests, ...networks]
  const known = nodes.map(({ identity }) => identity)
  // A file that cannot be used may declare it: that is told already, and the others go on.
  if (broken.length === 0) checkNames(keys, option, known)
  const selected = nodes.filter(({ identity }) => isSelected(identity, narrowing))
  const meant = keys.map((typed) => selected.filter(({ identity }) => meansKey(typed, identity)))
  const unclear = meant.findIndex((found) => found.length > 1)
  if (unclear === -1) return new Set(meant.flat().map(({ key }) => key))
  throw new HomestakError({
    code: 'Usage',
    message: `${option} ${keys[unclear]} means more than one node`,
    hint: `name one of ${meant[unclear]?.map(({ key }) => key).join(', ')}`,
  })
}
