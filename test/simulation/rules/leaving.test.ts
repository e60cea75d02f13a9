/** What leaves waits for what needs it, and for nothing that waits for it. */
import { expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { manifest, only, owned, vm } from './scene.ts'

test('two guests, each of which needed the other at some time, both leave', async () => {
  const shop = (...nodes: Parameters<typeof manifest>[1]) => ({ 'shop.yaml': manifest('shop', [vm('keep'), ...nodes]) })
  const lab = await createLab(shop(vm('a', { depends_on: ['b'] }), vm('b')), { profile: 'instant' })
  await lab.reconcile()
  // A run for one of them remembers its needs alone.
  lab.files.set('shop.yaml', shop(vm('a'), vm('b', { depends_on: ['a'] }))['shop.yaml'])
  await lab.reconcile(only({ nodes: ['b'] }))
  expect(lab.store.node({ host: 'sim', manifest: 'shop', node: 'a' })?.needs).toEqual(['shop/b@sim'])
  expect(lab.store.node({ host: 'sim', manifest: 'shop', node: 'b' })?.needs).toEqual(['shop/a@sim'])

  lab.files.set('shop.yaml', shop()['shop.yaml'])
  expect((await lab.reconcile({ maxDestroy: 2 })).exitCode).toBe(0)
  expect(owned(lab.simulator)).toEqual(['shop/keep@sim'])
})
