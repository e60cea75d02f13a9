/** The process: runs a command, and ends with its exit code. */
import { reportFailure } from './failure.ts'
import { note } from './io.ts'
import { processIo as io } from './process-io.ts'
import { run } from './run.ts'

// A reader that went away, as `head` does, is no failure. A file that takes no more is one, told once; neither is a
// reason to leave work half done.
let unwritable: string | undefined
for (const [name, stream] of [
  ['stdout', process.stdout],
  ['stderr', process.stderr],
] as const) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || unwritable === name) return
    unwritable = name
    note(io, `homestak: ${name} cannot be written: ${error.message}`)
  })
}
process.on('exit', () => {
  if (unwritable !== undefined && !process.exitCode) process.exitCode = 1
})

process.on('uncaughtException', (error) => {
  process.exit(reportFailure(io, error, { verbose: process.argv.includes('-v') || process.argv.includes('--verbose') }))
})

// The YAML reader looks into `process.env` at every token, and each look asks the system: a copy saves loading a
// thousand manifests a fifth of its time.
process.env = { ...process.env }

process.exitCode = await run(process.argv.slice(2), io)
