/** Which values of a file are encrypted: those that the names on the way to them say. */
import { Refusal } from './refusal.ts'
import type { Place } from './walk.ts'

/** How a file, or a rule for new ones, names the choice. */
export const ruleNames = ['unencrypted_suffix', 'encrypted_suffix', 'unencrypted_regex', 'encrypted_regex'] as const

export interface Rules {
  readonly by: (typeof ruleNames)[number]
  readonly pattern: string
  /** The proof covers only what is encrypted, not what can be read. */
  readonly macOnlyEncrypted: boolean
}

/** What sops does where nothing is said. */
export const defaultRules: Rules = { by: 'unencrypted_suffix', pattern: '_unencrypted', macOnlyEncrypted: false }

/** `text` is what stands below a name, '' for nothing; `what` has it, at `offset`. Throws Refusal for two choices at once. */
export function readRules(text: (name: string) => string, what: string, offset: number | undefined): Rules {
  const given = ruleNames.filter((name) => text(name) !== '')
  if (given.length > 1) throw new Refusal(`${what} has both ${given.join(' and ')}`, 'sops allows one of them', offset)
  const [by] = given
  const macOnlyEncrypted = text('mac_only_encrypted') === 'true'
  return by === undefined ? { ...defaultRules, macOnlyEncrypted } : { by, pattern: text(by), macOnlyEncrypted }
}

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
