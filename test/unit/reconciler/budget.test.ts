/** What a run would take away, counted before the first of it goes. */
import { describe, expect, test } from 'vitest'
import { budgetOf, countTakings, defaultLimit } from '../../../src/reconciler/budget.ts'
import type { World } from '../../../src/reconciler/world.ts'
import { aGuest, aHost, aNode, aWorld, consent, uidOf, type Scene } from './fixtures.ts'

const goingIn = ({ unclaimed }: World) => ({ guests: unclaimed, networks: [] })

test.each([
  [0, 1],
  [1, 1],
  [5, 1],
  [6, 2],
  [9, 3],
  [15, 5],
  [16, 5],
  [1000, 5],
])('of %i guests %i may go where nobody is there to confirm it', (owned, limit) => {
  expect(defaultLimit(owned)).toBe(limit)
})

describe('counted', () => {
  const [web, db, files] = [aNode(), aNode({ name: 'db' }), aNode({ name: 'files' })]
  const seen = [
    aGuest({ vmid: 100, node: web, mark: { inputs: { image: '1:ff' } } }),
    aGuest({ vmid: 101, node: db }),
    aGuest({ vmid: 102, node: files }),
  ]
  const counted = (scene: Scene) => {
    const world = aWorld({ hosts: [aHost({ seen })], ...scene })
    const takings = countTakings(world, { nodes: [...world.nodes.values()], networks: [] }, goingIn(world))
    return [...budgetOf(takings, 1).uids].map(Number).toSorted((a, b) => a - b)
  }

  test('is every prune and every replace that nothing else holds', () => {
    expect(counted({ nodes: [], consents: consent({}) })).toEqual([100, 101, 102])
    expect(counted({ nodes: [web], consents: consent({ replace: new Set([web.key]) }) })).toEqual([100, 101, 102])
  })

  test('is no replace that nobody agreed to', () => {
    expect(counted({ nodes: [web] })).toEqual([101, 102])
  })

  test('is nothing that is declared and stays', () => {
    expect(counted({ nodes: [db, files] })).toEqual([100])
  })

  test('is no guest that is protected, and none that is let go', () => {
    const kept = [
      aGuest({ vmid: 100, node: web, mark: { protect: true } }),
      aGuest({ vmid: 101, node: db, mark: { keep: true } }),
      aGuest({ vmid: 102, node: files }),
    ]
    expect(counted({ hosts: [aHost({ seen: kept })] })).toEqual([102])
  })

  test('is nothing at all while a file of the selection is broken', () => {
    expect(counted({ broken: [{ file: 'x.yaml' }] })).toEqual([])
  })

  test('says how many it wants, whatever the limit', () => {
    const world = aWorld({ hosts: [aHost({ seen })] })
    expect(budgetOf(countTakings(world, { nodes: [], networks: [] }, goingIn(world)), 2)).toEqual({
      limit: 2,
      wanted: 3,
      refused: false,
      uids: new Set([100, 101, 102].map(uidOf)),
    })
  })
})
