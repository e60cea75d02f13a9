/** Making guests: what each of them costs must not depend on how many others there are. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { figureOf, type Benchmark, type Measurement } from './benchmark.ts'
import { emptyHost } from './hosts.ts'
import { passesOn } from './passes.ts'

const sizes = [100, 300, 1000]

export const make: Benchmark = {
  name: 'make',
  title: 'reconcile that makes all guests of a host, which takes no time for its part, over HTTPS',
  notes: [
    'processor time of this process, and calls, for each guest: they may not grow with the number of guests',
    'the first ones warm the program up, and so cost most',
  ],
  async measure(folder, say) {
    const measurements: Measurement[] = []
    for (const guests of sizes) {
      say(`making ${guests} guests`)
      const place = join(folder, String(guests))
      mkdirSync(place)
      const running = await emptyHost(place, guests)
      const passes = passesOn(place, running.reached, guests)
      try {
        const before = process.cpuUsage()
        await passes.make()
        const { user, system } = process.cpuUsage(before)
        const name = `each of ${guests} guests`
        const one = (value: number) => figureOf([value / guests])
        measurements.push(
          { name, unit: 'ms', homestak: one((user + system) / 1000), baselines: [] },
          { name, unit: 'calls', homestak: one(passes.traffic.calls), baselines: [] },
        )
      } finally {
        passes.close()
        await running.close()
      }
    }
    return measurements
  },
}
