/** From 1,000 manifests on a disk to the graph of what is desired: at the start of a process, and after an edit. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { baselineOf, figureOf, timed, type Benchmark } from './benchmark.ts'
import { application, siteFiles, writeFiles } from './manifests.ts'
import { launcher } from '../launcher.ts'

const ways = ['ours', 'yaml', 'naive'] as const
const processes = 9
const edits = 10

export const load: Benchmark = {
  name: 'load',
  title: '1,000 manifests of 3 nodes: read, checked, resolved, ordered',
  notes: [
    'cold: the first load of a process, without its start; warm: a later load of it, with one file edited before',
    'processor time: of the thread that loads; other work on the machine hardly changes it',
    '`yaml` alone only parses the same files; with graphlib it puts unchecked names into a graph and orders that',
  ],
  async measure(folder, say) {
    const names = Array.from({ length: 1000 }, (_, index) => `app-${String(index).padStart(4, '0')}`)
    writeFiles(
      join(folder, 'manifests'),
      names.map((name) => [`${name}.yaml`, application(name)]),
    )
    writeFiles(join(folder, 'site'), siteFiles())
    const took = { ours: new Array<Took>(), yaml: new Array<Took>(), naive: new Array<Took>() }
    // In turn, so that all of them meet the same machine.
    for (const how of ways) inProcess(how, folder)
    for (let run = 1; run <= processes; run++) {
      say(`processes ${run} of ${processes}`)
      for (const how of ways) took[how].push(inProcess(how, folder))
    }
    const compare = (name: string, goal: number | undefined, pick: (took: Took) => readonly number[]) => ({
      name,
      unit: 'ms' as const,
      homestak: figureOf(took.ours.flatMap(pick)),
      baselines: [
        baselineOf('yaml alone', took.yaml.flatMap(pick)),
        baselineOf('yaml, graphlib', took.naive.flatMap(pick)),
      ],
      ...(goal === undefined ? {} : { goal: { of: 'median' as const, below: goal } }),
    })
    say('the whole command')
    return [
      compare('cold', 600, ({ cold }) => [cold.took]),
      compare('cold, processor time', undefined, ({ cold }) => [cold.busy]),
      compare('warm, second load', 100, ({ warm }) => warm.slice(0, 1).map(({ took }) => took)),
      compare('warm, later loads', 100, ({ warm }) => warm.slice(1).map(({ took }) => took)),
      compare('warm, later, processor time', undefined, ({ warm }) => warm.slice(1).map(({ busy }) => busy)),
      { name: 'homestak manifest validate, whole', unit: 'ms', homestak: figureOf(validate(folder)), baselines: [] },
    ]
  },
}

interface Load {
  readonly took: number
  readonly busy: number
}

interface Took {
  readonly cold: Load
  readonly warm: readonly Load[]
}

const inProcess = (how: string, folder: string): Took =>
  JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'load-program.ts'), how, folder, String(edits)], {
      encoding: 'utf8',
      // As the launcher has it, for all of them.
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    }),
  )

function validate(folder: string): readonly number[] {
  const words = ['manifest', 'validate', join(folder, 'manifests'), '--site-config', join(folder, 'site')]
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') }
  return timed(5, () => execFileSync(launcher, words, { env, stdio: 'ignore' }))
}
