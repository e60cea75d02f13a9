/** The mark and the alias that a virtual network is to carry. */
import type { DesiredNetwork } from '../../src/graph/desired-network.ts'
import { writeNetworkMark, type IsOurs, type NetworkMark } from '../../src/pve/network-mark.ts'
import type { SdnView } from '../../src/pve/sdn-view.ts'
import { zoneStanding } from './state.ts'

/** A zone that is not there yet will be ours. */
export function wantedMark(network: DesiredNetwork, uid: string, sdn: SdnView, isOurs: IsOurs): NetworkMark {
  const { identity, vnet, policy, zone } = network
  return {
    ...identity,
    vnet,
    uid,
    ...(zoneStanding(zone, sdn, isOurs) === 'foreign' ? {} : { zone: true }),
    ...(policy.protect ? { protect: true } : {}),
    ...(policy.keepOnRemoval ? { keep: true } : {}),
  }
}

/** With the words of people that are in it. Throws a RangeError where both are too long together. */
export const wantedAlias = (network: DesiredNetwork, uid: string, sdn: SdnView, isOurs: IsOurs): string =>
  writeNetworkMark(sdn.vnets.get(network.vnet)?.text ?? '', wantedMark(network, uid, sdn, isOurs))
