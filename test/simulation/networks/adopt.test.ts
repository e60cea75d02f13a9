/** A virtual network that somebody else made is taken over as it is, if a person agrees to that very one. */
import { expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { isApplied } from '../rules.ts'
import { guestOf, holds, lineOf, manifest, writes } from '../rules/scene.ts'
import { inEffect, network, on, ownedNetworks, sdnHand } from './scene.ts'

const lan = (more = {}) => network('lan', { zone: { name: 'dev', type: 'simple' }, ...more })
const shop = (more = {}) => manifest('shop', [lan(more), on('lan', 'web')])

const scene = async (alias = 'the old lab', text = shop()) => {
  const lab = await createLab({ 'shop.yaml': text })
  const hand = sdnHand(lab)
  await hand.do('POST', '/zones', { zone: 'dev', type: 'simple' })
  await hand.do('POST', '/vnets', { vnet: 'lan', zone: 'dev', ...(alias === '' ? {} : { alias }) })
  await hand.apply()
  return { lab, hand }
}

test('it is held with the command that takes it over, and what needs it waits', async () => {
  const { lab } = await scene()
  expect(lineOf(await lab.diff(), 'shop/lan')).toMatchObject({
    action: 'adopt',
    held: { reason: 'ForeignNetwork', fix: expect.stringContaining('homestak reconcile --adopt shop/lan@sim') },
  })
  lab.simulator.world.clearRequests()
  expect(holds(await lab.reconcile())).toEqual({ 'shop/lan': 'ForeignNetwork' })
  expect(writes(lab.simulator)).toEqual([])
})

test('it becomes the node where that was agreed to, with its zone left to whom it belongs', async () => {
  const { lab } = await scene()
  expect(lineOf(await lab.diff({ adopt: ['lan'] }), 'shop/lan').held).toBeUndefined()
  const summary = await lab.reconcile({ adopt: ['lan'] })
  expect(summary, lineOf(summary, 'shop/lan').message ?? '').toMatchObject({ exitCode: 0, counts: { ready: 2 } })
  expect(ownedNetworks(lab.simulator)).toEqual(['lan shop/lan@sim'])
  expect(isApplied(lab.simulator)).toBe(true)
  expect(guestOf(lab.simulator, 'shop/web').vmid).toBeGreaterThan(0)
  lab.loseState()
  lab.simulator.world.clearRequests()
  expect(await lab.reconcile({ adopt: ['lan'] })).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
  expect(writes(lab.simulator)).toEqual([])
  lab.files.set('shop.yaml', manifest('shop', [network('other', { zone: { name: 'own', type: 'simple' } })]))
  expect((await lab.reconcile({ maxDestroy: 2 })).exitCode).toBe(0)
  expect(inEffect(lab.simulator)).toMatchObject({ zones: ['dev', 'own'], vnets: ['other'] })
})

test('it stays as it is where its zone is not as declared, or something of it waits', async () => {
  const { lab, hand } = await scene('', shop({ zone: { name: 'dev', type: 'simple', mtu: 1400 } }))
  expect(holds(await lab.reconcile({ adopt: ['lan'] }))).toEqual({ 'shop/lan': 'ForeignZone' })
  lab.files.set('shop.yaml', shop())
  await hand.do('PUT', '/vnets/lan', { 'isolate-ports': 1 })
  expect(holds(await lab.reconcile({ adopt: ['lan'] }))).toEqual({ 'shop/lan': 'ForeignChanges' })
  expect(ownedNetworks(lab.simulator)).toEqual([])
  await hand.apply()
  expect((await lab.reconcile({ adopt: ['lan'] })).exitCode).toBe(0)
  expect(ownedNetworks(lab.simulator)).toEqual(['lan shop/lan@sim'])
})
