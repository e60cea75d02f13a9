/** A remembered network with what only its host can tell: whether it is there, and whether anything of it waits to be applied. */
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
  if (!seenNetworks(hosts.get(node.host))) return node
  const known = [...node.conditions, ...(before?.conditions ?? [])]
  return {
    ...node,
    conditions: conditionsNow(node, owned).map((condition) => dated(condition, known, now)),
    updated: new Date(now).toISOString(),
  }
}

function conditionsNow({ conditions }: StatusNode, owned: OwnedNetwork | undefined): Omit<Condition, 'since'>[] {
  const others = conditions.filter(({ type }) => type !== 'Provisioned')
  if (owned) {
    const message = `network ${owned.vnet.id} in zone ${owned.vnet.zone}`
    return [{ type: 'Provisioned', status: 'True', reason: 'Exists', message }, ...others]
  }
  const message = 'the network is not there'
  return [
    { type: 'Provisioned', status: 'False', reason: 'Missing', message },
    ...others.map((condition) =>
      condition.type === 'Ready' && condition.status === 'True'
        ? { type: condition.type, status: 'False' as const, reason: 'Drift', message }
        : condition,
    ),
  ]
}
