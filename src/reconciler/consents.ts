/** What was agreed to, from nothing on. */
import type { Consents } from './world.ts'

export const noConsents: Consents = { replace: new Set(), restart: new Set(), adopt: new Set(), destroy: new Set() }

export const withConsents = (before: Consents, more: Partial<Consents>): Consents => ({
  replace: both(before.replace, more.replace),
  restart: both(before.restart, more.restart),
  adopt: both(before.adopt, more.adopt),
  destroy: both(before.destroy, more.destroy),
})

const both = (some: ReadonlySet<string>, others: ReadonlySet<string> = new Set()) => new Set([...some, ...others])
