/** A remembered network with what only its host can tell: whether it is there, applied, and in effect on every node. */
import { networkController } from '../../../controllers/index.ts'
import type { SdnView } from '../../pve/sdn-view.ts'
import type { Condition, StatusNode } from '../documents.ts'
import { dated } from '../records.ts'
import type { World } from '../world.ts'
import { seenNetworks } from './view.ts'
import type { OwnedNetwork } from './owned.ts'

/** `before`: the node as an earlier look of the same process showed it; what did not change since keeps its age. */
export function freshNetwork(
  { hosts, now }: Pick<World, 'hosts' | 'now'>,
  node: StatusNode,
  owned: OwnedNetwork | undefined,
  before: StatusNode | undefined,
): StatusNode {
  const sdn = seenNetworks(hosts.get(node.host))?.sdn
  if (!sdn) return node
  const known = [...node.conditions, ...(before?.conditions ?? [])]
  return {
    ...node,
    conditions: conditionsNow(node, owned, sdn).map((condition) => dated(condition, known, now)),
    updated: new Date(now).toISOString(),
  }
}

function conditionsNow(
  { conditions }: StatusNode,
  owned: OwnedNetwork | undefined,
  sdn: SdnView,
): Omit<Condition, 'since'>[] {
  const others = conditions.filter(({ type }) => type !== 'Provisioned')
  const drift = owned ? whyNotInEffect(owned, sdn) : 'the network is not there'
  const rest = others.map((condition) =>
    drift !== undefined && condition.type === 'Ready' && condition.status === 'True'
      ? { type: condition.type, status: 'False' as const, reason: 'Drift', message: drift }
      : condition,
  )
  if (!owned) return [{ type: 'Provisioned', status: 'False', reason: 'Missing', message: drift ?? '' }, ...rest]
  const message = `network ${owned.vnet.id} in zone ${owned.vnet.zone}`
  return [{ type: 'Provisioned', status: 'True', reason: 'Exists', message }, ...rest]
}

function whyNotInEffect({ vnet }: OwnedNetwork, sdn: SdnView): string | undefined {
  if (vnet.waits !== undefined) return 'what is configured is not applied'
  const amiss = networkController.amissOf(vnet.id, sdn)
  return amiss === undefined ? undefined : `not in effect: ${amiss}`
}
