/** Two networks with one identity: nobody can say which is the right one, so neither is touched. */
import type { NodeKey } from '../../../graph/desired-node.ts'
import type { Hold } from '../../documents.ts'
import type { World } from '../../world.ts'
import type { NetworkGuard } from '../intent.ts'

export const duplicate: NetworkGuard = ({ owned, key, identity }, world) =>
  duplicateOf(owned?.key ?? key, identity.node, world)

/** `key`: as the marks have it. Also where nothing is to be written: what is as declared may be the wrong one. */
export function duplicateOf(key: NodeKey, node: string, { ourNetworks }: Pick<World, 'ourNetworks'>): Hold | undefined {
  const same = ourNetworks.byKey.get(key) ?? []
  if (same.length < 2) return undefined
  return {
    reason: 'DuplicateIdentity',
    message: `networks ${same.map(({ vnet }) => vnet.id).join(' and ')} both carry the mark of ${key}`,
    fix: `take the words from homestak.1 on out of the alias of the one that is not ${node}, and apply that in Datacenter → SDN`,
  }
}
