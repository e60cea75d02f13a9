/** Which of the guests that leave go first. */
import { expect, test } from 'vitest'
import { guestId, toDestroy } from '../../../src/reconciler/leaving-order.ts'
import { aGuest, aHost, aNode, aWorld } from './fixtures.ts'

const names = Array.from({ length: 30 }, (_, index) => `n${index}`)
const seen = names.map((name, index) => aGuest({ vmid: 100 + index, node: aNode({ name }) }))
const guests = aWorld({ nodes: [], hosts: [aHost({ seen })] }).owned

test('a guest goes after those that need it, and each record is read once, however many leave', () => {
  const read: string[] = []
  const store = {
    node({ node }: { readonly node: string }) {
      read.push(node)
      const needs = guests.filter(({ identity }) => `${identity.node}0` === node).map(({ key }) => key)
      return { needs }
    },
  }
  const waits = toDestroy(guests, store).flatMap(({ guest, after }) => after.map((id) => [guest.identity.node, id]))
  const idOf = (name: string) => guests.filter(({ identity }) => identity.node === name).map(guestId)
  expect(waits).toEqual([
    ['n1', ...idOf('n10')],
    ['n2', ...idOf('n20')],
  ])
  expect(read.toSorted()).toEqual(names.toSorted())
})
