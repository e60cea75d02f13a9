/** The engine alone: a look at 10,000 guests of one host, of which none changed, with a host whose answers lie on disk. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { figureOf, type Benchmark } from './benchmark.ts'
import { launcher } from '../launcher.ts'

export const engine: Benchmark = {
  name: 'engine',
  title: 'reconcile --watch of 10,000 nodes while nothing happens; what the host answers lies ready on disk',
  notes: [
    'processor time from one look to the next: the list read and compared, requests and removals looked after',
    'without the configurations that are read in turn, and with those of the default drift interval (83 a look)',
    'memory of the process at most, the first look at everything and ten minutes of looks included',
    'run as the launcher does it, with its options and, from the second start on, with code that is kept compiled;',
    'the very first start of a checkout strips types, which an installed package never has to',
  ],
  async measure(folder, say) {
    say('in a process of its own')
    run([join(import.meta.dirname, 'engine-host-program.ts'), join(folder, 'answers')])
    const watching = (drift: string) =>
      JSON.parse(run([...launcherOptions, join(import.meta.dirname, 'engine-program.ts'), folder, drift], folder))
    const first = watching('never')
    const alone = watching('never')
    const inTurn = watching('usual')
    const resident = [alone, inTurn].map((seen) => seen.resident)
    return [
      {
        name: 'a look, for each node',
        unit: 'µs',
        homestak: figureOf(alone.took),
        baselines: [],
        goal: { of: 'median', below: 10 },
      },
      { name: 'with configurations in turn', unit: 'µs', homestak: figureOf(inTurn.took), baselines: [] },
      {
        name: 'resident memory',
        unit: 'MiB',
        homestak: figureOf([Math.max(...resident)]),
        baselines: [],
        goal: { of: 'median', below: 200 },
      },
      { name: 'resident memory, very first start', unit: 'MiB', homestak: figureOf([first.resident]), baselines: [] },
    ]
  },
}

const launched = readFileSync(launcher, 'utf8')
const launcherOptions: readonly string[] = launched.match(/--max-[a-z-]+=\d+/g) ?? []
const [, arenas = ''] = /MALLOC_ARENA_MAX:-(\d+)/.exec(launched) ?? []

/** `folder`: where compiled code is kept; then it is run as by the launcher. */
function run(words: readonly string[], folder?: string): string {
  const asLaunched = { NODE_COMPILE_CACHE: join(folder ?? '', 'compiled'), MALLOC_ARENA_MAX: arenas }
  const env = folder === undefined ? process.env : { ...process.env, ...asLaunched }
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}
