/** A tag or subnet that another network has is free only once that has gone. */
import type { World } from '../../world.ts'
import { clashesOf } from '../clash.ts'
import { decideNetwork, decideOwnedNetwork } from '../decide.ts'
import type { NetworkGuard } from '../intent.ts'
import type { OwnedNetwork } from '../owned.ts'
import { seenNetworks } from '../view.ts'
import { rulesAlone } from './takes-along.ts'

/** One of ours that goes in the same run, or is declared otherwise, makes room. */
export const clash: NetworkGuard = ({ act, network, host, isReplaced }, world) => {
  const sdn = seenNetworks(world.hosts.get(host))?.sdn
  if (!network || !sdn || isReplaced || (act !== 'create' && act !== 'configure')) return undefined
  const found = clashesOf(network, sdn).find(({ vnet }) => {
    const owned = world.ourNetworks.owned.find((each) => each.vnet.id === vnet.id)
    return !owned || !makesRoom(owned, world)
  })
  if (!found) return undefined
  const { vnet, what } = found
  return {
    reason: 'Taken',
    message: `${what} of ${network.key} is that of network ${vnet.id} in zone ${vnet.zone}`,
    fix: `declare another, or take network ${vnet.id} away first`,
  }
}

function makesRoom(owned: OwnedNetwork, world: World): boolean {
  const declared = world.networks.get(owned.key)
  // Where two that are declared change places, Proxmox VE says whether it can be done.
  if (declared) return decideNetwork(declared, world, '', []).act !== undefined
  const { action, held } = decideOwnedNetwork(owned, world, 'destroy', rulesAlone(world))
  return action === 'destroy' && !held
}
