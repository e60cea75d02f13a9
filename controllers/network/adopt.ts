/** A virtual network that somebody else made, seen as if it carried the mark already: it becomes a node's own by that alone. */
import type { Change } from '../controller.ts'
import type { NetworkTransaction, WantedNetwork } from '../network-controller.ts'
import type { DesiredNetwork } from '../../src/graph/desired-network.ts'
import type { IsOurs } from '../../src/pve/network-mark.ts'
import { stays, type SdnView, type VnetView } from '../../src/pve/sdn-view.ts'
import { wantedMark } from './wanted-mark.ts'

/** The vnet of that name, where it is there and nobody's of ours. */
export function adoptable({ vnet }: DesiredNetwork, sdn: SdnView, isOurs: IsOurs): VnetView | undefined {
  const found = sdn.vnets.get(vnet)
  const isOurVnet = found?.mark !== undefined && isOurs(found.mark)
  return stays(found) && !isOurVnet && found.marking.kind !== 'unreadable' ? found : undefined
}

/** The SDN once it is taken over. Its zone stays somebody else's. */
export function asAdopted(network: DesiredNetwork, uid: string, sdn: SdnView, isOurs: IsOurs): SdnView {
  const found = adoptable(network, sdn, isOurs)
  if (!found) return sdn
  const { zone, ...rest } = wantedMark(network, uid, sdn, isOurs)
  // That homestak made the zone can only be said of the one that it is in.
  const mark = { ...rest, ...(zone && found.zone === network.zone.id ? { zone } : {}) }
  return { ...sdn, vnets: new Map([...sdn.vnets, [found.id, { ...found, mark, marking: { kind: 'mark', mark } }]]) }
}

export const ownerChange = ({ key }: DesiredNetwork, { mark }: VnetView): Change => ({
  path: 'owner',
  desired: key,
  observed: mark ? `${mark.manifest}/${mark.node}@${mark.host} of site ${mark.site}` : 'not homestak',
  forces: 'update',
})

export const isTakenOver = ({ changes }: Pick<WantedNetwork, 'changes'>): boolean =>
  changes.some(({ path }) => path === 'owner')

/** What a plan rests on. */
export function withAdopted(transaction: NetworkTransaction): NetworkTransaction {
  const taken = transaction.wanted.filter(isTakenOver)
  const sdn = taken.reduce(
    (seen, { network, uid }) => asAdopted(network, uid, seen, transaction.isOurs),
    transaction.sdn,
  )
  return { ...transaction, sdn }
}
