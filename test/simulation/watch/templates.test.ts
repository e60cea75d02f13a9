/** Templates and their clones in a run that stays: they go in order, whichever is taken out first. */
import { expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { manifest, owned, vm } from '../rules/scene.ts'
import { watchLab } from './watching.ts'

const nodes = {
  golden: vm('golden', { template: true, vmid: 9000 }),
  a: vm('a'),
  b: vm('b'),
  other: vm('other', { settings: { clone: 'import' } }),
}
const text = (...names: readonly (keyof typeof nodes)[]) =>
  manifest(
    'shop',
    names.map((name) => nodes[name]),
  )

test.each([
  ['at once', [text('other')]],
  ['clones first', [text('golden', 'other'), text('other')]],
  ['the template first', [text('a', 'b', 'other'), text('other')]],
])('a template and its clones go when they are taken out: %s', async (_, stages) => {
  const lab = await createLab({ 'shop.yaml': text('golden', 'a', 'b', 'other') }, { profile: 'fast' })
  const watched = await watchLab(lab, { maxDestroy: 10 })
  await watched.pass(30)
  expect(owned(lab.simulator)).toHaveLength(4)
  for (const stage of stages) {
    await watched.save('shop.yaml', stage)
    await watched.pass(100)
  }
  expect(owned(lab.simulator)).toEqual(['shop/other@sim'])
  expect(lab.simulator.world.tasks().filter(({ exitstatus }) => exitstatus !== 'OK')).toEqual([])
  await watched.stop()
})

test('one that is held for its clones is looked into now and then, and nothing more is told of it', async () => {
  const lab = await createLab({ 'shop.yaml': text('golden', 'a') }, { profile: 'fast' })
  const watched = await watchLab(lab)
  await watched.pass(120)
  const newer = { ...nodes.golden, image: 'debian-13', settings: { replace: 'auto' } }
  await watched.save('shop.yaml', manifest('shop', [newer, nodes.a]))
  await watched.pass(30)
  expect(watched.node('shop/golden')).toMatchObject({ state: 'held', message: expect.stringContaining('rests on') })
  const told = watched.told('shop/golden')
  await watched.pass(600)
  expect(watched.told('shop/golden')).toEqual(told)
  expect(watched.node('shop/golden')?.state).toBe('held')
  await watched.stop()
})
