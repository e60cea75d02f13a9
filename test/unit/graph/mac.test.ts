/** Made addresses of network cards: the same for the same card, and different for different ones. */
import { describe, expect, test } from 'vitest'
import type { DesiredNic } from '../../../src/graph/desired-node.ts'
import { macOf, withDistinctMacs } from '../../../src/graph/mac.ts'
import { aNode } from '../reconciler/fixtures.ts'

const card = (mac: string, made: boolean): DesiredNic => ({
  name: 'eth0',
  bridge: 'vmbr0',
  mac,
  ...(made ? { made } : {}),
})
const node = (name: string, host: string, ...nics: readonly DesiredNic[]) => aNode({ name, host, guest: { nics } })
const macs = (nodes: ReturnType<typeof withDistinctMacs>) =>
  Object.fromEntries(
    nodes.map(({ identity, guest }) => [`${identity.node}@${identity.host}`, guest.nics.map(({ mac }) => mac)]),
  )

const same = 'BC:24:11:00:00:01'

describe('two made addresses that are the same', () => {
  test('move the card of the node that comes later by its key, whatever the order', () => {
    const [a, b] = [node('a', 'hv0', card(same, true)), node('b', 'hv0', card(same, true))]
    const expected = { 'a@hv0': [same], 'b@hv0': [macOf(b.identity, 'eth0', 1)] }
    expect(macs(withDistinctMacs([a, b]))).toEqual(expected)
    expect(macs(withDistinctMacs([b, a]))).toEqual(expected)
  })

  test('give way to one that is declared, which nothing moves', () => {
    const nodes = [node('a', 'hv0', card(same, true)), node('b', 'hv0', card(same, false))]
    expect(macs(withDistinctMacs(nodes))['b@hv0']).toEqual([same])
    expect(macs(withDistinctMacs(nodes))['a@hv0']).not.toEqual([same])
  })

  test('stay on two hosts', () => {
    const nodes = [node('a', 'hv0', card(same, true)), node('b', 'hv1', card(same, true))]
    expect(withDistinctMacs(nodes)).toBe(nodes)
  })
})

test('among ten thousand cards of a host all are different', () => {
  const nodes = Array.from({ length: 10_000 }, (_, index) => {
    const { identity } = node(`n${index}`, 'hv0')
    return node(`n${index}`, 'hv0', card(macOf(identity, 'eth0'), true))
  })
  const before = new Set(nodes.flatMap(({ guest }) => guest.nics.map(({ mac }) => mac)))
  const after = withDistinctMacs(nodes).flatMap(({ guest }) => guest.nics.map(({ mac }) => mac))
  expect(before.size).toBeLessThan(10_000)
  expect(new Set(after).size).toBe(10_000)
})
