/** A command beside a run that watches takes networks away, and lets more of them go than the limit does. */
import { expect, test } from 'vitest'
import { lineOf, manifest, vm } from '../rules/scene.ts'
import { createSharedLab } from '../watch/beside.ts'
import { watchLab } from '../watch/watching.ts'
import { inEffect, network, on, type Nodes } from './scene.ts'

const other = vm('other')

async function scene(nodes: Nodes) {
  const { lab, beside } = await createSharedLab({ 'dev.yaml': manifest('dev', nodes) })
  const watched = await watchLab(lab)
  await watched.pass(60)
  return { lab, beside, watched }
}

test('destroy names a network: it goes, and is made again while it is declared', async () => {
  const { lab, beside, watched } = await scene([network('devnet'), other])
  const summary = await lab.settle(beside.destroy(['devnet']))
  expect(lineOf(summary, 'dev/devnet')).toMatchObject({ outcome: 'destroyed', type: 'network' })
  expect(summary.exitCode).toBe(0)
  await watched.pass(60)
  expect(watched.node('dev/devnet')?.state).toBe('ready')
  expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  await watched.stop()
})

test('destroy says so where a guest is on it', async () => {
  const { lab, beside, watched } = await scene([network('devnet'), on('devnet', 'web')])
  const summary = await lab.settle(beside.destroy(['devnet']))
  expect(lineOf(summary, 'dev/devnet').held?.reason).toBe('InUse')
  await watched.pass(60)
  expect(watched.node('dev/devnet')?.state).toBe('ready')
  await watched.stop()
})

test('reconcile with a limit of its own lets those go that were held, and waits for all of it', async () => {
  const { lab, beside, watched } = await scene([network('devnet'), network('labnet', { tag: 7 }), other])
  await watched.save('dev.yaml', manifest('dev', [other]))
  await watched.pass(30)
  expect(watched.node('dev/devnet')?.state).toBe('held')
  const summary = await lab.settle(beside.reconcile({ maxDestroy: 2 }))
  expect(summary).toMatchObject({ exitCode: 0, counts: { destroyed: 2, ready: 1 } })
  expect(inEffect(lab.simulator)).toEqual({ zones: [], vnets: [], subnets: [] })
  await watched.stop()
})
