/** What an error means for the node it happened to: look again, try later, wait for a person, or give up in this run. */
import { StateError } from '../../state/state-error.ts'
import { errorCodes, HomestakError } from '../errors.ts'
import type { Hold } from './documents.ts'

/** Tries in a row without progress after which a node has failed in a run that ends. */
export const triesBeforeFailure = 5

export type Reaction =
  | { readonly kind: 'retry'; readonly lookAgain: boolean; readonly message: string }
  | { readonly kind: 'held'; readonly hold: Hold }
  | { readonly kind: 'failed'; readonly message: string; readonly exit: number }

export function reactTo(error: unknown, failures: number): Reaction {
  if (error instanceof StateError)
    return { kind: 'failed', message: error.message, exit: errorCodes.StateUnusable.exit }
  if (!(error instanceof HomestakError)) {
    return {
      kind: 'failed',
      message: `bug: ${error instanceof Error ? error.message : String(error)}`,
      exit: errorCodes.Bug.exit,
    }
  }
  const { code, message, hint = 'nothing to do', retry } = error
  const { exit } = errorCodes[code]
  if (retry === 'permanent')
    return exit === 5 ? { kind: 'held', hold: { reason: code, message, fix: hint } } : { kind: 'failed', message, exit }
  if (failures >= triesBeforeFailure) return { kind: 'failed', message: `${message} (${failures} tries)`, exit }
  return { kind: 'retry', lookAgain: retry === 'conflict', message }
}
