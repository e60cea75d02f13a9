/** The permission to change a guest by one call, or a network by one transaction. Only `src/reconciler/authorize.ts` may issue it. */

/** What a call does to a guest. `create` and `clone` make the guest that they name; `adopt` gives our mark to one that is there. */
export type Act =
  | 'create'
  | 'clone'
  | 'configure'
  | 'resize'
  | 'start'
  | 'template'
  | 'restart'
  | 'move'
  | 'adopt'
  | 'release'
  | 'replace'
  | 'destroy'
  | 'rollback'

export interface WarrantTerms {
  /** The host entry of site-config through which the call goes. */
  readonly host: string
  /** The Proxmox VE node that has the guest. */
  readonly node: string
  readonly vmid: number
  /** The mark's uid: a vmid alone proves nothing. */
  readonly uid: string
  /** The config digest the decision rests on; empty for a guest that is not made yet. */
  readonly digest: string
  readonly act: Act
  /** Why, in a line for log and event. */
  readonly because: string
}

/** What is done to one virtual network, with its subnets and, where it is ours, its zone. */
export type NetworkAct = 'create' | 'configure' | 'adopt' | 'release' | 'destroy' | 'rollback'

export interface NetworkTerms {
  /** The host entry of site-config through which the calls go. */
  readonly host: string
  readonly vnet: string
  /** The mark's uid; of a network that is to be made, the one that it will carry. */
  readonly uid: string
  /** Zones of ours that are written with it. */
  readonly zones: readonly string[]
  /** `networkDigest` of what the decision rests on. */
  readonly digest: string
  readonly act: NetworkAct
  /** Why, in a line for log and event. */
  readonly because: string
}

declare const issued: unique symbol

export interface Warrant extends WarrantTerms {
  readonly [issued]: true
}

/** Good for one transaction: the writes of one virtual network, and the apply that follows. */
export interface NetworkWarrant extends NetworkTerms {
  readonly [issued]: true
}

const unspent = new WeakSet<WarrantTerms | NetworkTerms>()

export function issueWarrant(terms: WarrantTerms): Warrant {
  const warrant = Object.freeze({ ...terms }) as Warrant
  unspent.add(warrant)
  return warrant
}

export function issueNetworkWarrant(terms: NetworkTerms): NetworkWarrant {
  const warrant = Object.freeze({ ...terms }) as NetworkWarrant
  unspent.add(warrant)
  return warrant
}

/** True once for each warrant: it is good for one call, or for one transaction of networks. */
export const takeWarrant = (warrant: Warrant | NetworkWarrant): boolean => unspent.delete(warrant)
