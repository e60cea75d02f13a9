/** A declared virtual network is made, guests on it wait for it, and a second run writes nothing. */
import { expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { manifest, writes } from '../rules/scene.ts'
import { network, on } from './scene.ts'

test('a network is made, then the guest that is on it; the next run writes nothing', async () => {
  const lab = await createLab({ 'dev.yaml': manifest('dev', [network('devnet'), on('devnet', 'web')]) })
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, counts: { ready: 2 } })
  expect(writes(lab.simulator).slice(0, 4)).toEqual([
    'POST /cluster/sdn/zones',
    'POST /cluster/sdn/vnets',
    'PUT /cluster/sdn',
    'POST /nodes/pve/storage/local/upload',
  ])
  expect(await lab.reconcile()).toMatchObject({ exitCode: 0, calls: { reads: 7, writes: 0 } })
})
