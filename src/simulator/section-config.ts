/** Sections of configuration files: the checks that storages, realms and networks across nodes have in common. */
import { failure } from './refusal.ts'

export interface SectionOptions {
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** Cannot be changed later. */
  readonly fixed: readonly string[]
}

/** Refuses what a section of that kind cannot be given; a new one also what it misses. */
export function checkSection(options: SectionOptions, given: readonly string[], isNew: boolean): void {
  for (const key of given) {
    if (!isNew && options.fixed.includes(key)) throw failure(`can't change value of fixed parameter '${key}'`)
    if (!options.required.includes(key) && !options.optional.includes(key)) {
      throw failure(`unexpected property '${key}'`)
    }
  }
  const missing = isNew ? options.required.find((key) => !given.includes(key)) : undefined
  if (missing !== undefined) throw failure(`missing value for required option '${missing}'`)
}

/** Refuses to take away what a section needs, never had, or is given by the same call. */
export function checkRemovals(options: SectionOptions, removed: readonly string[], given: readonly string[]): void {
  for (const key of removed) {
    if (options.required.includes(key)) throw failure(`unable to delete required option '${key}'`)
    if (options.fixed.includes(key)) throw failure(`unable to delete fixed option '${key}'`)
    if (!options.optional.includes(key)) throw failure(`no such option '${key}'`)
    if (given.includes(key)) throw failure(`cannot set and delete property '${key}' at the same time!`)
  }
}
