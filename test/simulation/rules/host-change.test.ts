/** A manifest whose host changes in a file is a move; nothing is made twice and nothing destroyed for it. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { createLab } from '../../lab.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { anywhere, at, holds, lineOf, manifest, owned, vm, writes } from './scene.ts'

const shopOn = (host: string, more: readonly string[] = []) =>
  manifest(
    'shop',
    ['db', 'web', ...more].map((name) => vm(name)),
    { host },
  )

const twoHosts = async (files: Readonly<Record<string, string>>) => {
  const clock = virtualClock()
  const other = createSimulator({ clock, random: seededRandom(8) })
  const lab = await createLab(files, { clock, hosts: { b: other } })
  expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
  lab.simulator.world.clearRequests()
  return { lab, other }
}

describe('`host:` that changes in a manifest', () => {
  test('is held until a person agrees, however often it is tried', async () => {
    const { lab, other } = await twoHosts({ 'shop.yaml': shopOn('sim') })
    lab.files.set('shop.yaml', shopOn('b'))
    for (let time = 0; time < 3; time++) {
      const summary = await lab.reconcile(anywhere)
      expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
        code: 5,
        held: { 'shop/db@b': 'HostChanged', 'shop/web@b': 'HostChanged' },
      })
      expect(lineOf(summary, 'shop/db@b').held?.fix).toContain('--replace shop/db@b')
    }
    expect([writes(lab.simulator), writes(other)]).toEqual([[], []])
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
  })

  test('is undone by putting it back', async () => {
    const { lab, other } = await twoHosts({ 'shop.yaml': shopOn('sim') })
    lab.files.set('shop.yaml', shopOn('b'))
    await lab.reconcile(anywhere)
    lab.files.set('shop.yaml', shopOn('sim'))
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect([writes(lab.simulator), writes(other)]).toEqual([[], []])
  })

  test('makes the named one anew over there, and leaves the old one to be destroyed by name', async () => {
    const { lab, other } = await twoHosts({ 'shop.yaml': shopOn('sim') })
    lab.files.set('shop.yaml', shopOn('b'))
    const summary = await lab.reconcile({ ...anywhere, replace: ['shop/db'] })
    expect({ code: summary.exitCode, held: Object.keys(holds(summary)) }).toEqual({ code: 5, held: ['shop/web@b'] })
    expect([owned(lab.simulator), owned(other)]).toEqual([['shop/db@sim', 'shop/web@sim'], ['shop/db@b']])
    expect((await lab.destroy({ keys: ['shop/db@sim'] })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['shop/web@sim'])
  })

  test("in the site's default host is the same", async () => {
    const { lab, other } = await twoHosts({ 'shop.yaml': manifest('shop', [vm('db')]) })
    lab.site.set('site.yaml', (lab.site.get('site.yaml') ?? '').replace('host: sim', 'host: b'))
    const summary = await lab.reconcile(anywhere)
    expect({ code: summary.exitCode, held: Object.values(holds(summary)) }).toEqual({ code: 5, held: ['HostChanged'] })
    expect([writes(lab.simulator), writes(other)]).toEqual([[], []])
  })

  test('while the old host is silent makes nothing over there', async () => {
    const { lab, other } = await twoHosts({ 'shop.yaml': shopOn('sim') })
    lab.files.set('shop.yaml', shopOn('b', ['new']))
    lab.simulator.faults = () => 'refuse'
    const summary = await lab.reconcile(anywhere)
    expect(summary.exitCode).toBe(5)
    expect(owned(other)).toEqual([])
  })

  test('by -H is no move: it is another set', async () => {
    const { lab, other } = await twoHosts({ 'shop.yaml': shopOn('sim') })
    expect((await lab.reconcile(at('b'))).exitCode).toBe(0)
    expect([owned(lab.simulator), owned(other)]).toEqual([
      ['shop/db@sim', 'shop/web@sim'],
      ['shop/db@b', 'shop/web@b'],
    ])
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    expect(owned(other)).toHaveLength(2)
  })

  test('is held where -H narrows the run to the new host', async () => {
    const { lab, other } = await twoHosts({ 'shop.yaml': shopOn('sim') })
    lab.files.set('shop.yaml', shopOn('b'))
    const summary = await lab.reconcile({ ...anywhere, narrowing: { manifests: [], nodes: [], host: 'b' } })
    expect(summary.exitCode).toBe(5)
    expect(owned(other)).toEqual([])
  })
})
