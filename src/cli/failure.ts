/** What a failure looks like to the user, and the exit code that it ends with. */
import { CommanderError } from 'commander'
import { StateError } from '../../state/state-error.ts'
import { errorCodes, HomestakError } from '../errors.ts'
import { plain } from '../report/plain.ts'
import { note, type Io } from './io.ts'

/** A command that was told to stop before its work was done; 128 and the number of the signal. */
export class InterruptedError extends Error {
  readonly exitCode: 130 | 143

  constructor(exitCode: 130 | 143) {
    super('interrupted')
    this.name = 'InterruptedError'
    this.exitCode = exitCode
  }
}

/** Writes what happened and what to do next to stderr; returns the exit code. */
export function reportFailure(
  io: Pick<Io, 'stderr'>,
  error: unknown,
  { verbose }: { readonly verbose: boolean },
): number {
  // commander has written its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : errorCodes.Usage.exit
  if (error instanceof InterruptedError) {
    note(io, 'homestak: interrupted before the work was done')
    return error.exitCode
  }
  if (error instanceof StateError) {
    const since = error.holder ? ` since ${new Date(error.holder.started).toISOString()}` : ''
    tell(io, `${error.message}${since}`, error.hint)
    return error.code === 'held' ? errorCodes.LeaseHeld.exit : errorCodes.StateUnusable.exit
  }
  if (error instanceof HomestakError) {
    tell(io, error.message, error.hint)
    return errorCodes[error.code].exit
  }
  note(io, `homestak: bug: ${plain(error instanceof Error ? error.message : String(error))}`)
  if (verbose && error instanceof Error && error.stack !== undefined) note(io, error.stack)
  return errorCodes.Bug.exit
}

function tell(io: Pick<Io, 'stderr'>, message: string, hint: string | undefined): void {
  note(io, `homestak: ${plain(message)}`)
  if (hint !== undefined) note(io, `  ${plain(hint)}`)
}
