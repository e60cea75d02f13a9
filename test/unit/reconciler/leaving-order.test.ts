/** Which of the guests that leave go first. */
import { expect, test } from 'vitest'
import type { Mark } from '../../../src/pve/mark.ts'
import { decideLeaving, guestId, toDestroy } from '../../../src/reconciler/leaving-order.ts'
import { aGuest, aHost, aNode, aWorld } from './fixtures.ts'

/** `n0`, `n1` and so on; the last of them may be marked. */
function leaving(count: number, mark: Partial<Mark> = {}) {
  const seen = Array.from({ length: count }, (_, index) =>
    aGuest({ vmid: 100 + index, node: aNode({ name: `n${index}` }), mark: index === count - 1 ? mark : {} }),
  )
  const uids = new Set(seen.map(({ view }) => view.mark?.uid ?? ''))
  const budget = { limit: count, wanted: count, refused: false, uids }
  const world = aWorld({ nodes: [], hosts: [aHost({ seen })], budget })
  return { world, guests: world.owned }
}

test('a guest goes after those that need it, and each record is read once, however many leave', () => {
  const { guests } = leaving(30)
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
  expect(read.toSorted()).toEqual(guests.map(({ identity }) => identity.node).toSorted())
})

test('what holds the last of a chain of 5000, each of which needs the one before it, holds them all', () => {
  const { world, guests } = leaving(5000, { protect: true })
  const before = new Map(guests.map(({ identity }, index) => [identity.node, guests[index - 1]?.key]))
  const store = {
    node: ({ node }: { readonly node: string }) => ({ needs: [before.get(node) ?? []].flat() }),
  }
  const held = decideLeaving(guests, world, store).map((decision) => decision.held?.reason)
  expect(Map.groupBy(held, (reason) => reason).get('Protected')).toHaveLength(5000)
})

test('two guests whose configurations name a disk of the other are in no order', () => {
  const naming = (vmid: number) => ({ virtio1: `vmstore:${vmid}/base-${vmid}-disk-0.qcow2/1/vm-1-disk-1.qcow2` })
  const seen = [101, 100].map((other, index) =>
    aGuest({ vmid: 100 + index, node: aNode({ name: `n${index}` }), config: naming(other) }),
  )
  const { owned } = aWorld({ nodes: [], hosts: [aHost({ seen })] })
  expect(toDestroy(owned, undefined).map(({ after }) => after)).toEqual([[], []])
  expect(toDestroy(owned.slice(0, 1), undefined).map(({ after }) => after)).toEqual([[]])
})
