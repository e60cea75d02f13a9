/** What is to be made or kept on a host, as far as the checks look at it. */
import type { GuestNeeds } from './needs.ts'

export interface PlannedGuest extends GuestNeeds {
  /** As shown, e.g. `shop/web`. */
  readonly key: string
  readonly type: 'vm' | 'ct' | 'pve'
  /** It is there already. */
  readonly exists: boolean
  /** GiB by storage; of a guest that exists nothing more is taken. */
  readonly space: readonly { readonly datastore: string; readonly gib: number }[]
  /** Something waits for its address. */
  readonly addressNeeded: boolean
}

/** One host with what is planned there. */
export interface HostPlan<Facts> {
  readonly host: string
  readonly node: string
  readonly facts: Facts
  readonly guests: readonly PlannedGuest[]
  /** Keys of virtual networks, as shown. */
  readonly networks: readonly string[]
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function named(keys: readonly string[]): string {
  const [first = '', second = ''] = keys
  if (keys.length <= 1) return first
  return keys.length === 2 ? `${first} and ${second}` : `${first}, ${second} and ${keys.length - 2} more`
}
