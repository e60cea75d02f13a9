/** One pass that finds everything as declared: its time, its calls and its bytes. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { figureOf, type Benchmark, type Measurement } from './benchmark.ts'
import { convergedHosts } from './hosts.ts'
import { passesOn, type Traffic } from './passes.ts'

const sizes = [
  { guests: 10, hosts: 1, runs: 20 },
  { guests: 10, hosts: 10, runs: 20 },
  { guests: 100, hosts: 1, runs: 10 },
  { guests: 100, hosts: 10, runs: 10 },
  { guests: 1000, hosts: 1, runs: 3 },
  { guests: 1000, hosts: 10, runs: 3 },
]

export const pass: Benchmark = {
  name: 'pass',
  title: 'diff and one-shot reconcile where nothing differs, against simulated hosts over HTTPS',
  notes: [
    'benchmark `tofu` has the same beside OpenTofu',
    'the simulator is one process for all hosts and answers one call after the other: real hosts answer side by side',
  ],
  async measure(folder, say) {
    const measurements: Measurement[] = []
    for (const { guests, hosts, runs } of sizes) {
      const where = `${guests} guests on ${hosts === 1 ? 'a host' : `${hosts} hosts`}`
      const place = join(folder, `${guests}-${hosts}`)
      mkdirSync(place)
      say(`making ${where}`)
      const running = await convergedHosts(place, hosts, guests / hosts)
      const passes = passesOn(place, running.reached, guests)
      try {
        // What is remembered after a first run is part of every later one.
        await passes.reconcile()
        say(where)
        for (const verb of ['diff', 'reconcile'] as const) {
          const own = await measured(runs, passes[verb], passes.traffic)
          measurements.push(...measurementsOf(`${verb}, ${where}`, own))
        }
      } finally {
        passes.close()
        await running.close()
      }
    }
    return measurements
  },
}

type Series = Readonly<Record<'ms' | 'calls' | 'kB', readonly number[]>>

async function measured(runs: number, work: () => Promise<void>, traffic: Traffic): Promise<Series> {
  const series = { ms: new Array<number>(), calls: new Array<number>(), kB: new Array<number>() }
  for (let run = 0; run < runs; run++) {
    traffic.calls = 0
    traffic.bytes = 0
    const start = performance.now()
    await work()
    series.ms.push(performance.now() - start)
    series.calls.push(traffic.calls)
    series.kB.push(traffic.bytes / 1000)
  }
  return series
}

const measurementsOf = (name: string, own: Series): readonly Measurement[] =>
  (['ms', 'calls', 'kB'] as const).map((unit) => ({
    name,
    unit,
    homestak: figureOf(own[unit]),
    baselines: [],
  }))
