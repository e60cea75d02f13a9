/** A run that watches 1,000 guests: what it costs while nothing happens, and how soon it acts on what does. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { figureOf, type Benchmark } from './benchmark.ts'
import { convergedHosts, type Reached } from './hosts.ts'
import { flat, perManifest } from './manifests.ts'
import { watched, type Watched } from './watched.ts'

const guests = 1000
const looks = 6
/** So that the slowest of a hundred is left out, as the goal has it. */
const edits = 100
const accidents = 5
const anyCertificate = new Agent({ connect: { rejectUnauthorized: false } })

export const watching: Benchmark = {
  name: 'watch',
  title: `reconcile --watch of ${guests} guests on a host, in manifests of ${perManifest}`,
  notes: [
    'a look: what is asked of the host, every 5 s, while nothing happens; processor time of the whole process meanwhile',
    'from the save of a file, or from what somebody did to a guest, to the first call that is about that guest',
    'the host renews the state of its guests in its list every 10 s, so that nobody can be quicker without asking each',
  ],
  async measure(folder, say) {
    say(`making ${guests} guests`)
    const running = await convergedHosts(folder, 1, guests)
    const run = await watched(folder, running.reached)
    try {
      say('waiting for its first look')
      await run.settled()
      say('nothing happens')
      const idle = await idling(run)
      say('edits')
      const saves = await repeated(edits, run, (round) => save(run, folder, round))
      say('accidents')
      const stops = await repeated(accidents, run, (round) =>
        accident(run, running.reached, round, 'status/stop', 'POST'),
      )
      const losses = await repeated(accidents, run, (round) => accident(run, running.reached, round, 'config', 'PUT'))
      const latency = (name: string, values: readonly number[], below: number) =>
        ({ name, unit: 'ms', homestak: figureOf(values), baselines: [], goal: { of: 'p99', below } }) as const
      return [
        { name: 'look, calls', unit: 'calls', homestak: figureOf(idle.calls), baselines: [] },
        { name: 'look, bytes', unit: 'kB', homestak: figureOf(idle.kB), baselines: [] },
        { name: 'look, processor time for each node', unit: 'µs', homestak: figureOf(idle.busy), baselines: [] },
        {
          name: 'resident memory',
          unit: 'MiB',
          homestak: figureOf([process.memoryUsage.rss() / 2 ** 20]),
          baselines: [],
        },
        latency('save to first call', saves, 250),
        latency('a guest was stopped', stops, 15_500),
        latency('a tag of ours was taken away', losses, 15_500),
      ]
    } finally {
      await run.stop()
      await running.close()
    }
  },
}

/** From one look to the next, what each took. */
async function idling(run: Watched): Promise<Readonly<Record<'calls' | 'kB' | 'busy', readonly number[]>>> {
  const series = { calls: new Array<number>(), kB: new Array<number>(), busy: new Array<number>() }
  // The first ones still have to do with the start.
  for (let look = 0; look < 4; look++) await run.nextLook()
  for (let look = 0; look < looks; look++) {
    const { calls, bytes } = run.traffic
    const before = process.cpuUsage()
    await run.nextLook()
    const { user, system } = process.cpuUsage(before)
    series.calls.push(run.traffic.calls - calls)
    series.kB.push((run.traffic.bytes - bytes) / 1000)
    series.busy.push((user + system) / guests)
  }
  return series
}

/** With pauses of different lengths, so that it is not always the same moment between two looks. */
async function repeated(
  times: number,
  run: Watched,
  once: (round: number) => Promise<number>,
): Promise<readonly number[]> {
  const took: number[] = []
  for (let round = 0; round < times; round++) {
    took.push(await once(round))
    await delay(300 + ((round * 700) % 1900))
    await run.settled()
  }
  return took
}

const vmidOf = (run: Watched, label: string): number =>
  run.state().nodes.find((node) => node.label === label)?.vmid ?? NaN

/** One more tag for one node. */
async function save(run: Watched, folder: string, round: number): Promise<number> {
  const vmid = vmidOf(run, 'h0-3/h0-3-7')
  const called = run.call(({ path }) => path.includes(`/qemu/${vmid}/`))
  const text = flat('h0-3', 'h0', perManifest).replace('name: h0-3-7,', `name: h0-3-7, tags: [edit-${round}],`)
  writeFileSync(join(folder, 'manifests/h0-3.yaml'), text)
  return called
}

/** Somebody else does something to a guest; then homestak writes to it. */
async function accident(
  run: Watched,
  [host]: readonly Reached[],
  round: number,
  what: string,
  method: 'POST' | 'PUT',
): Promise<number> {
  const vmid = vmidOf(run, `h0-${4 + round}/h0-${4 + round}-0`)
  const called = run.call(({ path, method: verb }) => verb !== 'GET' && path.includes(`/qemu/${vmid}/`))
  const { statusCode, body } = await request(`${host?.endpoint}/api2/json/nodes/${host?.node}/qemu/${vmid}/${what}`, {
    method,
    headers: { authorization: `PVEAPIToken=${host?.token}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: method === 'PUT' ? 'delete=tags' : '',
    dispatcher: anyCertificate,
  })
  if (statusCode !== 200) throw new Error(`${what} of ${vmid}: ${statusCode} ${await body.text()}`)
  await body.dump()
  return called
}
