/** What is remembered of a node: how often it was declared anew, what is said of it and since when. */
import { beforeEach, describe, expect, test } from 'vitest'
import { openStore } from '../../../state/sqlite/open-store.ts'
import type { Store } from '../../../state/store.ts'
import type { Condition } from '../../../src/reconciler/documents.ts'
import { isDrift, saveStatus } from '../../../src/reconciler/records.ts'
import { aNode } from './fixtures.ts'

let store: Store
beforeEach(() => void (store = openStore(':memory:', 'lab')))

const web = aNode()
const bigger = aNode({ guest: { cores: 8 } })

type Said = Omit<Condition, 'since'>
const ready = (status: 'True' | 'False', message = ''): Said => ({ type: 'Ready', status, reason: 'x', message })
const save = (node: typeof web, conditions: readonly Said[], now: number, more = {}) =>
  saveStatus(store, node, { conditions, ...more }, now)

describe('the generation', () => {
  test('begins at one and counts changes of what is declared', () => {
    const generations = [web, web, bigger, bigger, web].map((node) => save(node, [], 0).generation)
    expect(generations).toEqual([1, 1, 2, 2, 3])
  })

  test('is not counted where a node only moves in its file', () => {
    save(web, [], 0)
    expect(save({ ...web, source: { file: 'other.yaml', line: 99, column: 1 } }, [], 0).generation).toBe(1)
  })

  test('is the one that the status speaks of, Ready or not', () => {
    const saved = [save(web, [ready('True')], 0), save(bigger, [ready('False')], 0), save(bigger, [ready('True')], 0)]
    expect(saved.map(({ generation, observedGeneration }) => [observedGeneration, generation])).toEqual([
      [1, 1],
      [2, 2],
      [2, 2],
    ])
  })

  test('tells drift, a difference where the node was Ready as it is declared, from an edit', () => {
    expect(isDrift(store, web)).toBe(false)
    save(web, [ready('False')], 0)
    expect(isDrift(store, web)).toBe(false)
    save(web, [ready('True')], 0)
    expect(isDrift(store, web)).toBe(true)
    expect(isDrift(store, bigger)).toBe(false)
    save(bigger, [ready('False')], 0)
    expect(isDrift(store, bigger)).toBe(false)
  })
})

describe('a condition', () => {
  const since = (conditions: readonly Said[], now: number) =>
    save(web, conditions, now).conditions.map((each) => each.since)

  test('is as old as its status, not as its message or reason', () => {
    expect(since([ready('False', 'waits')], 1000)).toEqual([1000])
    expect(since([{ ...ready('False', 'waits longer'), reason: 'y' }], 2000)).toEqual([1000])
    expect(since([ready('True')], 3000)).toEqual([3000])
    expect(since([ready('False')], 4000)).toEqual([4000])
  })

  test('that is not said any more is forgotten, and is new when it comes back', () => {
    const blocked: Said = { type: 'Blocked', status: 'True', reason: 'x', message: '' }
    expect(since([blocked], 1000)).toEqual([1000])
    expect(since([], 2000)).toEqual([])
    expect(since([blocked], 3000)).toEqual([3000])
  })
})

describe('what was known', () => {
  test('stays until something else is known: vmid, uid and addresses', () => {
    save(web, [], 0, { vmid: 100, uid: 'u1', addresses: ['192.0.2.7'] })
    expect(save(web, [], 0)).toMatchObject({ vmid: 100, uid: 'u1', addresses: ['192.0.2.7'] })
    expect(save(web, [], 0, { vmid: 101, uid: 'u2', addresses: [] })).toMatchObject({
      vmid: 101,
      uid: 'u2',
      addresses: [],
    })
  })

  test('is no next try once there is none', () => {
    expect(save(web, [], 0, { nextTry: 5000 }).nextTry).toBe(5000)
    expect(save(web, [], 0).nextTry).toBeUndefined()
  })

  test('that it was Ready once is never forgotten: rollback leaves such a node alone', () => {
    expect(save(web, [ready('False')], 0).everReady).toBe(false)
    save(web, [ready('True')], 0)
    expect(save(bigger, [ready('False')], 0).everReady).toBe(true)
  })

  test('says what the node needs, for a destroy without manifests', () => {
    const inner = aNode({ more: { parent: 'shop/hv@hv0', dependsOn: ['shop/db@hv0'] } })
    expect(save(inner, [], 0).needs).toEqual(['shop/hv@hv0', 'shop/db@hv0'])
  })

  test('is in the store', () => {
    const saved = save(web, [ready('True')], 7, { vmid: 100 })
    expect(store.node(web.identity)).toEqual(saved)
  })
})
