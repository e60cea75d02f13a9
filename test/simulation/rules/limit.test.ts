/** Rule 5: too much at once is not taken away without a person. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import type { Question } from '../../../src/reconciler/engine.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { createLab } from '../../lab.ts'
import { virtualClock } from '../../unit/simulator/virtual-clock.ts'
import { anywhere, guestOf, hand, holds, lineOf, manifest, markOf, owned, vm, writes } from './scene.ts'

const names = (count: number, prefix = 'n') => Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)
const farm = (count: number, more: readonly Record<string, unknown>[] = []) =>
  manifest('farm', [vm('keep'), ...names(count).map((name) => vm(name)), ...more])

const farmLab = async (count: number) => {
  const lab = await createLab({ 'farm.yaml': farm(count) }, { profile: 'instant' })
  await lab.reconcile()
  lab.simulator.world.clearRequests()
  return lab
}

/** Somebody at a terminal who answers the questions of some kinds with yes. */
const person = (yes: readonly Question['kind'][]) => {
  const asked: Question[] = []
  const confirm = async (question: Question) => {
    asked.push(question)
    return yes.includes(question.kind)
  }
  return { asked, confirm }
}

describe('the default limit', () => {
  test.each([
    [2, 1, 1],
    [3, 1, 1],
    [6, 2, 2],
    [8, 3, 2],
    [12, 4, 4],
    [20, 5, 5],
    [20, 6, 5],
  ])('of %i guests, %i no longer declared: %i may go, else none', async (count, removed, limit) => {
    const lab = await farmLab(count - 1)
    lab.files.set('farm.yaml', farm(count - 1 - removed, [vm('fresh')]))
    const { nodes } = await lab.diff()
    const summary = await lab.reconcile()
    const left = owned(lab.simulator).length - 1
    expect(owned(lab.simulator)).toContain('farm/fresh@sim')
    const deleted = writes(lab.simulator).filter((line) => /^DELETE .*\/qemu\//.test(line)).length
    const held = Array.from({ length: removed <= limit ? 0 : removed }, () => 'DestroyLimit')
    const gone = removed - held.length
    expect({ code: summary.exitCode, left, deleted }).toEqual({
      code: gone > 0 ? 0 : 5,
      left: count - gone,
      deleted: gone,
    })
    expect(Object.values(holds(summary))).toEqual(held)
    expect(nodes.flatMap((line) => line.held?.reason ?? [])).toEqual(held)
  })

  test('names the option that lets them go', async () => {
    const lab = await farmLab(3)
    lab.files.set('farm.yaml', farm(0))
    const summary = await lab.reconcile()
    expect(summary.exitCode).toBe(5)
    expect(lineOf(summary, 'farm/n1').held?.fix).toContain('--max-destroy 3')
    expect((await lab.reconcile({ maxDestroy: 3 })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual(['farm/keep@sim'])
  })

  test('counts replaces with prunes', async () => {
    const lab = await farmLab(5)
    const uids = () => lab.simulator.world.guests().map((guest) => markOf(guest)?.uid)
    const before = uids()
    const edited = ['n1', 'n2'].map((name) => vm(name, { image: 'debian-13', settings: { replace: 'auto' } }))
    lab.files.set('farm.yaml', manifest('farm', [vm('keep'), ...edited, vm('n3'), vm('n4', { tags: ['gold'] })]))
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'farm/n1': 'DestroyLimit', 'farm/n2': 'DestroyLimit', 'farm/n5': 'DestroyLimit' },
    })
    expect(uids()).toEqual(before)
    expect(guestOf(lab.simulator, 'farm/n4').config['tags']).toBe('gold;homestak')
    expect((await lab.reconcile({ maxDestroy: 3 })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toHaveLength(5)
  })

  test('does not count what is held for another reason', async () => {
    const lab = await farmLab(4)
    for (const name of ['n2', 'n3']) await hand(lab).set(guestOf(lab.simulator, `farm/${name}`).vmid, { protection: 1 })
    lab.files.set('farm.yaml', farm(1))
    const summary = await lab.reconcile()
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'farm/n2': 'Protected', 'farm/n3': 'Protected' },
    })
    expect(lineOf(summary, 'farm/n4').outcome).toBe('destroyed')
  })

  test('of nothing owned is one, and a maximum of 0 holds even one', async () => {
    const lab = await farmLab(2)
    lab.files.set('farm.yaml', farm(1))
    expect((await lab.reconcile({ maxDestroy: 0 })).exitCode).toBe(5)
    expect(owned(lab.simulator)).toHaveLength(3)
  })
})

