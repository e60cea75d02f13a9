/** Trees of nodes, by manifest and host. */
import { expect, test } from 'vitest'
import { groupsOf } from '../../../../src/report/live/tree.ts'
import { liveNode } from './made-up-state.ts'

const outline = (...nodes: Parameters<typeof groupsOf>[0]) =>
  groupsOf(nodes).map(({ manifest, host, branches }) => [
    `${manifest} on ${host}`,
    ...branches.map(({ name, depth }) => `${'  '.repeat(depth)}${name}`),
  ])

test('what lives on a node stands below it, in its group, though its host is another', () => {
  const outer = liveNode('outer', { type: 'pve' })
  const inside = liveNode('inside', { key: 'web/inside@outer', host: 'outer', parent: 'web/outer@sim' })
  expect(outline(outer, liveNode('beside'), inside)).toEqual([['web on sim', 'outer', '  inside', 'beside']])
})

test('each manifest on each host is a group, in the order of their first nodes', () => {
  const there = liveNode('a', { key: 'web/a@hv', host: 'hv' })
  const other = liveNode('b', { key: 'shop/b@sim' })
  expect(outline(liveNode('x'), there, other, liveNode('y'))).toEqual([
    ['web on sim', 'x', 'y'],
    ['web on hv', 'a'],
    ['shop on sim', 'b'],
  ])
})

test('nodes whose parent is unknown, or that are their own ancestors, are not lost', () => {
  const lost = liveNode('lost', { parent: 'web/nowhere@sim' })
  const a = liveNode('a', { parent: 'web/b@sim' })
  const b = liveNode('b', { parent: 'web/a@sim' })
  expect(outline(lost, a, b)).toEqual([['web on sim', 'lost', 'a', '  b']])
})

test('a chain of five thousand parents is no trouble', () => {
  const chain = Array.from({ length: 5000 }, (_, index) =>
    liveNode(`n${index}`, { parent: index === 0 ? null : `web/n${index - 1}@sim` }),
  )
  expect(groupsOf(chain)[0]?.branches.at(-1)).toMatchObject({ name: 'n4999', depth: 4999 })
})
