/** The engine alone: a look at 10,000 guests of one host, of which none changed, with a host that answers from memory. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { figureOf, type Benchmark } from './benchmark.ts'

export const engine: Benchmark = {
  name: 'engine',
  title: 'reconcile --watch of 10,000 nodes while nothing happens, the host answering from memory in the same process',
  notes: [
    'processor time from one look to the next: the list read and compared, requests and removals looked after',
    'without the configurations that are read in turn, and with those of the default drift interval (83 a look)',
    'memory after collection, with all guests, nodes and the answers of the host in it',
  ],
  async measure(folder, say) {
    say('in a process of its own')
    const program = join(import.meta.dirname, 'engine-program.ts')
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', program, folder], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`the engine ended with ${status}: ${stderr}`)
    const { look, turn, resident } = JSON.parse(stdout)
    return [
      {
        name: 'a look, for each node',
        unit: 'µs',
        homestak: figureOf(look),
        baselines: [],
        goal: { of: 'median', below: 10 },
      },
      { name: 'with configurations in turn', unit: 'µs', homestak: figureOf(turn), baselines: [] },
      {
        name: 'resident memory',
        unit: 'MiB',
        homestak: figureOf([resident]),
        baselines: [],
        goal: { of: 'median', below: 200 },
      },
    ]
  },
}