describe('over several hosts', () => {
  const twoFarms = async () => {
    const clock = virtualClock()
    const other = createSimulator({ clock, random: seededRandom(5), profile: 'instant' })
    const on = (name: string, host: string, count: number, more: readonly string[] = []) =>
      manifest(name, [vm('keep'), ...[...names(count), ...more].map((node) => vm(node))], { host })
    const lab = await createLab(
      { 'east.yaml': on('east', 'sim', 2), 'west.yaml': on('west', 'b', 2) },
      { clock, profile: 'instant', hosts: { b: other } },
    )
    await lab.reconcile(anywhere)
    return { lab, other, on }
  }

  test('is one limit', async () => {
    const { lab, other, on } = await twoFarms()
    lab.files.set('east.yaml', on('east', 'sim', 1))
    lab.files.set('west.yaml', on('west', 'b', 1))
    expect((await lab.reconcile(anywhere)).exitCode).toBe(0)
    lab.files.set('east.yaml', on('east', 'sim', 0))
    lab.files.set('west.yaml', on('west', 'b', 0))
    const summary = await lab.reconcile(anywhere)
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'east/n1': 'DestroyLimit', 'west/n1': 'DestroyLimit' },
    })
    expect([owned(lab.simulator).length, owned(other).length]).toEqual([2, 2])
  })

  test('is worked out from what was owned before the pass, however much is made while a slow host is looked at', async () => {
    const { lab, other, on } = await twoFarms()
    lab.files.set('east.yaml', on('east', 'sim', 0, names(9, 'fresh')))
    let slow = 6
    other.faults = (_, phase) => (phase === 'before' && (slow -= 1) > 0 ? 'refuse' : 'pass')
    lab.files.set('west.yaml', on('west', 'b', 1))
    const summary = await lab.reconcile(anywhere)
    // Six were owned: two may go, three would.
    expect(summary.exitCode).toBe(5)
    expect(Object.values(holds(summary))).toEqual(['DestroyLimit', 'DestroyLimit', 'DestroyLimit'])
    expect(owned(lab.simulator)).toHaveLength(12)
    expect(owned(other)).toHaveLength(3)
  })
})

describe('a person at the terminal', () => {
  test('is asked before anything goes, and a no holds it', async () => {
    const lab = await farmLab(3)
    lab.files.set('farm.yaml', farm(2))
    const no = person([])
    const summary = await lab.reconcile({ confirm: no.confirm })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({ code: 5, held: { 'farm/n3': 'NotConfirmed' } })
    expect(no.asked.map(({ kind }) => kind)).toEqual(['destroy'])
    expect(no.asked[0]?.lines.join()).toContain('farm/n3')
    const yes = person(['destroy'])
    expect((await lab.reconcile({ confirm: yes.confirm })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toHaveLength(3)
  })

  test('lifts the limit only by answering the question about it', async () => {
    const lab = await farmLab(4)
    lab.files.set('farm.yaml', farm(1))
    // As --yes answers: everything but the limit.
    const assuming = person(['restart', 'destroy'])
    const summary = await lab.reconcile({ confirm: assuming.confirm })
    expect(summary.exitCode).toBe(5)
    expect(Object.values(holds(summary))).toEqual(['DestroyLimit', 'DestroyLimit', 'DestroyLimit'])
    expect(assuming.asked.map(({ kind }) => kind)).toEqual(['destroy-limit'])
    expect(owned(lab.simulator)).toHaveLength(5)
    expect((await lab.reconcile({ confirm: person(['destroy-limit']).confirm })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toHaveLength(2)
  })

  test('is not asked beyond an explicit maximum', async () => {
    const lab = await farmLab(4)
    lab.files.set('farm.yaml', farm(1))
    const { asked, confirm } = person(['destroy', 'destroy-limit'])
    expect((await lab.reconcile({ confirm, maxDestroy: 2 })).exitCode).toBe(5)
    expect(asked).toEqual([])
    expect(owned(lab.simulator)).toHaveLength(5)
  })
})

describe('destroy', () => {
  test('with keys or a manifest has no limit', async () => {
    const lab = await farmLab(5)
    expect((await lab.destroy({ keys: ['farm/n1', 'farm/n2', 'farm/n3'] })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toHaveLength(3)
    expect((await lab.destroy({ manifest: 'farm' })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual([])
  })

  test('with an explicit maximum keeps to it', async () => {
    const lab = await farmLab(5)
    const summary = await lab.destroy({ keys: ['farm/n1', 'farm/n2'] }, { maxDestroy: 1 })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'farm/n1': 'DestroyLimit', 'farm/n2': 'DestroyLimit' },
    })
    expect(owned(lab.simulator)).toHaveLength(6)
  })

  test('of everything has the default limit, which a number lifts', async () => {
    const lab = await farmLab(5)
    expect((await lab.destroy({ all: true })).exitCode).toBe(5)
    expect(owned(lab.simulator)).toHaveLength(6)
    expect((await lab.destroy({ all: true }, { maxDestroy: 6 })).exitCode).toBe(0)
    expect(owned(lab.simulator)).toEqual([])
  })

  test('of everything counts only what would go', async () => {
    const lab = await farmLab(2)
    for (const name of ['n1', 'keep'])
      await hand(lab).set(guestOf(lab.simulator, `farm/${name}`).vmid, { protection: 1 })
    const summary = await lab.destroy({ all: true })
    expect({ code: summary.exitCode, held: holds(summary) }).toEqual({
      code: 5,
      held: { 'farm/n1': 'Protected', 'farm/keep': 'Protected' },
    })
    expect(owned(lab.simulator)).toEqual(['farm/keep@sim', 'farm/n1@sim'])
  })

  test('that nobody confirms does nothing', async () => {
    const lab = await farmLab(2)
    expect((await lab.destroy({ keys: ['farm/n1'] }, { confirm: null })).exitCode).toBe(5)
    expect((await lab.destroy({ keys: ['farm/n1'] }, { confirm: async () => false })).exitCode).toBe(5)
    expect(writes(lab.simulator)).toEqual([])
  })
})
