/** An apply takes over all that waits of other networks of ours, whoever began that: only what the run is to do with them. */
import { stays, type SdnView } from '../../../pve/sdn-view.ts'
import type { DesiredNetwork } from '../../../graph/desired-network.ts'
import type { Hold } from '../../documents.ts'
import { isSelected } from '../../narrow.ts'
import type { World } from '../../world.ts'
import { decideNetwork, decideOwnedNetwork } from '../decide.ts'
import type { NetworkGuard } from '../intent.ts'
import type { OwnedNetwork } from '../owned.ts'
import { seenNetworks } from '../view.ts'
import { networkGuards, networkGuardsBeforeLimit } from './index.ts'

export const takesAlong: NetworkGuard = ({ act, host, key, vnet, owned, network }, world) => {
  const view = world.hosts.get(host)
  const sdn = seenNetworks(view)?.sdn
  if (act === 'release' && owned?.vnet.waits === 'deleted') return holdOf(owned, 'is to stay')
  const own = new Set([network?.zone.id, owned?.vnet.zone])
  for (const each of world.ourNetworks.owned) {
    const isOther = each.vnet.id !== vnet && each.key !== key && each.clusterKey === view?.clusterKey
    if (!isOther || !sdn || !waits(each, sdn, own)) continue
    if (!isPartOfRun(each, world)) return holdOf(each, 'is no part of this run', 'let the run be about it, too; or ')
    const why = whyKept(each, world)
    if (why) return holdOf(each, why)
  }
  return undefined
}

/** With its subnets, and its zone where that is ours and not written anyway. */
function waits({ vnet, mark }: OwnedNetwork, sdn: SdnView, own: ReadonlySet<string | undefined>): boolean {
  const zone = mark.zone && !own.has(vnet.zone) ? sdn.zones.get(vnet.zone) : undefined
  return [vnet, zone, ...(sdn.subnets.get(vnet.id) ?? [])].some((each) => each?.waits !== undefined)
}

/** The run brings it to what is declared, or away, with the same apply. */
function isPartOfRun(owned: OwnedNetwork, world: World): boolean {
  const { ourNetworks, narrowing, consents } = world
  const { mark } = owned
  if (consents.destroy.has(mark.uid)) return true
  const declared = declaredAs(owned, world)
  const isMeant = declared !== undefined || ourNetworks.unclaimed.some((other) => other.mark.uid === mark.uid)
  return isMeant && (!narrowing || isSelected(declared?.identity ?? mark, narrowing))
}

/** As itself, or as the one that takes it over. */
const declaredAs = ({ key }: OwnedNetwork, { networks, ourNetworks }: World): DesiredNetwork | undefined =>
  networks.get(key) ?? ourNetworks.heirs.get(key)

/** For what becomes of one network beside others. Before it is counted what may go, the limit holds nothing. */
export const rulesAlone = ({ budget }: World): readonly NetworkGuard[] =>
  (budget ? networkGuards : networkGuardsBeforeLimit).filter((rule) => rule !== takesAlong)

function whyKept(owned: OwnedNetwork, world: World): string | undefined {
  const rules = rulesAlone(world)
  const declared = declaredAs(owned, world)
  const { action, held } = declared
    ? decideNetwork(declared, world, '', rules)
    : decideOwnedNetwork(owned, world, 'destroy', rules)
  if (held) return held.reason === 'Settling' ? undefined : `is held: ${held.message}`
  return action === 'release' && !stays(owned.vnet) ? 'is to stay' : undefined
}

const holdOf = ({ key, vnet }: OwnedNetwork, why: string, otherwise = ''): Hold => ({
  reason: 'ForeignChanges',
  message:
    vnet.waits === 'deleted'
      ? `network ${vnet.id} (${key}) waits to be taken away with the next apply, and ${why}`
      : `what was changed of network ${vnet.id} (${key}) waits for the next apply, and it ${why}`,
  fix: `${otherwise}revert that in Datacenter → SDN, or apply it there if it is right`,
})
