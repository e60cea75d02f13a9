/** What is remembered of guests that nobody declares any more: it can be named, and is forgotten once they are gone. */
import { expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { guestOf, hand, manifest, only, owned, vm } from './scene.ts'

const shop = (...names: readonly string[]) =>
  manifest(
    'shop',
    names.map((name) => vm(name)),
  )

async function scene() {
  const lab = await createLab({ 'shop.yaml': shop('web', 'db', 'old') })
  await lab.reconcile()
  return lab
}

const remembered = async (lab: Awaited<ReturnType<typeof scene>>) => (await lab.status()).nodes.map(({ key }) => key)

test('--node with the name of a node that was taken out takes away that one alone', async () => {
  const lab = await scene()
  lab.files.set('shop.yaml', shop('web'))
  expect((await lab.diff(only({ nodes: ['shop/old'] }))).nodes.map(({ key, action }) => [key, action])).toEqual([
    ['shop/old', 'destroy'],
  ])
  expect((await lab.reconcile(only({ nodes: ['shop/old'] }))).exitCode).toBe(0)
  expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
})

test('a node that went from its manifest, and whose guest a person removed, is no longer in the status', async () => {
  const lab = await scene()
  await hand(lab).destroy(guestOf(lab.simulator, 'shop/old').vmid)
  lab.files.set('shop.yaml', shop('web', 'db'))
  expect(await remembered(lab)).toContain('shop/old')
  expect((await lab.reconcile()).exitCode).toBe(0)
  expect(await remembered(lab)).toEqual(['shop/db', 'shop/web'])
})

test('nothing is forgotten while a file is broken or the guest cannot be seen', async () => {
  const lab = await scene()
  await hand(lab).destroy(guestOf(lab.simulator, 'shop/old').vmid)
  lab.files.set('shop.yaml', shop('web', 'db'))
  lab.files.set('bad.yaml', 'nodes: [')
  await lab.reconcile()
  expect(await remembered(lab)).toContain('shop/old')
  lab.files.delete('bad.yaml')
  lab.simulator.faults = () => 'refuse'
  await lab.reconcile()
  expect(await remembered(lab)).toContain('shop/old')
})

test('destroy of a manifest that nobody knows is a slip of the pen', async () => {
  const lab = await scene()
  await expect(lab.destroy({ manifest: 'shpo' })).rejects.toMatchObject({ code: 'Usage' })
  expect(owned(lab.simulator)).toHaveLength(3)
})
