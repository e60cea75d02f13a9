/** How a run that watches ends: told to stop, or killed at any point, and what the next one makes of it. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { mortal } from '../mortal.ts'
import { brokenRules, leftSeeds } from '../rules.ts'
import { guestOf, hand, manifest, owned, vm, writes } from '../rules/scene.ts'
import { watchLab } from './watching.ts'

const web = manifest('shop', [vm('web')])

describe('told to stop in the middle of a task', () => {
  test.each([/POST .*\/qemu$/, /\/resize/, /\/status\/start/, /\/status\/shutdown/, /DELETE .*\/qemu\//])(
    'after %s it lets the task end and begins nothing new',
    async (moment) => {
      const lab = await createLab({ 'shop.yaml': manifest('shop', [vm('web'), vm('db')]) }, { profile: 'fast' })
      const watched = await watchLab(lab)
      if (/shutdown|DELETE/.test(moment.source)) {
        await watched.pass(120)
        await watched.save('shop.yaml', web)
      }
      for (let tries = 0; !writes(lab.simulator).some((line) => moment.test(line)); tries++) {
        if (tries > 2000) throw new Error(`no ${moment.source}`)
        await watched.pass(0.05)
      }
      const before = writes(lab.simulator).length
      watched.abort()
      await lab.settle(watched.ended)
      const begun = writes(lab.simulator).slice(before)
      await lab.clock.advance(120_000)
      expect(writes(lab.simulator).slice(before)).toEqual(begun)
      expect(begun).toEqual([])
      expect(lab.simulator.world.tasks().filter(({ exitstatus }) => exitstatus !== 'OK')).toEqual([])
      const next = await watchLab(lab)
      await next.pass(180)
      expect(next.state().nodes.filter(({ state }) => state !== 'ready')).toEqual([])
      expect([...brokenRules(lab, new Map()), ...leftSeeds(lab), ...lab.store.openIntents()]).toEqual([])
      await next.stop()
    },
  )

  test('with nothing under way it ends at once, and remembers what it was pointed at', async () => {
    const lab = await createLab({ 'shop.yaml': web, 'farm.yaml': manifest('farm', [vm('hen')]) }, { profile: 'fast' })
    const watched = await watchLab(lab)
    await watched.pass(120)
    await watched.save('farm.yaml', null)
    await watched.save('store.yaml', manifest('store', [vm('box')]))
    await watched.pass(180)
    const at = lab.clock.now()
    await watched.stop()
    expect(lab.clock.now()).toBe(at)
    expect(
      lab.store
        .scope('/manifests')
        .map(({ manifest: name }) => name)
        .toSorted(),
    ).toEqual(['shop', 'store'])
  })
})

interface Story {
  readonly title: string
  readonly before: (lab: Lab) => Promise<void>
  readonly files: Readonly<Record<string, string>>
  readonly end: readonly string[]
}

const stories: readonly Story[] = [
  {
    title: 'while nodes are made, one after the other',
    before: async () => undefined,
    files: { 'shop.yaml': manifest('shop', [vm('db'), vm('web', { depends_on: ['db'] })]) },
    end: ['shop/db@sim', 'shop/web@sim'],
  },
  {
    title: 'while one is taken away and drift is repaired',
    before: async (lab) => {
      lab.files = new Map([['shop.yaml', manifest('shop', [vm('db'), vm('web'), vm('old')])]])
      await lab.reconcile()
      await hand(lab).stop(guestOf(lab.simulator, 'shop/web').vmid)
    },
    files: { 'shop.yaml': manifest('shop', [vm('db', { tags: ['new'] }), vm('web')]) },
    end: ['shop/db@sim', 'shop/web@sim'],
  },
  {
    title: 'while one is replaced',
    before: async (lab) => {
      lab.files = new Map([['shop.yaml', web]])
      await lab.reconcile()
    },
    files: { 'shop.yaml': manifest('shop', [vm('web', { image: 'debian-13', settings: { replace: 'auto' } })]) },
    end: ['shop/web@sim'],
  },
]

describe.each(stories)('killed $title', ({ before, files, end }) => {
  const begin = async (point: number) => {
    const lab = await createLab({}, { profile: 'instant' })
    await before(lab)
    lab.files = new Map(Object.entries(files))
    const process = mortal(lab, point)
    const watched = await watchLab(lab, { ports: process.ports })
    await watched.pass(40)
    return { lab, points: process.points() }
  }

  test('at many points, the next one ends the same', async () => {
    const { points } = await begin(0)
    for (let point = 1; point < points; point += point < 120 ? 5 : 17) {
      const { lab } = await begin(point)
      expect(brokenRules(lab, new Map()), `killed at ${point}`).toEqual([])
      const next = await watchLab(lab)
      await next.pass(300)
      expect(owned(lab.simulator), `killed at ${point}`).toEqual(end)
      expect(
        next.state().nodes.filter(({ state }) => state !== 'ready'),
        `killed at ${point}`,
      ).toEqual([])
      const left = [...brokenRules(lab, new Map()), ...leftSeeds(lab), ...lab.store.openIntents()]
      expect(left, `killed at ${point}`).toEqual([])
      await next.stop()
    }
  })
})
