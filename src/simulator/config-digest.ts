/** The digest of a configuration file, by which a call says which version of it is to be changed. */
import { createHash } from 'node:crypto'
import { failure } from './refusal.ts'
import type { Refusal } from './refusal.ts'

export const digestOf = (content: unknown): string => createHash('sha1').update(JSON.stringify(content)).digest('hex')

export const modified = (): Refusal =>
  failure('detected modified configuration - file changed by other user? Try again.')

/** Refuses a change of another version than the one that there is. */
export function checkDigest(digest: unknown, content: unknown): void {
  if (digest !== undefined && digest !== digestOf(content)) throw modified()
}
