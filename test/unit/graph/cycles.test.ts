/** A circle is found wherever it hides, and shown from its first node. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cycleText, findCycles } from '../../../src/graph/cycles.ts'
import { anyGraph, needsOf } from './arbitrary-graphs.ts'

const find = (needs: Readonly<Record<string, readonly string[]>>): readonly (readonly string[])[] =>
  findCycles(new Map(Object.entries(needs)))

describe('circles', () => {
  test('of one, two and three, each from the name that comes first', () => {
    expect(find({ a: ['a'] })).toEqual([['a']])
    expect(find({ a: ['b'], b: ['a'] })).toEqual([['a', 'b']])
    expect(find({ x: ['c'], b: ['c'], c: ['a'], a: ['b'] })).toEqual([['b', 'c', 'a']])
  })

  test('that lie behind each other are both found', () => {
    expect(find({ a: ['b', 'c'], b: ['a'], c: ['d'], d: ['c'] })).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  test('are not made of diamonds or unknown names', () => {
    expect(find({ a: ['b', 'c'], b: ['d'], c: ['d', 'gone'], d: [] })).toEqual([])
  })

  test('exist exactly where an edge was turned back', () => {
    fc.assert(
      fc.property(anyGraph, fc.nat(), (items, choice) => {
        const needs = new Map(items.map((one) => [one.key, needsOf(one)]))
        expect(findCycles(needs)).toEqual([])
        const edges = items.flatMap((one) => needsOf(one).map((need) => [one.key, need] as const))
        const edge = edges[choice % Math.max(1, edges.length)]
        if (!edge) return
        needs.set(edge[1], [...(needs.get(edge[1]) ?? []), edge[0]])
        const cycles = findCycles(needs)
        expect(cycles.length).toBeGreaterThan(0)
        for (const cycle of cycles)
          cycle.forEach((key, index) => expect(needs.get(key)).toContain(cycle[(index + 1) % cycle.length]))
      }),
    )
  })

  test('of 100,000 names', () => {
    const count = 100_000
    const needs = new Map(Array.from({ length: count }, (_, index) => [`n${index}`, [`n${(index + 1) % count}`]]))
    expect(findCycles(needs)[0]).toHaveLength(count)
  })
})

describe('the text of a circle', () => {
  test('comes back to its beginning', () => expect(cycleText(['a', 'b'])).toBe("'a' -> 'b' -> 'a'"))

  test('leaves out the middle of a long one', () => {
    const names = Array.from({ length: 100 }, (_, index) => `n${index}`)
    expect(cycleText(names)).toBe(
      "'n0' -> 'n1' -> 'n2' -> 'n3' -> 'n4' -> 'n5' -> (90 more) -> 'n96' -> 'n97' -> 'n98' -> 'n99' -> 'n0'",
    )
  })
})
