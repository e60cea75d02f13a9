/** Which values of a file are encrypted: those that the names on the way to them say. */
import { Refusal } from './refusal.ts'
import type { Place } from './walk.ts'

export interface Rules {
  readonly by: 'unencrypted_suffix' | 'encrypted_suffix' | 'unencrypted_regex' | 'encrypted_regex'
  readonly pattern: string
  /** The proof covers only what is encrypted, not what can be read. */
  readonly macOnlyEncrypted: boolean
}

/** What sops does where nothing is said. */
export const defaultRules: Rules = { by: 'unencrypted_suffix', pattern: '_unencrypted', macOnlyEncrypted: false }

/** Throws Refusal for a pattern that is none. */
export function isCovered({ by, pattern }: Rules): (place: Place) => boolean {
  const named = by.endsWith('regex') ? regex(by, pattern) : (name: string) => name.endsWith(pattern)
  return by.startsWith('un') ? (place) => !place.some(named) : (place) => place.some(named)
}

/** Patterns are those of Go, which sets flags at the beginning. */
function regex(by: string, pattern: string): (name: string) => boolean {
  const [, flags = '', rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? []
  try {
    const found = new RegExp(rest, flags)
    return (name) => found.test(name)
  } catch {
    throw new Refusal(`${by} is not a pattern: ${pattern}`, 'correct it in .sops.yaml')
  }
}
