/** What a check says: what was looked at, whether it is as it has to be, and what to do where it is not. */
import type { ErrorCode } from '../errors.ts'

export type Check =
  | 'site-config'
  | 'api'
  | 'certificate'
  | 'token'
  | 'privileges'
  | 'storages'
  | 'images'
  | 'bridges'
  | 'space'
  | 'nested'
  | 'clock'
  | 'guests'
  | 'programs'

export interface Finding {
  readonly check: Check
  /** The host entry; null: this machine, or the site-config. */
  readonly host: string | null
  readonly result: 'ok' | 'warning' | 'problem'
  /** One line. */
  readonly message: string
  /** What to do: a command, or a line to change. Null where all is well. */
  readonly fix: string | null
  /** What kind of problem it is; decides the exit code. */
  readonly code: ErrorCode | null
}

type Place = Pick<Finding, 'check' | 'host'>

export const fine = (place: Place, message: string): Finding => ({
  ...place,
  result: 'ok',
  message,
  fix: null,
  code: null,
})

export const warning = (place: Place, message: string, fix: string): Finding => ({
  ...place,
  result: 'warning',
  message,
  fix,
  code: null,
})

export const problem = (place: Place, code: ErrorCode, message: string, fix: string): Finding => ({
  ...place,
  result: 'problem',
  message,
  fix,
  code,
})

/** Of `preflight`. */
export interface PreflightDocument {
  readonly schema: 'homestak/preflight/v1'
  readonly findings: readonly Finding[]
  readonly summary: Readonly<Record<Finding['result'], number>>
}
