/** Which virtual networks of ours a run would take away, if the limit allows it. */
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import type { Taking } from '../budget.ts'
import type { World } from '../world.ts'
import { decideNetwork, decideOwnedNetwork } from './decide.ts'
import { networkGuardsBeforeLimit } from './guards/index.ts'
import type { OwnedNetwork } from './owned.ts'

/** Prunes and replaces that no other rule holds, among what the run acts on. */
export function countNetworkTakings(
  world: World,
  networks: readonly DesiredNetwork[],
  owned: readonly OwnedNetwork[],
): readonly Taking[] {
  const replaced = networks
    .map((network) => decideNetwork(network, world, '', networkGuardsBeforeLimit))
    .filter(({ isReplaced }) => isReplaced)
  const pruned = owned
    .map((network) => decideOwnedNetwork(network, world, 'destroy', networkGuardsBeforeLimit))
    .filter(({ action }) => action === 'destroy')
  return [...replaced, ...pruned].flatMap(({ key, identity, owned: taken, action, reason, held }) => {
    if (held || !taken) return []
    const what = `network ${taken.vnet.id}`
    return [{ key, identity, uid: taken.mark.uid, action, reason, what, isNetwork: true }]
  })
}
