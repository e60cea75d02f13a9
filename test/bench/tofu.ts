/** homestak beside OpenTofu with the bpg provider: looking where nothing differs, and making guests of one image. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { baselineOf, figureOf, type Benchmark, type Measurement, type Unit } from './benchmark.ts'
import { convergedHosts, type Reached } from './hosts.ts'
import { desireIn, passesOn } from './passes.ts'
import { findTofu, machineOf, vmidsOf, type Tofu } from './tofu-baseline.ts'
import { makeAll, makingNotes } from './tofu-making.ts'
import { timedCommand, type Took } from './timed-command.ts'
import { watched } from './watched.ts'
import { launcher } from '../launcher.ts'

const looking = [1, 10, 50]
const making = [10, 50]
const runs = 5
/** Looks of a run that watches. */
const looks = 3

export const tofu: Benchmark = {
  name: 'tofu',
  title:
    'diff against tofu plan where nothing differs; reconcile against tofu apply and an Ansible loop from one image',
  notes: [
    'one simulated host over HTTPS; OpenTofu has one state for all guests and its default parallelism of 10',
    '`homestak diff` is the whole command, from the shell to its end; a pass is what a process that stays pays',
    'calls and bytes of one look; disks are on ZFS, as on fresh hosts: the provider asks once more for each of them',
    'a watch pass is what `reconcile --watch` asks of the host every 5 s; those who watch with OpenTofu plan',
    ...makingNotes,
  ],
  async measure(folder, say) {
    const other = findTofu(folder)
    if (!other) say('there is no OpenTofu: `.ci/run tofu` builds it; only homestak is measured')
    const found: Measurement[] = []
    for (const guests of looking) {
      say(`looking at ${guests}`)
      found.push(...(await lookAt(join(folder, `look-${guests}`), guests, other)))
    }
    for (const guests of making) found.push(...(await makeAll(folder, guests, other, say)))
    return found
  },
}

async function lookAt(folder: string, guests: number, other: Tofu | undefined): Promise<readonly Measurement[]> {
  mkdirSync(folder)
  const running = await convergedHosts(folder, 1, guests)
  const [reached] = running.reached
  const passes = passesOn(folder, running.reached, guests)
  try {
    if (!reached) throw new Error('there is no host')
    await passes.reconcile()
    passes.traffic.calls = passes.traffic.bytes = 0
    await passes.diff()
    const own = { ...passes.traffic }
    const passed = await several(() => timed(() => passes.diff()))
    const commanded = await several(() => command(folder))
    const place = await other?.at(join(folder, 'tofu'), reached, await machinesThere(folder, reached))
    await place?.take()
    const planned = place ? await several(() => place.plan()) : []
    const theirs = await place?.traffic()
    const row = (
      what: string,
      unit: Unit,
      mine: readonly number[],
      beside: readonly number[],
      least?: number,
    ): Measurement => {
      const homestak = figureOf(mine)
      const baselines = beside.length > 0 ? [baselineOf('tofu plan', beside)] : []
      const [{ median } = { median: 0 }] = baselines
      const goal = least !== undefined && median > 0 ? { goal: { of: 'median', below: median / least } as const } : {}
      return { name: `${what}, ${guests} ${guests === 1 ? 'guest' : 'guests'}`, unit, homestak, baselines, ...goal }
    }
    const goals = guests === 50 ? ([10, 5] as const) : []
    return [
      row('time of homestak diff', 's', walls(commanded), walls(planned)),
      row('time of a pass', 's', walls(passed), walls(planned), goals[0]),
      row('processor time of homestak diff', 's', cpus(commanded), cpus(planned)),
      row('processor time of a pass', 's', cpus(passed), cpus(planned)),
      row('calls', 'calls', [own.calls], theirs ? [theirs.calls] : [], goals[1]),
      ...(guests === 50
        ? [row('calls of a watch pass', 'calls', await watchPasses(folder, reached), theirs ? [theirs.calls] : [], 50)]
        : []),
      row('bytes', 'kB', [own.bytes / 1000], theirs ? [theirs.bytes / 1000] : []),
    ]
  } finally {
    passes.close()
    await running.close()
  }
}

/** Calls from one look to the next, once all is as declared. */
async function watchPasses(folder: string, reached: Reached): Promise<readonly number[]> {
  const run = await watched(folder, [reached])
  try {
    await run.settled()
    // The first ones still have to do with the start.
    for (let look = 0; look < 2; look++) await run.nextLook()
    const calls: number[] = []
    for (let look = 0; look < looks; look++) {
      const before = run.traffic.calls
      await run.nextLook()
      calls.push(run.traffic.calls - before)
    }
    return calls
  } finally {
    await run.stop()
  }
}

/** The guests of the host as they are, in the words of the module. */
async function machinesThere(folder: string, reached: Reached) {
  const { nodes } = await desireIn(folder)
  const vmids = await vmidsOf(reached)
  return nodes.map((node) => machineOf(node, vmids.get(node.guest.name) ?? 0))
}

async function several(measure: () => Promise<Took>): Promise<readonly Took[]> {
  const took: Took[] = []
  for (let run = 0; run < runs; run++) took.push(await measure())
  return took
}

/** In this process. */
async function timed(work: () => Promise<void>): Promise<Took> {
  const [began, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { wall: (performance.now() - began) / 1000, cpu: (user + system) / 1_000_000 }
}

const command = (folder: string): Promise<Took> => {
  const words = ['diff', 'manifests', '--site-config', 'site', '--state', 'state', '--exit-code']
  return timedCommand(launcher, words, { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder } })
}

const walls = (took: readonly Took[]): readonly number[] => took.map(({ wall }) => wall)
const cpus = (took: readonly Took[]): readonly number[] => took.map(({ cpu }) => cpu)
