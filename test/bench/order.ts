/** The order of a large graph: 10,000 nodes that name 20,000 others. */
import { alg, Graph } from 'graphlib'
import { seededRandom } from '../../src/clock.ts'
import { dependencyGraph, type Item } from '../../src/graph/dependency-graph.ts'
import { baselineOf, figureOf, timed, type Benchmark } from './benchmark.ts'

const size = 10_000
const edges = 20_000
const runs = 30

export const order: Benchmark = {
  name: 'order',
  title: 'create order and reverse order of 10,000 nodes with 20,000 edges',
  notes: ['graphlib alone cannot order a chain of 5,000 nodes: its own topsort calls itself'],
  async measure() {
    const items = randomItems()
    return [
      {
        name: 'graph built, both orders',
        unit: 'ms',
        homestak: figureOf(timed(runs, () => bothOrders(dependencyGraph(items)), 3)),
        baselines: [
          baselineOf(
            'graphlib',
            timed(runs, () => alg.topsort(graphlibOf(items)).toReversed(), 3),
          ),
          baselineOf(
            'Map and Kahn',
            timed(runs, () => kahn(items).toReversed(), 3),
          ),
        ],
      },
      {
        name: 'both orders of a graph that is there',
        unit: 'ms',
        ...ordersAlone(items),
      },
    ]
  },
}

function ordersAlone(items: readonly Item[]) {
  const graph = graphlibOf(items)
  const ours = Array.from({ length: runs + 3 }, () => dependencyGraph(items)).values()
  return {
    // A graph remembers its order: each run has its own.
    homestak: figureOf(timed(runs, () => bothOrders(ours.next().value ?? dependencyGraph(items)), 3)),
    baselines: [
      baselineOf(
        'graphlib',
        timed(runs, () => alg.topsort(graph).toReversed(), 3),
      ),
    ],
  }
}

const bothOrders = (graph: ReturnType<typeof dependencyGraph>): number =>
  graph.createOrder().length + graph.destroyOrder().length

/** Each node may need those before it, so that there is no circle. */
function randomItems(): readonly Item[] {
  const random = seededRandom(1)
  const needs = Array.from({ length: size }, () => new Set<string>())
  for (let count = 0; count < edges;) {
    const to = 1 + Math.floor(random.float() * (size - 1))
    const from = `node-${Math.floor(random.float() * to)}`
    if (needs[to]?.has(from)) continue
    needs[to]?.add(from)
    count++
  }
  return needs.map((dependsOn, index) => ({ key: `node-${index}`, dependsOn: [...dependsOn] }))
}

function graphlibOf(items: readonly Item[]): Graph {
  const graph = new Graph()
  for (const { key } of items) graph.setNode(key)
  for (const { key, dependsOn } of items) for (const need of dependsOn) graph.setEdge(need, key)
  return graph
}

/** As little as it takes. */
function kahn(items: readonly Item[]): readonly string[] {
  const dependents = new Map<string, string[]>(items.map(({ key }) => [key, []]))
  const missing = new Map(items.map(({ key, dependsOn }) => [key, dependsOn.length]))
  for (const { key, dependsOn } of items) for (const need of dependsOn) dependents.get(need)?.push(key)
  const ordered = items.filter(({ dependsOn }) => dependsOn.length === 0).map(({ key }) => key)
  for (const key of ordered) {
    for (const next of dependents.get(key) ?? []) {
      const left = (missing.get(next) ?? 0) - 1
      missing.set(next, left)
      if (left === 0) ordered.push(next)
    }
  }
  return ordered
}
