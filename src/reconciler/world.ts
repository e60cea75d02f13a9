/** The frozen view that every decision of a pass rests on: what is declared, what was seen, what is remembered and agreed to. */
import type { IntentRecord, ScopePair } from '../../state/store.ts'
import type { DesiredNetwork } from '../graph/desired-network.ts'
import type { DesiredNode, NodeKey } from '../graph/desired-node.ts'
import type { Desire, Narrowing } from './engine.ts'
import { assignVmids } from './assign-vmids.ts'
import { findClaims, type Claims } from './claims.ts'
import type { HostView } from './host-view.ts'
import { findNetworkClaims, type NetworkClaims } from './networks/claims.ts'
import { findOwnedNetworks, type NetworkOwnership } from './networks/owned.ts'
import { findOwned, type OwnedGuest, type Ownership } from './owned.ts'
import type { SeedGuest } from '../steps/tofu/seed-state.ts'
import type { SourceWord } from './image-supply.ts'
import type { Typed } from '../typed.ts'
import type { VmidRange } from './vmid.ts'

export type { OwnedGuest }

/** What a person agreed to in this run. */
export interface Consents {
  readonly replace: ReadonlySet<NodeKey>
  readonly restart: ReadonlySet<NodeKey>
  /** Guests that somebody else made and that these may take over. */
  readonly adopt: ReadonlySet<NodeKey>
  /** Uids of guests that a command named for destruction. */
  readonly destroy: ReadonlySet<string>
}

/** A guest that no manifest declares any more, too short a time ago to be taken for meant. */
export interface Unsettled {
  /** Milliseconds since the epoch from which it counts. */
  readonly at: number
  /** What else it waits for, e.g. a rebase. */
  readonly because: string | null
}

/** The verdict on everything that a run would take away; absent until every host was looked at. */
export interface DestroyBudget {
  readonly limit: number
  readonly wanted: number
  /** Of these, how many went already: the limit of a run that watches counts over any ten minutes. */
  readonly recent?: number
  /** Of these, how many are virtual networks; absent: none. */
  readonly networks?: number
  /** Why nothing is destroyed although the limit would allow it, e.g. an unanswered question. */
  readonly refused: boolean
  /** Uids that were counted: nothing else is destroyed in this run. */
  readonly uids: ReadonlySet<string>
  /** Uids that the limit does not stop any more: begun within it, or agreed to beyond it. */
  readonly free?: ReadonlySet<string>
}

export interface World extends Ownership, Claims {
  readonly site: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Everything loaded, before any narrowing. */
  readonly nodes: ReadonlyMap<NodeKey, DesiredNode>
  /** Of type `network`, under the same rule. */
  readonly networks: ReadonlyMap<NodeKey, DesiredNetwork>
  readonly ourNetworks: NetworkOwnership & NetworkClaims
  readonly broken: Desire['broken']
  /** What the run is about; absent: everything. */
  readonly narrowing?: Narrowing
  /** Pairs that this run may prune in. */
  readonly scope: readonly Pick<ScopePair, 'manifest' | 'host'>[]
  /** Old hosts of manifests whose `host:` changed in a file. */
  readonly hostChanges: ReadonlyMap<string, string>
  /** Removals that do not count yet, by key of the guest. */
  readonly unsettled: ReadonlyMap<NodeKey, Unsettled>
  readonly hosts: ReadonlyMap<string, HostView>
  /** Vmids of declared nodes that have no guest yet. */
  readonly vmids: ReadonlyMap<NodeKey, number>
  readonly vmidRange: VmidRange
  readonly intents: readonly IntentRecord[]
  readonly consents: Consents
  /** Guests that the seed's OpenTofu made for declared nodes. */
  readonly seedGuests: ReadonlyMap<NodeKey, SeedGuest>
  /** What is known of the sources of declared images, by name; absent where nothing can be fetched. */
  readonly sources?: ReadonlyMap<string, SourceWord>
  readonly budget?: DestroyBudget
  /** Why there is no OpenTofu. */
  readonly tofuMissing?: string
  /** How commands that holds name are typed. */
  readonly typed?: Typed
}

export type WorldParts = Omit<World, keyof Ownership | keyof Claims | 'vmids' | 'ourNetworks'>

/** Builds one world after the other: what follows from things that are the same objects as before is not worked out again. */
export function worldBuilder(): (parts: WorldParts) => World {
  let before: Ownership | undefined
  const ownership = whereChanged((site: string, hosts: World['hosts']) => (before = findOwned(site, hosts, before)))
  const claims = whereChanged(findClaims)
  const vmids = whereChanged(assignVmids)
  const networksOf = whereChanged(findNetworks)
  return (parts) => {
    const { site, nodes, networks, hosts, scope, intents, vmidRange } = parts
    const ours = ownership(site, hosts)
    return Object.freeze({
      ...parts,
      ...ours,
      ...claims(nodes, scope, hosts, ours),
      ourNetworks: networksOf(site, networks, scope, hosts),
      vmids: vmids(nodes, hosts, intents, vmidRange, ours.byKey),
    })
  }
}

function findNetworks(
  site: string,
  networks: World['networks'],
  scope: World['scope'],
  hosts: World['hosts'],
): World['ourNetworks'] {
  const ours = findOwnedNetworks(site, hosts)
  return { ...ours, ...findNetworkClaims(networks, scope, hosts, ours) }
}

/** The result of the last time, where all that it follows from is the same. */
function whereChanged<Given extends readonly unknown[], Result>(work: (...given: Given) => Result) {
  let last: { readonly given: Given; readonly result: Result } | undefined
  return (...given: Given): Result => {
    if (!last?.given.every((value, index) => value === given[index])) last = { given, result: work(...given) }
    return last.result
  }
}
