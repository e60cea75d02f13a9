/** A run that watches keeps networks as declared: edits, drift, removals that settle, holds that end by themselves. */
import { expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { isApplied } from '../rules.ts'
import { guestOf, hand, manifest, vm } from '../rules/scene.ts'
import { watchLab, type WatchedLab } from '../watch/watching.ts'
import { inEffect, network, on, sdnHand, type Nodes } from './scene.ts'

const other = vm('other')
const text = (nodes: Nodes) => manifest('dev', nodes)

const standing = (watched: WatchedLab) =>
  Object.fromEntries(watched.state().nodes.map(({ label, state }) => [label, state]))

async function watchOver(nodes: Nodes): Promise<{ lab: Lab; watched: WatchedLab }> {
  const lab = await createLab({ 'dev.yaml': text(nodes) }, { profile: 'instant' })
  const watched = await watchLab(lab)
  await watched.pass(60)
  expect(new Set(Object.values(standing(watched)))).toEqual(new Set(['ready']))
  watched.events.length = 0
  lab.simulator.world.clearRequests()
  return { lab, watched }
}

const paths = (lab: Lab) => lab.simulator.world.requests().filter(({ path }) => path.includes('/sdn/'))

test('a network and the guest on it are made, and edited', async () => {
  const { lab, watched } = await watchOver([network('devnet'), on('devnet', 'web')])
  expect(watched.node('dev/devnet')).toMatchObject({ type: 'network', vmid: null, parent: null, state: 'ready' })
  await watched.save('dev.yaml', text([network('devnet', { tag: 7 }), network('labnet'), on('devnet', 'web')]))
  await watched.pass(20)
  expect(standing(watched)).toEqual({ 'dev/devnet': 'ready', 'dev/labnet': 'ready', 'dev/web': 'ready' })
  expect(watched.told('dev/devnet')).toEqual(['Changed', 'StepStarted', 'StepDone', 'StepStarted', 'StepDone', 'Ready'])
  expect(inEffect(lab.simulator).vnets).toEqual(['devnet', 'labnet'])
  await watched.stop()
})

test('nothing is asked of the SDN but in each drift interval', async () => {
  const { lab, watched } = await watchOver([network('devnet'), on('devnet', 'web')])
  await watched.pass(500)
  expect(paths(lab)).toEqual([])
  await watched.pass(600)
  expect(paths(lab).map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET'])
  expect(watched.events).toEqual([])
  await watched.stop()
})

test('a host without networks is never asked for any', async () => {
  const { lab, watched } = await watchOver([other])
  await watched.pass(3600)
  expect(paths(lab)).toEqual([])
  await watched.stop()
})

test('drift is seen when somebody applied it, and within the drift interval where nobody did', async () => {
  const { lab, watched } = await watchOver([network('devnet'), on('devnet', 'web')])
  await sdnHand(lab).do('PUT', '/vnets/devnet', { tag: 300 })
  await sdnHand(lab).apply()
  await watched.pass(15)
  expect(watched.told('dev/devnet')).toContain('Drift')
  expect(lab.simulator.world.networks().running.vnets['devnet']?.['tag']).toBe(100)
  expect(standing(watched)).toEqual({ 'dev/devnet': 'ready', 'dev/web': 'ready' })
  await sdnHand(lab).do('PUT', '/vnets/devnet', { tag: 301 })
  await watched.pass(620)
  expect(lab.simulator.world.networks().config.vnets['devnet']?.['tag']).toBe(100)
  expect(isApplied(lab.simulator)).toBe(true)
  await watched.stop()
})

test('a removal settles for ten seconds, and not while git is at work', async () => {
  const { lab, watched } = await watchOver([network('devnet'), other])
  await watched.save('dev.yaml', text([other]))
  await watched.pass(5)
  expect(watched.state().removals).toMatchObject([{ key: 'dev/devnet@sim' }])
  expect(watched.told('dev/devnet')).toEqual(['Undeclared'])
  await watched.save('dev.yaml', text([network('devnet'), other]))
  await watched.pass(30)
  expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  await watched.save('dev.yaml', text([other]))
  await watched.pass(20)
  expect(inEffect(lab.simulator)).toEqual({ zones: [], vnets: [], subnets: [] })
  expect(standing(watched)).toEqual({ 'dev/other': 'ready' })
  expect(lab.store.nodes().map(({ node }) => node)).toEqual(['other'])
  await watched.stop()
})

test('a broken file takes nothing away, and shows what it may declare', async () => {
  const { lab, watched } = await watchOver([network('devnet'), other])
  await watched.save('dev.yaml', 'name: [')
  await watched.pass(60)
  expect(standing(watched)).toEqual({ 'dev/other': 'held', 'dev/devnet': 'held' })
  expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  await watched.save('dev.yaml', text([network('devnet'), other]))
  await watched.pass(20)
  expect(standing(watched)).toEqual({ 'dev/devnet': 'ready', 'dev/other': 'ready' })
  await watched.stop()
})

test('one that a guest is on is held, and goes once the guest went', async () => {
  const { lab, watched } = await watchOver([network('devnet'), other])
  await hand(lab).make(300, { name: 'theirs', net0: 'virtio,bridge=devnet' })
  await watched.save('dev.yaml', text([other]))
  await watched.pass(60)
  expect(watched.node('dev/devnet')).toMatchObject({ state: 'held', type: 'network' })
  lab.simulator.world.clearRequests()
  await watched.pass(120)
  expect(lab.simulator.world.requests().filter(({ path }) => path.includes('/qemu/300/'))).toEqual([])
  await hand(lab).destroy(300)
  await watched.pass(30)
  expect(inEffect(lab.simulator).vnets).toEqual([])
  await watched.stop()
})

test('guests on their way out go first', async () => {
  const { lab, watched } = await watchOver([network('devnet'), on('devnet', 'web'), other, vm('a'), vm('b'), vm('c')])
  await watched.save('dev.yaml', text([other, vm('a'), vm('b'), vm('c')]))
  await watched.pass(120)
  const destroyed = watched.events.filter(({ reason }) => reason === 'Destroyed').map(({ key }) => key)
  expect(destroyed).toEqual(['dev/web', 'dev/devnet'])
  expect(inEffect(lab.simulator).vnets).toEqual([])
  await watched.stop()
})

test('what waits of others holds it, until it was applied', async () => {
  const { lab, watched } = await watchOver([network('devnet'), other])
  await sdnHand(lab).do('POST', '/zones', { zone: 'theirs', type: 'simple' })
  await watched.save('dev.yaml', text([network('devnet', { tag: 7 }), other]))
  await watched.pass(20)
  expect(watched.node('dev/devnet')?.state).toBe('held')
  await sdnHand(lab).apply()
  await watched.pass(90)
  expect(watched.node('dev/devnet')?.state).toBe('ready')
  expect(lab.simulator.world.networks().running.vnets['devnet']?.['tag']).toBe(7)
  expect(inEffect(lab.simulator).zones).toEqual(['dev', 'theirs'])
  await watched.stop()
})

test('a host that falls silent takes nothing with it', async () => {
  const { lab, watched } = await watchOver([network('devnet'), on('devnet', 'web')])
  lab.simulator.faults = () => 'refuse'
  await watched.pass(120)
  expect(standing(watched)).toEqual({ 'dev/devnet': 'unknown', 'dev/web': 'waiting' })
  lab.simulator.faults = undefined
  await watched.pass(120)
  expect(standing(watched)).toEqual({ 'dev/devnet': 'ready', 'dev/web': 'ready' })
  expect(guestOf(lab.simulator, 'dev/web').running).toBeDefined()
  await watched.stop()
})
