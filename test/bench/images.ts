/** Fifty guests of one image, in simulated time: how near the run comes to what the storage alone takes. */
import PQueue from 'p-queue'
import { writesPerHost } from '../../src/reconciler/limits.ts'
import type { Task } from '../../src/simulator/state.ts'
import { createLab, type Lab } from '../lab.ts'
import { digestOf, imageStore } from '../simulation/rules/image-store.ts'
import { manifest, vm } from '../simulation/rules/scene.ts'
import { virtualClock } from '../unit/simulator/virtual-clock.ts'
import { baselineOf, figureOf, type Benchmark, type Measurement } from './benchmark.ts'

const guests = 50
const seconds = 60
/** Beyond what the storage takes. */
const most = 1.15

const ways = ['import', 'full', 'linked'] as const
type Way = (typeof ways)[number]

export const images: Benchmark = {
  name: 'images',
  title: `${guests} guests of an image that the host lacks, on one storage`,
  notes: [
    'simulated time of the profile `real`: seconds that would pass at such a host, not here',
    `bound: the fetch (${seconds} s) and the template; then one copy at a time on the storage, where any is made, ${writesPerHost} tasks at a time on the host`,
    'each by itself: a fetch, an import and a start for every guest, one after the other or three at a time on one line',
  ],
  async measure(_folder, say) {
    const found: Measurement[] = []
    say('each by itself')
    const alone = await inTurn(seeds, (seed) => byThemselves(1, seed))
    const three = await inTurn(seeds, (seed) => byThemselves(3, seed))
    for (const way of ways) {
      say(way)
      const ours = await inTurn(seeds, (seed) => converge(way, seed))
      found.push({
        name: `${guests} guests, ${way}`,
        unit: 's',
        homestak: figureOf(ours.map(({ took }) => took)),
        baselines: [
          baselineOf(
            'bound',
            ours.map(({ bound }) => bound),
          ),
          baselineOf('each by itself', alone),
          baselineOf('each by itself, three at a time', three),
        ],
        goal: { of: 'median', below: figureOf(ours.map(({ bound }) => bound)).median * most },
      })
      found.push({
        name: `failed tasks, ${way}`,
        unit: 'tasks',
        homestak: figureOf(ours.map(({ failed }) => failed)),
        baselines: [],
        goal: { of: 'median', below: 1 },
      })
    }
    return found
  },
}

/** How long each task takes is drawn by chance. */
const seeds = [1, 2, 3] as const

async function inTurn<T>(all: readonly number[], work: (seed: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = []
  for (const each of all) results.push(await work(each))
  return results
}

async function labOf(way: Way, seed: number): Promise<Lab> {
  const clock = virtualClock()
  const store = imageStore(clock)
  store.published.set('ubuntu-26', digestOf('a'))
  store.seconds = seconds
  const names = Array.from({ length: guests }, (_, index) => `n${index}`)
  const nodes = names.map((name) => vm(name, { image: 'ubuntu-26' }))
  const template = way === 'import' ? [] : [vm('golden', { image: 'ubuntu-26', template: true })]
  const text = manifest('fleet', [...template, ...nodes], { settings: { clone: way } })
  const lab = await createLab({ 'fleet.yaml': text }, { clock, images: store.open, profile: 'real', seed })
  store.hosts.set('sim', lab.simulator)
  return lab
}

interface Converged {
  /** Seconds. */
  readonly took: number
  readonly bound: number
  readonly failed: number
}

async function converge(way: Way, seed: number): Promise<Converged> {
  const lab = await labOf(way, seed)
  const began = lab.clock.now()
  const summary = await lab.reconcile()
  if (summary.exitCode !== 0) throw new Error(`the run ended with ${summary.exitCode}`)
  const tasks = lab.simulator.world.tasks()
  return {
    took: (lab.clock.now() - began) / 1000,
    bound: boundOf(tasks, way),
    failed: tasks.filter(({ exitstatus }) => exitstatus !== 'OK').length,
  }
}

/** What no order of steps can be quicker than: one copy at a time on the storage, and so many tasks at a time on a host. Links copy nothing. */
function boundOf(tasks: readonly Task[], way: Way): number {
  const made = tasks.findIndex(({ type }) => type === 'qmtemplate')
  const sum = (some: readonly Task[]) =>
    some.reduce((total, { starttime, endtime = starttime }) => total + endtime - starttime, 0)
  const rest = tasks.slice(made + 1)
  const copies = way === 'linked' ? [] : rest.filter(({ type }) => type === 'qmcreate' || type === 'qmclone')
  return seconds + sum(tasks.slice(0, made + 1)) + Math.max(sum(copies), sum(rest) / writesPerHost)
}

/** Seconds where each guest fetches and imports for itself; those that fetch at once share the line. */
async function byThemselves(atOnce: number, seed: number): Promise<number> {
  const { clock, simulator, settle } = await labOf('import', seed)
  const lanes = new PQueue({ concurrency: atOnce })
  const began = clock.now()
  const makeOne = async (vmid: number): Promise<void> => {
    await clock.sleep(seconds * 1000 * atOnce)
    const disk = 'vmstore:0,import-from=local:import/debian-12.qcow2,format=raw'
    await simulator.world.run('POST', '/nodes/pve/qemu', { vmid, memory: 512, virtio0: disk })
    await simulator.world.run('PUT', `/nodes/pve/qemu/${vmid}/resize`, { disk: 'virtio0', size: '10G' })
    await simulator.world.run('POST', `/nodes/pve/qemu/${vmid}/status/start`)
  }
  await settle(Promise.all(Array.from({ length: guests }, (_, index) => lanes.add(() => makeOne(1000 + index)))))
  return (clock.now() - began) / 1000
}
