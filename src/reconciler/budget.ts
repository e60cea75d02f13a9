/** The verdict on everything a run would take away: counted over all hosts before the first of it goes. */
import type { Identity, NodeKey } from '../graph/desired-node.ts'
import { decideGuest, decideNode, type Decision } from './decide.ts'
import type { Action } from './documents.ts'
import type { Desire } from './engine.ts'
import { guardsBeforeLimit } from './guards/index.ts'
import { countNetworkTakings } from './networks/takings.ts'
import type { Ours } from './ours.ts'
import type { DestroyBudget, World } from './world.ts'

/** What would be destroyed or replaced if the limit allows it. */
export interface Taking {
  readonly key: NodeKey
  readonly identity: Identity
  readonly uid: string
  readonly action: Action
  readonly reason: string
  /** e.g. `guest 101`. */
  readonly what: string
  readonly isNetwork: boolean
}

/** Prunes and replaces that no other rule holds, among what the run acts on. `going`: what nothing declares. */
export function countTakings(
  world: World,
  declared: Pick<Desire, 'nodes' | 'networks'>,
  going: Ours,
): readonly Taking[] {
  const replaced = declared.nodes
    .map((node) => decideNode(node, world, '', guardsBeforeLimit))
    .filter(({ action }) => action === 'replace')
  const pruned = going.guests
    .map((guest) => decideGuest(guest, world, 'destroy', guardsBeforeLimit))
    .filter(({ action }) => action === 'destroy')
  const networks = countNetworkTakings(world, declared.networks, going.networks)
  return [...[...replaced, ...pruned].flatMap(takingOf), ...networks]
}

function takingOf({ key, guest, node, action, reason, held }: Decision): readonly Taking[] {
  if (held || !guest) return []
  const { identity, mark, view } = guest
  return [
    {
      key,
      identity: node?.identity ?? identity,
      uid: mark.uid,
      action,
      reason,
      what: `guest ${view.vmid}`,
      isNetwork: false,
    },
  ]
}

/** What is allowed when nobody is there to confirm it. `owned` are our guests on the hosts of the run, before the pass. */
export const defaultLimit = (owned: number): number => Math.min(5, Math.max(1, Math.floor(owned / 3)))

export const countNetworks = (takings: readonly Taking[]): number => takings.filter(({ isNetwork }) => isNetwork).length

export function budgetOf(takings: readonly Taking[], limit: number, refused = false): DestroyBudget {
  const networks = countNetworks(takings)
  return {
    limit,
    wanted: takings.length,
    ...(networks > 0 ? { networks } : {}),
    refused,
    uids: new Set(takings.map(({ uid }) => uid)),
  }
}
