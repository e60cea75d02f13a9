/** What is found out about networks beforehand is what a run about the same nodes is held for. */
import { expect, test } from 'vitest'
import type { Narrowing } from '../../../src/reconciler/engine.ts'
import { preflight } from '../../../src/reconciler/preflight.ts'
import { runOptions } from '../../run-options.ts'
import { only } from '../rules/scene.ts'
import { declare, labWith, network, sdnHand } from './scene.ts'

test('what waits of a network beside those that are meant is told', async () => {
  const lab = await labWith([network('devnet', { tag: 6 }), network('labnet', { tag: 7 })])
  await sdnHand(lab).do('PUT', '/vnets/labnet', { tag: 9 })
  declare(lab, [network('devnet', { tag: 8 }), network('labnet', { tag: 7 })])
  const desire = await lab.desire()
  const told = async (narrowing: Narrowing) => {
    const options = { narrowing, hosts: [], programs: new Map(), stop: runOptions.stop }
    const findings = await lab.settle(preflight(lab.ports, desire, options, lab.store))
    return findings.map(({ message }) => message).filter((message) => message.includes('no part of this run'))
  }
  expect(await told(only({ nodes: ['devnet'] }).narrowing)).toHaveLength(1)
  expect(await told(only({}).narrowing)).toEqual([])
})
