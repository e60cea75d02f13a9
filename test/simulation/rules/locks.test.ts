/** What somebody else is at work on, e.g. a backup, is let be until that has ended. */
import { describe, expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { expectUntouched, manifest, vm } from './scene.ts'

const shop = manifest('shop', [vm('db', { vmid: 9100 }), vm('web')])

describe('a lock of Proxmox VE', () => {
  test('on a guest that is no longer declared is waited out', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    lab.simulator.world.setLock(9100, 'backup')
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    await expectUntouched(lab, [9100], { 'shop/db': 'Locked' }, 4)
    lab.simulator.world.setLock(9100, undefined)
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(lab.simulator.world.guest(9100)).toBeUndefined()
  })

  test('that goes away in time does not keep an edit from its end', async () => {
    const lab = await createLab({ 'shop.yaml': shop })
    await lab.reconcile()
    lab.simulator.world.setLock(9100, 'backup')
    lab.files.set('shop.yaml', manifest('shop', [vm('db', { vmid: 9100, tags: ['gold'] }), vm('web')]))
    const end = lab.clock.sleep(3000).then(() => lab.simulator.world.setLock(9100, undefined))
    const [summary] = await lab.settle(Promise.all([lab.reconcile(), end]))
    expect(summary.exitCode).toBe(0)
    expect(lab.simulator.world.guest(9100)?.config['tags']).toBe('gold;homestak')
  })
})
