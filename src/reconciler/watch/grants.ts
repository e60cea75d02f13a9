/** What people agreed to while a run watches; each consent is spent once. */
import type { NodeKey } from '../../graph/desired-node.ts'
import { noConsents, withConsents } from '../consents.ts'
import type { Consents } from '../world.ts'

export interface Grant {
  readonly replace?: ReadonlySet<NodeKey>
  readonly restart?: ReadonlySet<NodeKey>
  readonly adopt?: ReadonlySet<NodeKey>
  /** Uids of guests that a person named for destruction. */
  readonly destroy?: ReadonlySet<string>
  /** Uids of guests that may go whatever the limit says. */
  readonly beyondLimit?: ReadonlySet<string>
}

export interface Grants {
  give(grant: Grant): void
  /** The node is as declared: what was agreed to for it is spent. */
  spend(key: NodeKey): void
  /** The request that gave it has ended. */
  take(grant: Grant): void
  consents(): Consents
  beyondLimit(): ReadonlySet<string>
}

export function createGrants(): Grants {
  const replace = new Set<NodeKey>()
  const restart = new Set<NodeKey>()
  const adopt = new Set<NodeKey>()
  const destroy = new Set<string>()
  const beyond = new Set<string>()
  const spend = (key: NodeKey) => {
    for (const agreed of [replace, restart, adopt]) agreed.delete(key)
  }
  return {
    give(grant) {
      for (const key of grant.replace ?? []) replace.add(key)
      for (const key of grant.restart ?? []) restart.add(key)
      for (const key of grant.adopt ?? []) adopt.add(key)
      for (const uid of grant.destroy ?? []) destroy.add(uid)
      for (const uid of grant.beyondLimit ?? []) beyond.add(uid)
    },
    spend,
    take(grant) {
      for (const key of [...(grant.replace ?? []), ...(grant.restart ?? []), ...(grant.adopt ?? [])]) spend(key)
      for (const uid of [...(grant.destroy ?? []), ...(grant.beyondLimit ?? [])]) {
        destroy.delete(uid)
        beyond.delete(uid)
      }
    },
    consents: () => withConsents(noConsents, { replace, restart, adopt, destroy }),
    beyondLimit: () => new Set(beyond),
  }
}
