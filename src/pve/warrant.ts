/** The permission to make one call that changes one guest. Only `src/reconciler/authorize.ts` may issue it. */

/** What a call does to a guest. `create` and `clone` make the guest that they name. */
export type Act =
  | 'create'
  | 'clone'
  | 'configure'
  | 'resize'
  | 'start'
  | 'template'
  | 'restart'
  | 'move'
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

declare const issued: unique symbol

export interface Warrant extends WarrantTerms {
  readonly [issued]: true
}

const unspent = new WeakSet<WarrantTerms>()

export function issueWarrant(terms: WarrantTerms): Warrant {
  const warrant = Object.freeze({ ...terms }) as Warrant
  unspent.add(warrant)
  return warrant
}

/** True once for each warrant: it is good for one call. */
export const takeWarrant = (warrant: Warrant): boolean => unspent.delete(warrant)
