/** What a command costs before it does anything, as a user types it. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { baselineOf, figureOf, type Benchmark } from './benchmark.ts'
import { simulatedHost } from './hosts.ts'
import { application, writeFiles } from './manifests.ts'
import { launcher } from '../launcher.ts'

const runs = 20

export const start: Benchmark = {
  name: 'start',
  title: 'commands from the shell to their end',
  notes: [
    'after a first run, which leaves compiled code in the cache of the user; diff asks a simulated host of 3 guests',
  ],
  async measure(folder, say) {
    const env = { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') }
    const run = (program: string, words: readonly string[]): number => {
      const began = performance.now()
      const { status, stderr } = spawnSync(program, words, { cwd: folder, env, encoding: 'utf8' })
      if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`)
      return performance.now() - began
    }
    const sim = await simulatedHost(folder, env, 50)
    try {
      writeFiles(join(folder, 'manifests'), [['shop.yaml', application('shop')]])
      const there = ['manifests', '-H', 'sim', '--site-config', 'site']
      run(launcher, ['reconcile', ...there])
      const commands = {
        help: () => run(launcher, ['--help']),
        diff: () => run(launcher, ['diff', ...there]),
        node: () => run(process.execPath, ['-e', '0']),
      }
      const took = { help: new Array<number>(), diff: new Array<number>(), node: new Array<number>() }
      for (const command of Object.values(commands)) command()
      say(`each command ${runs} times`)
      for (let round = 0; round < runs; round++) {
        for (const name of ['help', 'diff', 'node'] as const) took[name].push(commands[name]())
      }
      const baselines = [baselineOf('node -e 0', took.node)]
      return [
        {
          name: 'homestak --help',
          unit: 'ms',
          homestak: figureOf(took.help),
          baselines,
          goal: { of: 'median', below: 150 },
        },
        { name: 'homestak diff', unit: 'ms', homestak: figureOf(took.diff), baselines },
      ]
    } finally {
      await sim.close()
    }
  },
}
