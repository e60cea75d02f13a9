/** An apply takes over all that waits: what waits of other networks of ours, and is not to be done, holds it. */
import { describe, expect, test } from 'vitest'
import type { Lab } from '../../lab.ts'
import { hand, holds, lineOf, manifest, only, vm } from '../rules/scene.ts'
import { declare, doesAsTold, inEffect, labWith, network, sdnHand } from './scene.ts'

const other = vm('other')

describe('a run that is about all', () => {
  test.each([
    ['a guest is on it', {}, 'InUse'],
    ['it is to be let go', { keep_on_removal: true }, 'ForeignChanges'],
    ['it is protected', { protect: true }, 'Protected'],
  ])('the removal of one of ours that somebody did not apply is not taken over where %s', async (_, policy, reason) => {
    const lab = await labWith([network('devnet', policy), network('labnet', { tag: 7 }), other])
    if (reason === 'InUse') await hand(lab).make(300, { net0: 'virtio,bridge=devnet' })
    await sdnHand(lab).do('DELETE', '/vnets/devnet')
    declare(lab, [network('labnet', { tag: 8 }), other])
    expect(holds(await doesAsTold(lab, 5))).toEqual({ 'dev/devnet': reason, 'dev/labnet': 'ForeignChanges' })
    expect(inEffect(lab.simulator).vnets).toEqual(['devnet', 'labnet'])
  })

  test.each([
    ['is suspended', [network('labnet', { tag: 7, suspend: true })]],
    ['is protected and not declared any more', []],
  ])('what somebody changed of one of ours and did not apply waits on where that %s', async (_, nodes) => {
    const lab = await labWith([network('devnet'), network('labnet', { tag: 7, protect: true }), other])
    await sdnHand(lab).do('PUT', '/vnets/labnet', { tag: 9 })
    declare(lab, [network('devnet', { tag: 8 }), ...nodes, other])
    const before = JSON.stringify(lab.simulator.world.networks())
    const summary = await doesAsTold(lab, 5)
    expect(lineOf(summary, 'dev/devnet').held).toMatchObject({ reason: 'ForeignChanges' })
    expect(lineOf(summary, 'dev/devnet').held?.message).toContain('network labnet')
    expect(JSON.stringify(lab.simulator.world.networks())).toBe(before)
    await sdnHand(lab).apply()
    const then = await doesAsTold(lab, nodes.length === 0 ? 5 : 0)
    expect(lineOf(then, 'dev/devnet').outcome).toBe('ready')
    expect(lab.simulator.world.networks().running.vnets).toMatchObject({ devnet: { tag: 8 }, labnet: { tag: 9 } })
  })

  test('what somebody changed of one that has a new name, and did not apply, is put right with the others', async () => {
    const lab = await labWith([network('devnet'), network('labnet', { tag: 7 }), other])
    await sdnHand(lab).do('PUT', '/vnets/labnet', { tag: 9 })
    const renamed = network('newname', { vnet: 'labnet', tag: 7, moved_from: 'labnet' })
    declare(lab, [network('devnet', { tag: 8 }), renamed, other])
    await doesAsTold(lab)
    expect(lab.simulator.world.networks().running.vnets).toMatchObject({ devnet: { tag: 8 }, labnet: { tag: 7 } })
  })

  test('a removal that somebody did not apply, with the tag given to one that goes, is undone with that', async () => {
    const lab = await labWith([network('devnet'), network('labnet', { tag: 7 }), other])
    await sdnHand(lab).do('DELETE', '/vnets/devnet')
    await sdnHand(lab).do('PUT', '/vnets/labnet', { tag: 100 })
    declare(lab, [network('devnet'), other])
    await doesAsTold(lab)
    expect(inEffect(lab.simulator).vnets).toEqual(['devnet'])
  })
})

describe('a run that is about some nodes', () => {
  const both = (tag: number) => [network('devnet', { tag }), network('labnet', { tag: 7 }), other]
  const narrowed = only({ nodes: ['devnet'] })

  test.each([
    ['took away', async (lab: Lab) => sdnHand(lab).do('DELETE', '/vnets/labnet')],
    ['changed', async (lab: Lab) => sdnHand(lab).do('PUT', '/vnets/labnet', { tag: 9 })],
    [
      'gave a subnet',
      async (lab: Lab) => sdnHand(lab).do('POST', '/vnets/labnet/subnets', { subnet: '10.9.0.0/24', type: 'subnet' }),
    ],
  ])('does not apply what somebody %s beside them, and a run about all puts it right', async (_, deed) => {
    const lab = await labWith(both(6))
    await deed(lab)
    declare(lab, both(8))
    const before = JSON.stringify(lab.simulator.world.networks())
    const summary = await doesAsTold(lab, 5, narrowed)
    expect(holds(summary)).toEqual({ 'dev/devnet': 'ForeignChanges' })
    expect(lineOf(summary, 'dev/devnet').held?.message).toContain('is no part of this run')
    expect(JSON.stringify(lab.simulator.world.networks())).toBe(before)
    await doesAsTold(lab)
    expect(lab.simulator.world.networks().running?.vnets).toMatchObject({ devnet: { tag: 8 }, labnet: { tag: 7 } })
    expect(inEffect(lab.simulator).subnets).toEqual([])
  })

  test('puts right what somebody changed of the zone that they share with others', async () => {
    const lab = await labWith(both(6))
    await sdnHand(lab).do('PUT', '/zones/dev', { mtu: 1300 })
    await doesAsTold(lab, 0, narrowed)
    expect(lab.simulator.world.networks().running?.zones).toMatchObject({ dev: { mtu: 1450 } })
  })

  test('writes those where nothing waits beside them', async () => {
    const lab = await labWith(both(6))
    await sdnHand(lab).do('PUT', '/vnets/labnet', { tag: 9 })
    await sdnHand(lab).apply()
    declare(lab, both(8))
    await doesAsTold(lab, 0, narrowed)
    expect(lab.simulator.world.networks().running?.vnets).toMatchObject({ devnet: { tag: 8 }, labnet: { tag: 9 } })
  })

  test('of one file does not apply what waits of those of another', async () => {
    const lab = await labWith([network('devnet', { tag: 6 })])
    lab.files.set('lab.yaml', manifest('lab', [network('labnet', { tag: 7 })]))
    expect(await lab.reconcile()).toMatchObject({ exitCode: 0 })
    await sdnHand(lab).do('PUT', '/vnets/labnet', { tag: 9 })
    declare(lab, [network('devnet', { tag: 8 })])
    expect(holds(await doesAsTold(lab, 5, { path: '/manifests/dev.yaml' }))).toEqual({ 'dev/devnet': 'ForeignChanges' })
    await doesAsTold(lab)
  })
})
