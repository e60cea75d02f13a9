/** A network never takes the name of a card or bridge that a node has of its own: cards of guests would be on either. */
import type { NetworkGuard } from '../intent.ts'
import { seenNetworks } from '../view.ts'

export const nameTaken: NetworkGuard = ({ act, host, network }, { hosts }) => {
  const { interfaces } = seenNetworks(hosts.get(host)) ?? {}
  const node = network && act === 'create' ? interfaces?.get(network.vnet) : undefined
  if (!network || node === undefined) return undefined
  return {
    reason: 'Taken',
    message: `${network.vnet} is an interface that node ${node} has of its own, and no virtual network`,
    fix: `give ${network.identity.node} another vnet, or take the node out: guests name ${network.vnet} without it`,
  }
}
