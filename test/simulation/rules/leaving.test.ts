/** What leaves waits for what needs it, and for nothing that waits for it. */
import { expect, test } from 'vitest'
import type { DiffDocument, RunSummary } from '../../../src/reconciler/documents.ts'
import { createLab } from '../../lab.ts'
import { holds, manifest, only, owned, vm } from './scene.ts'

const shop = (...nodes: Parameters<typeof manifest>[1]) =>
  manifest('shop', [vm('keep', { settings: { clone: 'import' } }), ...nodes])

test('two guests, each of which needed the other at some time, both leave', async () => {
  const both = shop(vm('a', { depends_on: ['b'] }), vm('b'))
  const lab = await createLab({ 'shop.yaml': both }, { profile: 'instant' })
  await lab.reconcile()
  // A run for one of them remembers its needs alone.
  lab.files.set('shop.yaml', shop(vm('a'), vm('b', { depends_on: ['a'] })))
  await lab.reconcile(only({ nodes: ['b'] }))
  expect(lab.store.node({ host: 'sim', manifest: 'shop', node: 'a' })?.needs).toEqual(['shop/b@sim'])
  expect(lab.store.node({ host: 'sim', manifest: 'shop', node: 'b' })?.needs).toEqual(['shop/a@sim'])

  lab.files.set('shop.yaml', shop())
  expect((await lab.reconcile({ maxDestroy: 2 })).exitCode).toBe(0)
  expect(owned(lab.simulator)).toEqual(['shop/keep@sim'])
})

test('a clone leaves before its template, though the template needed it in the end', async () => {
  const first = shop(vm('golden', { template: true }), vm('web', { image: 'golden' }))
  const lab = await createLab({ 'shop.yaml': first }, { profile: 'instant' })
  await lab.reconcile()
  const web = vm('web', { image: 'golden', settings: { clone: 'import' } })
  lab.files.set('shop.yaml', shop(vm('golden', { template: true, depends_on: ['web'] }), web))
  expect((await lab.reconcile()).exitCode).toBe(0)

  lab.files.set('shop.yaml', shop())
  const { nodes } = await lab.diff({ maxDestroy: 2 })
  expect(nodes.map(({ action }) => action)).toEqual(['unchanged', 'destroy', 'destroy'])
  expect((await lab.reconcile({ maxDestroy: 2 })).exitCode).toBe(0)
  expect(owned(lab.simulator)).toEqual(['shop/keep@sim'])
})

test('of two that need a guest, one that is let go does not let it go while the other is held', async () => {
  const kept = vm('kept', { vmid: 10001, depends_on: ['db'], keep_on_removal: true })
  const held = vm('held', { vmid: 10002, depends_on: ['db'], protect: true })
  const lab = await createLab({ 'shop.yaml': shop(vm('db'), kept, held) }, { profile: 'instant' })
  await lab.reconcile()

  lab.files.set('shop.yaml', shop())
  const told = { 'shop/db': 'Protected', 'shop/held': 'Protected' }
  expect(holds(await lab.diff({ maxDestroy: 3 }))).toEqual(told)
  expect(holds(await lab.reconcile({ maxDestroy: 3 }))).toEqual(told)
  expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/held@sim', 'shop/keep@sim'])
})

test('what holds a template whose clone stays is the same in diff and in the run', async () => {
  const web = vm('web', { image: 'golden', protect: true })
  const lab = await createLab({ 'shop.yaml': shop(vm('golden', { template: true }), web) }, { profile: 'instant' })
  await lab.reconcile()

  lab.files.set('shop.yaml', shop())
  const heldIn = ({ nodes }: RunSummary | DiffDocument) => [...nodes].map(({ key, held }) => [key, held])
  const told = heldIn(await lab.diff({ maxDestroy: 2 }))
  expect(heldIn(await lab.reconcile({ maxDestroy: 2 }))).toEqual(told)
  expect(owned(lab.simulator)).toEqual(['shop/golden@sim', 'shop/keep@sim', 'shop/web@sim'])
})
