/** The engine alone: a look at 10,000 guests of one host, of which none changed, with a host whose answers lie on disk. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { figureOf, type Benchmark } from './benchmark.ts'

export const engine: Benchmark = {
  name: 'engine',
  title: 'reconcile --watch of 10,000 nodes while nothing happens; what the host answers lies ready on disk',
  notes: [
    'processor time from one look to the next: the list read and compared, requests and removals looked after',
    'without the configurations that are read in turn, and with those of the default drift interval (83 a look)',
    'memory of the process at most, the first look at everything included, with the options that the launcher gives',
  ],
  async measure(folder, say) {
    say('in a process of its own')
    run([join(import.meta.dirname, 'engine-host-program.ts'), join(folder, 'answers')])
    const watching = run(['--max-semi-space-size=8', join(import.meta.dirname, 'engine-program.ts'), folder])
    const { look, turn, resident } = JSON.parse(watching)
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

function run(words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}
