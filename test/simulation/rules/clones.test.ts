/** Clones of a template node once they are made, or while they are: what they wait for, and what they do not. */
import { describe, expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { guestOf, hand, holds, lineOf, manifest, noStart, owned, seeds, vm } from './scene.ts'

const golden = (more = {}) => vm('golden', { template: true, vmid: 9000, ...more })
const shop = (nodes: readonly ReturnType<typeof vm>[], settings = {}) => manifest('shop', nodes, { settings })

describe('a clone that is made', () => {
  const withImage = (image: string) => shop([golden({ image }), vm('a', { image: 'golden' })])

  test('is looked after although its template is held', async () => {
    const lab = await createLab({ 'shop.yaml': withImage('debian-12') })
    await lab.reconcile()
    lab.files.set('shop.yaml', withImage('debian-13'))
    await hand(lab).set(guestOf(lab.simulator, 'shop/a').vmid, { onboot: 0 })
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: Object.keys(holds(summary)) }).toEqual({ code: 5, held: ['shop/golden'] })
    expect(lineOf(summary, 'shop/a').outcome).toBe('ready')
    expect(guestOf(lab.simulator, 'shop/a').config['onboot']).toBe('1')
  })

  test('waits for its template where it is to be made anew', async () => {
    const lab = await createLab({ 'shop.yaml': withImage('debian-12') })
    await lab.reconcile()
    const before = guestOf(lab.simulator, 'shop/a').vmid
    const other = shop([golden({ image: 'debian-13' }), vm('a', { image: 'golden', vmid: 500 })])
    lab.files.set('shop.yaml', other)
    const summary = await lab.reconcile({ replace: ['shop/a'], maxDestroy: 10 })
    expect(lineOf(summary, 'shop/a').outcome).toBe('waiting')
    expect(guestOf(lab.simulator, 'shop/a').vmid).toBe(before)
  })

  test('is taken back before its template, where the manifest fails', async () => {
    const nodes = [golden(), vm('a'), vm('b')]
    const lab = await createLab({ 'shop.yaml': shop(nodes, { on_error: 'rollback' }) })
    noStart(lab)
    expect((await lab.reconcile()).exitCode).toBe(4)
    expect(lab.simulator.world.guests()).toEqual([])
    expect(seeds(lab.simulator)).toEqual([])
  })

  test('waits for its template to be part of a run that is narrowed to it', async () => {
    const lab = await createLab({ 'shop.yaml': shop([golden(), vm('a')]) })
    const narrowing = { manifests: [], nodes: ['shop/a'], host: null }
    expect(lineOf(await lab.reconcile({ narrowing }), 'shop/a').outcome).toBe('waiting')
    expect(lab.simulator.world.guests()).toEqual([])
    await lab.reconcile({ narrowing: { ...narrowing, nodes: ['shop/golden'] } })
    expect(owned(lab.simulator)).toEqual(['shop/golden@sim'])
    expect((await lab.reconcile({ narrowing })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/a@sim', 'shop/golden@sim'])
  })
})
