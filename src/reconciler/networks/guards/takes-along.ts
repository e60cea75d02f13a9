/** An apply takes away every network that waits to go, whoever began that: only where that one may go, and is to. */
import type { Hold } from '../../documents.ts'
import type { World } from '../../world.ts'
import { decideNetwork, decideOwnedNetwork } from '../decide.ts'
import type { NetworkGuard } from '../intent.ts'
import type { OwnedNetwork } from '../owned.ts'
import { networkGuards, networkGuardsBeforeLimit } from './index.ts'

export const takesAlong: NetworkGuard = ({ act, host, key, vnet, owned }, world) => {
  const clusterKey = world.hosts.get(host)?.clusterKey
  if (act === 'release' && owned?.vnet.waits === 'deleted') return holdOf(owned, 'is to stay')
  for (const each of world.ourNetworks.owned) {
    const isOther = each.vnet.id !== vnet && each.key !== key
    const why = isOther && each.clusterKey === clusterKey && each.vnet.waits === 'deleted' && whyKept(each, world)
    if (why) return holdOf(each, why)
  }
  return undefined
}

/** For what becomes of one network beside others. Before it is counted what may go, the limit holds nothing. */
export const rulesAlone = ({ budget }: World): readonly NetworkGuard[] =>
  (budget ? networkGuards : networkGuardsBeforeLimit).filter((rule) => rule !== takesAlong)

function whyKept(owned: OwnedNetwork, world: World): string | undefined {
  const rules = rulesAlone(world)
  const declared = world.networks.get(owned.key)
  const { action, held } = declared
    ? decideNetwork(declared, world, '', rules)
    : decideOwnedNetwork(owned, world, 'destroy', rules)
  if (held) return held.reason === 'Settling' ? undefined : `is held: ${held.message}`
  return action === 'release' ? 'is to stay' : undefined
}

const holdOf = ({ key, vnet }: OwnedNetwork, why: string): Hold => ({
  reason: 'ForeignChanges',
  message: `network ${vnet.id} (${key}) waits to be taken away with the next apply, and ${why}`,
  fix: 'revert that in Datacenter → SDN, or apply it there if it is right',
})
