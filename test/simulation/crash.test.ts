/** Killed at any point, the next run converges to the same end. */
import { describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../lab.ts'
import { mortal, pointsOf, reconcileMortally } from './mortal.ts'
import { brokenRules, leftSeeds, lookOf } from './rules.ts'

const manifest = (nodes: string) => `schema_version: 2\nname: shop\nnodes:\n${nodes}`
const db = '  - {name: db, type: vm, preset: vm-small, image: debian-12, disks: [{name: data, size: 5}]}\n'
const web = '  - {name: web, type: vm, preset: vm-small, image: debian-12, depends_on: [db]}\n'
const cache = '  - {name: cache, type: vm, preset: vm-xsmall, image: debian-13, vmid: 10777}\n'

const golden = '  - {name: golden, type: vm, preset: vm-small, image: debian-12, template: true, vmid: 9000}\n'
const clone = '  - {name: clone, type: vm, preset: vm-small, image: debian-12, disk: 20}\n'

/** So many that the limit lets two others go. */
const others = [1, 2, 3, 4].map((n) => `  - {name: o${n}, type: vm, preset: vm-xsmall, image: debian-13}\n`).join('')

interface Story {
  readonly title: string
  /** Brings the lab to where the run under test begins. */
  readonly before: (lab: Lab) => Promise<void>
  /** Names of the guests that are there at the end. */
  readonly end: readonly string[]
}

const stories: readonly Story[] = [
  {
    title: 'while three nodes are made',
    before: async (lab) => void lab.files.set('shop.yaml', manifest(db + web + cache)),
    end: ['cache', 'db', 'web'],
  },
  {
    title: 'while drift is repaired and a node is edited',
    before: async (lab) => {
      lab.files.set('shop.yaml', manifest(db + web))
      await lab.reconcile()
      const [first] = lab.simulator.world.guests()
      await lab.settle(lab.simulator.world.run('POST', `/nodes/pve/qemu/${first?.vmid}/status/stop`))
      lab.files.set(
        'shop.yaml',
        manifest(db.replace('size: 5', 'size: 9') + web.replace('vm-small', 'vm-medium, settings: {restart: auto}')),
      )
    },
    end: ['db', 'web'],
  },
  {
    title: 'while a node is taken away',
    before: async (lab) => {
      lab.files.set('shop.yaml', manifest(db + web + cache))
      await lab.reconcile()
      lab.files.set('shop.yaml', manifest(db + web))
    },
    end: ['db', 'web'],
  },
  {
    title: 'while a node is replaced',
    before: async (lab) => {
      lab.files.set('shop.yaml', manifest(cache))
      await lab.reconcile()
      lab.files.set('shop.yaml', manifest(cache.replace('debian-13', 'debian-12, settings: {replace: auto}')))
    },
    end: ['cache'],
  },
  {
    title: 'while a template is made, and a clone of it',
    before: async (lab) => void lab.files.set('shop.yaml', manifest(golden + clone)),
    end: ['clone', 'golden'],
  },
  {
    title: 'while a template and a clone of it are taken away',
    before: async (lab) => {
      lab.files.set('shop.yaml', manifest(golden + clone + others))
      await lab.reconcile()
      lab.files.set('shop.yaml', manifest(others))
    },
    end: ['o1', 'o2', 'o3', 'o4'],
  },
]

/** Made once for all points: what a run meets there is a copy of it. */
async function beginningOf({ before }: Story): Promise<() => Promise<{ lab: Lab; keepsakes: Map<number, string> }>> {
  const lab = await createLab({}, { profile: 'instant' })
  await lab.settle(lab.simulator.world.run('POST', '/nodes/pve/qemu', { vmid: 100, name: 'not-ours', memory: 512 }))
  await before(lab)
  const kept = lab.keep()
  return async () => ({
    lab: await createLab({}, { profile: 'instant', kept }),
    keepsakes: new Map([[100, lookOf(lab, 100)]]),
  })
}

describe.each(stories)('killed $title', (story) => {
  test('at every point, the next run ends where an undisturbed one does', async () => {
    const begin = await beginningOf(story)
    const points = await pointsOf((await begin()).lab)
    expect(points).toBeGreaterThan(10)
    for (let point = 1; point <= points; point++) {
      const { lab, keepsakes } = await begin()
      expect(await reconcileMortally(lab, mortal(lab, point)), `point ${point}`).toBe('died')
      expect(brokenRules(lab, keepsakes), `after the kill at point ${point}`).toEqual([])
      const { exitCode, nodes } = await lab.reconcile()
      expect({ point, exitCode, nodes: exitCode === 0 ? [] : nodes }).toEqual({ point, exitCode: 0, nodes: [] })
      expect([...brokenRules(lab, keepsakes), ...leftSeeds(lab)], `after the run that follows point ${point}`).toEqual(
        [],
      )
      const names = lab.simulator.world
        .guests()
        .filter(({ vmid }) => vmid !== 100)
        .map(({ config }) => config['name'] ?? '')
      expect(names.toSorted(), `point ${point}`).toEqual(story.end)
      expect(lab.store.openIntents(), `point ${point}`).toEqual([])
      const { nodes: left } = await lab.diff()
      expect(
        left.filter(({ action }) => action !== 'unchanged'),
        `point ${point}`,
      ).toEqual([])
    }
  })
})
