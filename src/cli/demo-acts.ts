/** The acts of the demo. Each does something, lets homestak see to it, and asks the simulated host whether that is so. */
import type { Guest } from '../simulator/state.ts'
import type { Stage } from './demo-stage.ts'
import { tagsIn } from '../pve/tags.ts'

/** Says what is not as it should be; undefined where all is well. */
type Check = () => string | undefined

export interface Act {
  readonly title: string
  play(stage: Stage): Promise<void>
  /** What the host must show afterwards. */
  check(stage: Stage): ReturnType<Check>
}

interface ShopNode {
  readonly name: string
  readonly rest: string
}

const db = (dataGiB: number): ShopNode => ({
  name: 'db',
  rest: `preset: vm-small, image: debian-12, tags: [shop], disks: [{ name: data, size: ${dataGiB} }]`,
})
const web: ShopNode = { name: 'web', rest: 'preset: vm-small, image: debian-12, tags: [shop], depends_on: [db]' }
const worker: ShopNode = { name: 'worker', rest: 'preset: vm-xsmall, image: debian-13, tags: [shop], depends_on: [db]' }
const cache: ShopNode = { name: 'cache', rest: 'preset: vm-xsmall, image: debian-13, tags: [shop]' }

const manifest = (nodes: readonly ShopNode[]): string =>
  [
    'schema_version: 2',
    'name: shop',
    'nodes:',
    ...nodes.map(({ name, rest }) => `  - { name: ${name}, type: vm, ${rest} }`),
    '',
  ].join('\n')

/** The nodes that the manifest declares when the demo is over. */
export const finalNodes: readonly string[] = ['db', 'web', 'cache']

/** Somebody else's guest, which the demo makes by hand before anything else. */
const foreign = { vmid: 100, name: 'not-ours' }

const find = ({ simulator }: Stage, name: string): Guest | undefined =>
  simulator.world.guests().find(({ config }) => config['name'] === name)

const owned = (stage: Stage, name: string): Guest => {
  const guest = find(stage, name)
  if (!guest) throw new Error(`the demo has lost its guest ${name}`)
  return guest
}

/** Runs, carries homestak's mark, and is made as declared. */
export const isReady = (stage: Stage, name: string): boolean => {
  const guest = find(stage, name)
  return (
    guest?.running !== undefined &&
    (guest.config['description'] ?? '').includes('homestak:1') &&
    hasTag(guest, 'homestak')
  )
}

const hasTag = ({ config }: Guest, tag: string): boolean => tagsIn(config['tags']).includes(tag)

const allReady = (stage: Stage, names: readonly string[]): string | undefined =>
  names.find((name) => !isReady(stage, name))?.concat(' does not run as declared')

const api = ({ vmid, node }: Guest): string => `/nodes/${node}/qemu/${vmid}`

export const acts: readonly Act[] = [
  {
    title:
      'A manifest declares three guests: a database, and a web server and a worker that need it.\ndiff shows what would be done, and does nothing.',
    async play(stage) {
      await stage.simulator.world.run('POST', `/nodes/${stage.simulator.node}/qemu`, {
        ...foreign,
        cores: 1,
        memory: 512,
      })
      await stage.writeManifest(manifest([db(20), web, worker]))
      await stage.homestak('diff')
    },
    check: (stage) => (stage.simulator.world.guests().length === 1 ? undefined : 'diff has made something'),
  },
  {
    title: 'reconcile makes it so: the database first, then both others at once.',
    play: async (stage) => void (await stage.homestak('reconcile')),
    check: (stage) => allReady(stage, ['db', 'web', 'worker']),
  },
  {
    title: 'Run again, it looks, finds nothing to do, and writes nothing.',
    async play(stage) {
      stage.simulator.world.clearRequests()
      await stage.homestak('reconcile')
    },
    check: (stage) =>
      stage.simulator.world.writes() === 0 ? undefined : 'something was written though nothing had changed',
  },
  {
    title:
      'Now somebody works on the host by hand: stops the web server, takes cores from it, and a tag from the worker.\ndiff tells what is no longer as declared.',
    async play(stage) {
      const { world } = stage.simulator
      const [webGuest, workerGuest] = [owned(stage, 'web'), owned(stage, 'worker')]
      await world.run('POST', `${api(webGuest)}/status/stop`)
      await world.call('PUT', `${api(webGuest)}/config`, { cores: 1 })
      await world.call('PUT', `${api(workerGuest)}/config`, { tags: 'homestak' })
      await stage.homestak('diff')
    },
    check: (stage) => (isReady(stage, 'web') ? 'diff has repaired something' : undefined),
  },
  {
    title: 'reconcile repairs it.',
    play: async (stage) => void (await stage.homestak('reconcile')),
    check(stage) {
      if (owned(stage, 'web').config['cores'] !== '2') return 'web has not got its cores back'
      if (!hasTag(owned(stage, 'worker'), 'shop')) return 'worker has not got its tag back'
      return allReady(stage, ['db', 'web', 'worker'])
    },
  },
  {
    title: 'The manifest is edited: a bigger disk for the database, and one more guest.',
    async play(stage) {
      await stage.writeManifest(manifest([db(30), web, worker, cache]))
      await stage.homestak('reconcile')
    },
    check(stage) {
      const disks = Object.values(owned(stage, 'db').config).filter((value) => value.includes('size=30G'))
      return disks.length === 1 ? allReady(stage, ['db', 'web', 'worker', 'cache']) : 'the disk has not grown'
    },
  },
  {
    title:
      'The worker is taken out of the manifest: it is destroyed. A guest that homestak did not make is none of its business.',
    async play(stage) {
      await stage.writeManifest(manifest([db(30), web, cache]))
      await stage.homestak('reconcile')
    },
    check(stage) {
      if (find(stage, 'worker')) return 'the worker is still there'
      const other = stage.simulator.world.guest(foreign.vmid)
      if (other?.config['name'] !== foreign.name || other.config['description'] !== undefined)
        return 'the other guest was touched'
      return allReady(stage, finalNodes)
    },
  },
  {
    title: 'What is known now:',
    play: async (stage) => void (await stage.homestak('status')),
    check: (stage) => allReady(stage, finalNodes),
  },
]
