/** A connection that breaks at any point: what was sent and not answered is looked at, never simply sent again. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../../lab.ts'
import { brokenRules, leftSeeds } from '../rules.ts'
import { hand, manifest, owned, vm } from './scene.ts'

const db = (more: Record<string, unknown> = {}) => vm('db', { vmid: 9100, ...more })
const shop = (...nodes: readonly Record<string, unknown>[]) => manifest('shop', [...nodes, vm('web')])

interface Story {
  readonly title: string
  readonly before?: string
  readonly after: string
  readonly drift?: (lab: Lab) => Promise<void>
  readonly options?: Parameters<Lab['reconcile']>[0]
  readonly end: readonly string[]
}

const stories: readonly Story[] = [
  {
    title: 'two guests are made',
    after: shop(db({ disks: [{ name: 'data', size: 2 }] })),
    end: ['shop/db@sim', 'shop/web@sim'],
  },
  { title: 'a guest is taken away', before: shop(db()), after: shop(), end: ['shop/web@sim'] },
  {
    title: 'a guest is replaced',
    before: shop(db()),
    after: shop(db({ image: 'debian-13' })),
    options: { replace: ['shop/db'] },
    end: ['shop/db@sim', 'shop/web@sim'],
  },
  {
    title: 'a guest is edited and restarted',
    before: shop(db()),
    after: shop(
      db({ preset: 'vm-small', disk: 20, ip: '192.0.2.5/24', tags: ['gold'], settings: { restart: 'auto' } }),
    ),
    end: ['shop/db@sim', 'shop/web@sim'],
  },
  {
    title: 'a guest is let go',
    before: shop(db({ keep_on_removal: true })),
    after: shop(),
    end: ['shop/web@sim'],
  },
  {
    title: 'a stopped guest is started',
    before: shop(db()),
    after: shop(db()),
    drift: (lab) => hand(lab).stop(9100),
    end: ['shop/db@sim', 'shop/web@sim'],
  },
]

/** Made once for all points: what a run meets there is a copy of it. */
async function beginningOf({ before, after, drift }: Story): Promise<() => Promise<Lab>> {
  const lab = await createLab({ 'shop.yaml': before ?? after }, { profile: 'instant' })
  if (before !== undefined) await lab.reconcile()
  await drift?.(lab)
  lab.files.set('shop.yaml', after)
  const kept = lab.keep()
  return () => createLab({}, { profile: 'instant', kept })
}

describe.each(stories)('while $title', (story) => {
  test('a connection that breaks before or after what was asked was done changes nothing about the end', async () => {
    const begin = await beginningOf(story)
    const whole = await begin()
    expect((await whole.reconcile(story.options)).exitCode).toBe(0)
    const breaks = whole.simulator.world.requests().flatMap(({ method }, index) => {
      const point = index + 1
      if (method !== 'GET')
        return [
          { point, when: 'before' },
          { point, when: 'after' },
        ]
      return point % 4 === 0 ? [{ point, when: 'before' }] : []
    })
    expect(breaks.length).toBeGreaterThan(3)
    for (const { point, when } of breaks) {
      const lab = await begin()
      let count = 0
      lab.simulator.faults = (_, phase) => (phase === when && (count += 1) === point ? 'reset' : 'pass')
      const { exitCode, nodes } = await lab.reconcile(story.options)
      const what = `${when} request ${point}`
      expect({ what, exitCode, nodes: exitCode === 0 ? [] : nodes }).toEqual({ what, exitCode: 0, nodes: [] })
      expect({ what, owned: owned(lab.simulator) }).toEqual({ what, owned: story.end })
      expect({ what, broken: brokenRules(lab, new Map()), open: lab.store.openIntents() }).toEqual({
        what,
        broken: [],
        open: [],
      })
      expect({ what, left: leftSeeds(lab) }).toEqual({ what, left: [] })
      expect({ what, differs: (await lab.diff()).nodes.filter(({ action }) => action !== 'unchanged') }).toEqual({
        what,
        differs: [],
      })
    }
  })
})
