/** Which nodes and guests on their way out a change of guests concerns. */
import type { NodeKey } from '../../graph/desired-node.ts'
import type { NodeParts } from '../node-status.ts'
import type { OwnedGuest, World } from '../world.ts'

export interface Woken {
  readonly nodes: readonly NodeKey[]
  /** The queue's names for guests that are taken away. */
  readonly guests: readonly string[]
}

/** `before` and `after` are the worlds around the change; `host` is one entry of the cluster it happened in. */
export function wokenBy(
  { before, after }: { readonly before: World; readonly after: World },
  nodes: readonly NodeParts[],
  taken: ReadonlyMap<string, OwnedGuest>,
  host: string,
  vmids: ReadonlySet<number>,
): Woken {
  const clusterKey = after.hosts.get(host)?.clusterKey
  const isHere = (guest: OwnedGuest) => guest.clusterKey === clusterKey && vmids.has(guest.view.vmid)
  const marked = new Set([...before.owned, ...after.owned].filter(isHere).map(({ key }) => key))
  const mayBe = ({ node: { key, identity, guest, movedFrom } }: NodeParts): boolean => {
    if (marked.has(key)) return true
    if (after.hosts.get(identity.host)?.clusterKey !== clusterKey) return false
    const vmid = guest.vmid ?? after.vmids.get(key) ?? before.vmids.get(key)
    return movedFrom.length > 0 || (vmid !== undefined && vmids.has(vmid))
  }
  return {
    nodes: nodes.filter(mayBe).map(({ node }) => node.key),
    guests: [...taken].filter(([, guest]) => isHere(guest)).map(([id]) => id),
  }
}
