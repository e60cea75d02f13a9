/** The verdict on everything a run would take away: counted over all hosts before the first of it goes. */
import type { DesiredNode } from '../graph/desired-node.ts'
import { decideGuest, decideNode, type Decision } from './decide.ts'
import { guardsBeforeLimit } from './guards/index.ts'
import type { DestroyBudget, OwnedGuest, World } from './world.ts'

export interface Takings {
  /** Guests that would be destroyed or replaced if the limit allows it. */
  readonly decisions: readonly Decision[]
}

/** Prunes and replaces that no other rule holds, among what the run acts on. */
export function countTakings(world: World, nodes: readonly DesiredNode[], guests: readonly OwnedGuest[]): Takings {
  const replaced = nodes
    .map((node) => decideNode(node, world, '', guardsBeforeLimit))
    .filter(({ action }) => action === 'replace')
  const pruned = guests
    .map((guest) => decideGuest(guest, world, 'destroy', guardsBeforeLimit))
    .filter(({ action }) => action === 'destroy')
  return { decisions: [...replaced, ...pruned].filter(({ held, guest }) => held === undefined && guest !== undefined) }
}

/** What is allowed when nobody is there to confirm it. `owned` are our guests on the hosts of the run, before the pass. */
export const defaultLimit = (owned: number): number => Math.min(5, Math.max(1, Math.floor(owned / 3)))

export function budgetOf({ decisions }: Takings, limit: number, refused = false): DestroyBudget {
  return {
    limit,
    wanted: decisions.length,
    refused,
    uids: new Set(decisions.flatMap(({ guest }) => guest?.mark.uid ?? [])),
  }
}
