/** A graph of names that need each other: the orders in which they are made and destroyed. Without recursion. */
import { Graph } from 'graphlib'
import { reachable } from './reachable.ts'

export interface Item {
  readonly key: string
  /** Only this makes depth and subtrees. */
  readonly parent?: string | undefined
  readonly dependsOn: readonly string[]
}

export interface DependencyGraph {
  /** In the order given. */
  readonly keys: readonly string[]
  /** Keys without a parent in the graph, in the order given. */
  readonly roots: readonly string[]
  /** Breadth first from the roots, otherwise in the order given; every key comes after all that it needs. */
  createOrder(): readonly string[]
  /** The exact reverse of the create order. */
  destroyOrder(): readonly string[]
  /** What the key itself names: its parent and its dependencies. */
  dependencies(key: string): readonly string[]
  /** What names this key. */
  dependents(key: string): readonly string[]
  /** Everything that needs this key, directly or through others; breadth first. */
  allDependents(key: string): readonly string[]
  /** Everything below this key by parent, breadth first, without itself. */
  subtreeOf(key: string): readonly string[]
  /** Parents above the key; 0 for a root. */
  depth(key: string): number
}

/**
 * Names that are no item are left out: a narrowed selection may hold a node without its parent. What is in a circle, or
 * needs what is in one, is in neither order; nothing else is to be asked of a graph with a circle.
 */
export function dependencyGraph(items: readonly Item[]): DependencyGraph {
  // graphlib keeps its names as properties of objects: numbers come back in order, and clash with nothing inherited.
  const indexOf = new Map(items.map(({ key }, index) => [key, index]))
  const graph = new Graph()
  items.forEach((_, index) => graph.setNode(String(index)))
  items.forEach(({ parent, dependsOn }, index) => {
    for (const name of parent === undefined ? dependsOn : [parent, ...dependsOn]) {
      const needed = indexOf.get(name)
      if (needed !== undefined) graph.setEdge(String(needed), String(index))
    }
  })
  const keyOf = (id: string): string => items[Number(id)]?.key ?? ''
  const idOf = (key: string): string => String(indexOf.get(key) ?? '')
  const dependents = (key: string): readonly string[] => (graph.successors(idOf(key)) ?? []).map(keyOf)
  const children = Map.groupBy(items, ({ parent }) =>
    parent !== undefined && indexOf.has(parent) ? parent : undefined,
  )
  const childKeys = (key?: string): readonly string[] => (children.get(key) ?? []).map((child) => child.key)
  let order: readonly string[] | undefined
  const createOrder = (): readonly string[] => (order ??= topological(graph).map(keyOf))
  const depths = depthsFrom(childKeys(), childKeys)
  return {
    keys: items.map(({ key }) => key),
    roots: childKeys(),
    createOrder,
    destroyOrder: () => createOrder().toReversed(),
    dependencies: (key) => (graph.predecessors(idOf(key)) ?? []).map(keyOf),
    dependents,
    allDependents: (key) => beyond(key, dependents),
    subtreeOf: (key) => beyond(key, childKeys),
    depth: (key) => depths.get(key) ?? 0,
  }
}

/** Kahn's algorithm with a first-in-first-out queue: on a forest that is breadth first. */
function topological(graph: Graph): readonly string[] {
  const ids = graph.nodes()
  const successors = new Map(ids.map((id) => [id, graph.successors(id) ?? []]))
  const missing = new Map(ids.map((id) => [id, 0]))
  for (const next of successors.values()) for (const id of next) missing.set(id, (missing.get(id) ?? 0) + 1)
  const order = ids.filter((id) => missing.get(id) === 0)
  for (const id of order) {
    for (const next of successors.get(id) ?? []) {
      const left = (missing.get(next) ?? 0) - 1
      missing.set(next, left)
      if (left === 0) order.push(next)
    }
  }
  return order
}

function depthsFrom(
  roots: readonly string[],
  childKeys: (key: string) => readonly string[],
): ReadonlyMap<string, number> {
  const depths = new Map(roots.map((key) => [key, 0]))
  for (const [key, depth] of depths) for (const child of childKeys(key)) depths.set(child, depth + 1)
  return depths
}

/** All that can be reached from there. */
function beyond(start: string, next: (key: string) => readonly string[]): readonly string[] {
  const [, ...others] = reachable([start], next)
  return others
}
