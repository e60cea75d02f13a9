/** What is needed is made first and destroyed last, in any graph of any size. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dependencyGraph, type Item } from '../../../src/graph/dependency-graph.ts'
import { anyGraph, needsOf } from './arbitrary-graphs.ts'

const item = (key: string, parent?: string, ...dependsOn: readonly string[]): Item => ({ key, parent, dependsOn })

describe('orders', () => {
  test('are breadth first, roots and siblings as they were given', () => {
    const graph = dependencyGraph([item('a', 'q'), item('p'), item('q', 'p'), item('b'), item('c', 'p')])
    expect(graph.createOrder()).toEqual(['p', 'b', 'q', 'c', 'a'])
    expect(graph.destroyOrder()).toEqual(['a', 'c', 'q', 'b', 'p'])
    expect(graph.roots).toEqual(['p', 'b'])
  })

  test('put a node after what it depends on, wherever it stands', () => {
    expect(dependencyGraph([item('web', undefined, 'db'), item('db'), item('other')]).createOrder()).toEqual([
      'db',
      'other',
      'web',
    ])
  })

  test('leave out needs that are not there', () => {
    const graph = dependencyGraph([item('a', 'gone', 'away')])
    expect([graph.createOrder(), graph.roots, graph.dependencies('a'), graph.depth('a')]).toEqual([['a'], ['a'], [], 0])
  })

  test('respect every edge, and hold every key once', () => {
    fc.assert(
      fc.property(anyGraph, (items) => {
        const order = dependencyGraph(items).createOrder()
        const place = new Map(order.map((key, index) => [key, index]))
        expect(order.toSorted()).toEqual(items.map(({ key }) => key).toSorted())
        for (const one of items)
          for (const need of needsOf(one)) expect(place.get(need)).toBeLessThan(place.get(one.key) ?? -1)
      }),
    )
  })

  test('of destroying are those of creating, reversed', () => {
    fc.assert(
      fc.property(anyGraph, (items) => {
        const graph = dependencyGraph(items)
        expect(graph.destroyOrder()).toEqual(graph.createOrder().toReversed())
      }),
    )
  })
})

describe('neighbours', () => {
  const graph = dependencyGraph([
    item('p'),
    item('db', 'p'),
    item('web', 'p', 'db'),
    item('edge', undefined, 'web'),
    item('lone'),
  ])

  test('are told by edges of both kinds', () => {
    expect(graph.dependencies('web')).toEqual(['p', 'db'])
    expect(graph.dependents('p')).toEqual(['db', 'web'])
    expect(graph.allDependents('db')).toEqual(['web', 'edge'])
    expect(graph.allDependents('lone')).toEqual([])
  })

  test('make subtrees and depth by parents alone', () => {
    expect(graph.subtreeOf('p')).toEqual(['db', 'web'])
    expect(graph.subtreeOf('db')).toEqual([])
    expect(['p', 'db', 'edge'].map(graph.depth)).toEqual([0, 1, 0])
  })

  test('mirror each other', () => {
    fc.assert(
      fc.property(anyGraph, (items) => {
        const { dependencies, dependents, allDependents } = dependencyGraph(items)
        for (const one of items) {
          expect(dependencies(one.key).toSorted()).toEqual([...new Set(needsOf(one))].toSorted())
          for (const need of needsOf(one)) {
            expect(dependents(need)).toContain(one.key)
            expect(allDependents(need)).toEqual(expect.arrayContaining([one.key, ...allDependents(one.key)]))
          }
        }
      }),
    )
  })

  test('of names that every object has, or that look like numbers, are as of any other', () => {
    const odd = dependencyGraph([
      item('10'),
      item('constructor', '10'),
      item('2', '10'),
      item('__proto__', 'constructor', '2'),
    ])
    expect(odd.createOrder()).toEqual(['10', 'constructor', '2', '__proto__'])
    expect(odd.dependents('10')).toEqual(['constructor', '2'])
    expect(odd.depth('__proto__')).toBe(2)
    expect(odd.dependencies('toString')).toEqual([])
  })
})

describe('size', () => {
  const count = 100_000

  test('a chain of 100,000 parents', () => {
    const keys = Array.from({ length: count }, (_, index) => `n${index}`)
    const graph = dependencyGraph(keys.map((key, index) => item(key, keys[index - 1])).toReversed())
    expect(graph.createOrder()).toEqual(keys)
    expect(graph.depth(`n${count - 1}`)).toBe(count - 1)
    expect(graph.subtreeOf('n0')).toHaveLength(count - 1)
    expect(graph.allDependents('n0')).toHaveLength(count - 1)
  })

  test('100,000 nodes that need one', () => {
    const graph = dependencyGraph(
      Array.from({ length: count }, (_, index) => (index === 0 ? item('n0') : item(`n${index}`, undefined, 'n0'))),
    )
    expect(graph.createOrder()[0]).toBe('n0')
    expect(graph.dependents('n0')).toHaveLength(count - 1)
    expect(graph.roots).toHaveLength(count)
  })
})
