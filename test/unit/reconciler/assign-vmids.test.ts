/** The vmids of nodes that have no guest yet. */
import { describe, expect, test } from 'vitest'
import type { DesiredNode } from '../../../src/graph/desired-node.ts'
import { firstCandidate } from '../../../src/reconciler/vmid.ts'
import type { IntentRecord } from '../../../state/store.ts'
import { aGuest, aHost, aNode, aSilentHost, aWorld, uidOf, type Scene } from './fixtures.ts'

const range = { first: 10_000, last: 19_999 }
const web = aNode()
const first = firstCandidate(web.identity, range)
const vmidOf = (node: DesiredNode, scene: Scene) => aWorld(scene).vmids.get(node.key)
const foreign = (vmid: number) => aGuest({ vmid, node: null })

const intent = (act: IntentRecord['act'], vmid: number, node = web): IntentRecord => ({
  id: 1,
  ...node.identity,
  act,
  vmid,
  uid: uidOf(vmid),
  started: 0,
})

describe('a node that declares no vmid', () => {
  test('gets the first candidate of its identity', () => {
    expect(vmidOf(web, { nodes: [web] })).toBe(first)
    expect(vmidOf(web, { nodes: [web], hosts: [aSilentHost()] })).toBe(first)
  })

  test('gets the next one where that is taken, by whomever', () => {
    const other = aGuest({ vmid: first + 1, node: aNode({ name: 'other' }) })
    expect(vmidOf(web, { nodes: [web], hosts: [aHost({ seen: [foreign(first), other] })] })).toBe(first + 2)
  })

  test('keeps away from the vmid that another node declares or was promised, though nothing is there yet', () => {
    const declared = aNode({ name: 'db', guest: { vmid: first } })
    expect(vmidOf(web, { nodes: [web, declared] })).toBe(first + 1)
    const begun = [intent('create', first, aNode({ name: 'db' }))]
    expect(vmidOf(web, { nodes: [web], intents: begun })).toBe(first + 1)
  })

  test('takes the vmid of another node that is made anew as promised, and that of one that goes as free', () => {
    const db = aNode({ name: 'db' })
    expect(vmidOf(web, { nodes: [web], intents: [intent('replace', first, db)] })).toBe(first + 1)
    expect(vmidOf(web, { nodes: [web], intents: [intent('destroy', first, db)] })).toBe(first)
  })

  test('shares vmids with a host of the same cluster only', () => {
    const elsewhere = aNode({ name: 'db', host: 'hv1', guest: { vmid: first } })
    const hosts = (key: string) => [aHost({ clusterKey: 'a' }), aHost({ host: 'hv1', clusterKey: key })]
    expect(vmidOf(web, { nodes: [web, elsewhere], hosts: hosts('a') })).toBe(first + 1)
    expect(vmidOf(web, { nodes: [web, elsewhere], hosts: hosts('b') })).toBe(first)
  })

  test('stays with a guest in the making at its candidate: it may be this very node, begun elsewhere', () => {
    const making = new Map([[first, { running: true, lastEnd: null, auditable: true }]])
    const half = aGuest({ vmid: first, node: null, config: { lock: 'create' } })
    expect(vmidOf(web, { nodes: [web], hosts: [aHost({ seen: [half], making })] })).toBe(first)
  })

  test('gets none in a range that is full', () => {
    const small = { first: 500, last: 501 }
    const hosts = [aHost({ seen: [foreign(500), foreign(501)] })]
    expect(vmidOf(web, { nodes: [web], hosts, vmidRange: small })).toBeUndefined()
  })
})

describe('a node whose guest was begun', () => {
  test('keeps the vmid that was written down, whatever its candidate', () => {
    expect(vmidOf(web, { nodes: [web], intents: [intent('create', 12_345)] })).toBe(12_345)
  })

  test('is made anew under the vmid that it had', () => {
    expect(vmidOf(web, { nodes: [web], intents: [intent('replace', 12_345)] })).toBe(12_345)
    const both = [intent('replace', 12_345), intent('create', 12_346)]
    expect(vmidOf(web, { nodes: [web], intents: both })).toBe(12_346)
  })

  test('is not bound by an intent to take it away', () => {
    expect(vmidOf(web, { nodes: [web], intents: [intent('destroy', 12_345)] })).toBe(first)
  })
})

test('a declared vmid counts above all else, and a node that has its guest needs none', () => {
  const declared = aNode({ guest: { vmid: 300 } })
  expect(vmidOf(declared, { nodes: [declared], intents: [intent('create', 12_345)] })).toBe(300)
  const hosts = [aHost({ seen: [aGuest({ vmid: 77, node: declared })] })]
  expect(vmidOf(declared, { nodes: [declared], hosts })).toBeUndefined()
})

test('the same nodes get the same vmids in whatever order they come', () => {
  const nodes = Array.from({ length: 30 }, (_, index) => aNode({ name: `n${index}` }))
  const small = { first: 500, last: 529 }
  const vmids = aWorld({ nodes, vmidRange: small }).vmids
  expect(new Set(vmids.values()).size).toBe(30)
  const reversed = aWorld({ nodes: nodes.toReversed(), vmidRange: small }).vmids
  expect(Object.fromEntries(reversed)).toEqual(Object.fromEntries(vmids))
})
