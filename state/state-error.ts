/** What can go wrong with the state folder, told so that a command can print it as it stands. */
import type { LeaseHolder } from './store.ts'

/**
 * `unusable`: cannot be read or written. `full`: no room on the device. `newer`: written by a newer homestak.
 * `held`: another process holds the lease.
 */
export type StateErrorCode = 'unusable' | 'full' | 'newer' | 'held'

export interface StateErrorParts {
  readonly code: StateErrorCode
  /** What is wrong, with the path named; one line. */
  readonly message: string
  /** What to do next; one line. */
  readonly hint: string
  readonly path: string
  /** With `held`: who holds the lease, where that is known. */
  readonly holder?: LeaseHolder | undefined
  readonly cause?: unknown
}

export class StateError extends Error {
  readonly code: StateErrorCode
  readonly hint: string
  readonly path: string
  readonly holder: LeaseHolder | undefined

  constructor({ code, message, hint, path, holder, cause }: StateErrorParts) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StateError'
    this.code = code
    this.hint = hint
    this.path = path
    this.holder = holder
  }
}
