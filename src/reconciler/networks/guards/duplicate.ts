/** Two networks with one identity: nobody can say which is the right one, so neither is touched. */
import type { NetworkGuard } from '../intent.ts'

export const duplicate: NetworkGuard = ({ owned, key, identity }, { ourNetworks }) => {
  const same = ourNetworks.byKey.get(owned?.key ?? key) ?? []
  if (same.length < 2) return undefined
  return {
    reason: 'DuplicateIdentity',
    message: `networks ${same.map(({ vnet }) => vnet.id).join(' and ')} both carry the mark of ${owned?.key ?? key}`,
    fix: `take the words from homestak: on out of the alias of the one that is not ${identity.node}, and apply that in Datacenter → SDN`,
  }
}
