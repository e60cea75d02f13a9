/** The words of `homestak config`. */
import type { Command } from 'commander'
import type { Io } from './io.ts'
import { withCommon, withSelection } from './options.ts'

export function addConfig(program: Command, io: Io, done: (exitCode: number) => void): void {
  const config = program.command('config').description('look at what a site-config comes to').helpCommand(false)
  withCommon(
    withSelection(config.command('show').argument('[key|path...]', 'KEYs of nodes, and manifests as for diff')),
  )
    .description('show what nodes resolve to; asks no host')
    .option('--origin', 'each value with the file and line that set it')
    .action(async (words, options) => done(await (await import('./config-show.ts')).configShowVerb(io, words, options)))
  // Exit codes and stream as scripts know them from the system that this word comes from.
  config.allowExcessArguments().action((_, { args: [action] }: Command) => {
    if (action !== undefined) io.stdout.write(`Unknown config action '${action}'\n\n`)
    config.outputHelp()
    done(1)
  })
}
