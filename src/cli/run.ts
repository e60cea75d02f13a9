/** From the words of a command line to an exit code. */
import { reportFailure } from './failure.ts'
import type { Io } from './io.ts'
import { buildProgram } from './program.ts'

/** Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0
  try {
    const program = buildProgram(io, (code) => {
      exitCode = code
    })
    if (argv.length === 0) program.outputHelp()
    else await program.parseAsync([...withOldWords(argv)], { from: 'user' })
    return exitCode
  } catch (error) {
    return reportFailure(io, error, { verbose: argv.includes('-v') || argv.includes('--verbose') })
  }
}

/** As scripts call it from the system that this word comes from. */
const withOldWords = (argv: readonly string[]): readonly string[] =>
  argv[0] === '--preflight' ? ['preflight', ...argv.slice(1)] : argv
