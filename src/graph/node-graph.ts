/** The graph of all nodes that are wanted, over every manifest and host of a run. */
import { HomestakError } from '../errors.ts'
import { cycleText, findCycles } from './cycles.ts'
import { dependencyGraph, type DependencyGraph, type Item } from './dependency-graph.ts'
import type { DesiredEntry, NodeKey } from './desired-node.ts'

export interface NodeGraph<Node extends DesiredEntry> extends DependencyGraph {
  /** In the order given. */
  readonly nodes: readonly Node[]
  node(key: NodeKey): Node | undefined
}

/** Needs that are not among the nodes are left out. Throws InvalidManifest for two nodes of a key, and for a circle. */
export function compile<Node extends DesiredEntry>(nodes: readonly Node[]): NodeGraph<Node> {
  const byKey = new Map(nodes.map((node) => [node.key, node]))
  if (byKey.size < nodes.length) {
    const seen = new Set<NodeKey>()
    const twice = nodes.find(({ key }) => seen.size === seen.add(key).size)
    throw new HomestakError({
      code: 'InvalidManifest',
      message: `two manifests declare '${twice?.key}'`,
      hint: 'give one of the manifests another name',
    })
  }
  const items: readonly Item[] = nodes.map(({ key, parent, dependsOn }) => ({ key, parent, dependsOn }))
  const graph = dependencyGraph(items)
  // What is in a circle, or needs what is in one, never gets its turn.
  if (graph.createOrder().length < nodes.length) throw circle(items)
  return { ...graph, nodes, node: (key) => byKey.get(key) }
}

function circle(items: readonly Item[]): HomestakError {
  const needs = new Map(
    items.map(({ key, parent, dependsOn }) => [key, parent === undefined ? dependsOn : [parent, ...dependsOn]]),
  )
  const [cycle = []] = findCycles(needs)
  return new HomestakError({
    code: 'InvalidManifest',
    message: `nodes need each other in a cycle: ${cycleText(cycle)}`,
    hint: 'remove one parent or depends_on of them',
  })
}
