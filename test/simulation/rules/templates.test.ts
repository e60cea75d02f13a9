/** Guests that are made as clones of a template: the template is somebody's guest, and stays as it is. */
import { describe, expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { disksOf, guestOf, hand, holds, manifest, markOf, owned, seeds, vm, writes } from './scene.ts'

const shop = (more: Record<string, unknown> = {}) =>
  manifest('shop', [vm('db', { image: 'golden', vmid: 9100, ...more }), vm('web')])

/** Template 8000 called golden, with words and tags of its own. */
const labWithTemplate = async (text = shop()) => {
  const lab = await createLab({ 'shop.yaml': text })
  await hand(lab).make(8000, {
    name: 'golden',
    virtio0: 'vmstore:0,import-from=local:import/debian-12.qcow2',
    net0: 'virtio,bridge=vmbr0',
    tags: 'base',
    description: 'made by Ann',
    onboot: 1,
  })
  await lab.settle(lab.simulator.world.run('POST', '/nodes/pve/qemu/8000/template'))
  return lab
}

describe('a node whose image is a template', () => {
  test('is cloned from it, does what diff printed, and then there is nothing left to do', async () => {
    const lab = await labWithTemplate(
      shop({ disk: 12, tags: ['gold'], disks: [{ name: 'data', size: 2 }], protect: true }),
    )
    const template = JSON.stringify(lab.simulator.world.guest(8000))
    const { nodes } = await lab.diff()
    expect((await lab.reconcile()).exitCode).toBe(0)
    const done = lab.events
      .filter(({ reason, key }) => reason === 'StepStarted' && key === 'shop/db')
      .map(({ message }) => message)
    const planned = nodes.find(({ key }) => key === 'shop/db')?.steps.map(({ summary }) => summary)
    // What the template brings is seen on the clone only: of the fields to set those that differ are told.
    const verbs = (summaries: readonly string[] = []) =>
      summaries.map((summary) => (summary.startsWith('set ') ? 'set' : summary))
    expect(verbs(done)).toEqual(verbs(planned))
    const guest = guestOf(lab.simulator, 'shop/db')
    expect(guest.config['tags']?.split(';')).toEqual(expect.arrayContaining(['gold', 'homestak']))
    expect(guest.config).toMatchObject({ name: 'db', protection: '1' })
    expect(JSON.stringify(lab.simulator.world.guest(8000))).toBe(template)
    lab.simulator.world.clearRequests()
    lab.loseState()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(writes(lab.simulator)).toEqual([])
  })

  test('carries its mark from its first moment, also where the run is cut off in between', async () => {
    const lab = await labWithTemplate()
    const stop = new AbortController()
    lab.simulator.onRequest = ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/clone')) stop.abort()
    }
    expect((await lab.reconcile({ stop: stop.signal })).exitCode).toBe(130)
    lab.simulator.onRequest = undefined
    const { uid } = markOf(guestOf(lab.simulator, 'shop/db')) ?? {}
    lab.loseState()
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(markOf(guestOf(lab.simulator, 'shop/db'))?.uid).toBe(uid)
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
    await lab.clock.advance(2 * 3_600_000)
    lab.files.set('shop.yaml', manifest('shop', [vm('db', { image: 'golden', vmid: 9100 }), vm('web'), vm('new')]))
    await lab.reconcile()
    expect(seeds(lab.simulator)).toHaveLength(3)
  })

  test('leaves the template when it goes', async () => {
    const lab = await labWithTemplate()
    await lab.reconcile()
    const template = JSON.stringify(lab.simulator.world.guest(8000))
    lab.files.set('shop.yaml', manifest('shop', [vm('web')]))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(JSON.stringify(lab.simulator.world.guest(8000))).toBe(template)
    expect(disksOf(lab.simulator, 8000)).toEqual(['vmstore:8000/base-8000-disk-0.qcow2'])
  })

  test('may have the name of the template', async () => {
    const lab = await labWithTemplate(manifest('shop', [vm('golden', { image: 'golden' })]))
    expect((await lab.reconcile()).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/golden@sim'])
  })

  test('is held where the template is gone, and nothing is taken away for a replace', async () => {
    const lab = await labWithTemplate(manifest('shop', [vm('db', { vmid: 9100 }), vm('web')]))
    await lab.reconcile()
    await hand(lab).destroy(8000)
    lab.files.set('shop.yaml', shop())
    const summary = await lab.reconcile({ replace: ['shop/db'] })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'shop/db': 'MissingImage' } })
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
  })
})

describe('a guest of ours that a person made a template', () => {
  test('is neither destroyed nor made a second time', async () => {
    const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('db', { vmid: 9100 }), vm('web')]) })
    await lab.reconcile()
    await hand(lab).stop(9100)
    await lab.settle(lab.simulator.world.run('POST', '/nodes/pve/qemu/9100/template'))
    const summary = await lab.reconcile()
    expect([4, 5]).toContain(summary.exitCode)
    expect(lab.simulator.world.guests()).toHaveLength(2)
    expect(lab.simulator.world.guest(9100)?.config['template']).toBe('1')
  })
})
