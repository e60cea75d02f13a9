/** What is done to all networks of a cluster together: those that are declared first, and then those that go. */
import { networkController } from '../../../controllers/index.ts'
import type { NetworkStep, NetworkTransaction, UnwantedNetwork } from '../../../controllers/network-controller.ts'
import type { NodeKey } from '../../graph/desired-node.ts'
import type { World } from '../world.ts'
import { clashesOf } from './clash.ts'
import type { NetworkDecision } from './decide.ts'
import { isOursAt } from './owned.ts'
import { isHalfGone, seenNetworks } from './view.ts'

/** What is done at once, with one apply. */
export interface NetworkBatch {
  readonly transaction: NetworkTransaction
  readonly steps: readonly NetworkStep[]
}

/** `diff`: every decision with its steps, as two batches of each cluster would carry them out. */
export function withSteps(decisions: readonly NetworkDecision[], world: World): readonly NetworkDecision[] {
  const due = decisions.filter(isDue)
  const clusters = Map.groupBy(due, ({ host }) => world.hosts.get(host)?.clusterKey)
  const steps = [...clusters.values()].flatMap((here) => {
    const first = firstBatch(here, (decision) => decision, world)
    const others = here.filter((decision) => !first.includes(decision))
    const wanted = first.filter(({ network }) => network)
    return [...(batchOf(first, world)?.steps ?? []), ...(batchOf(others, world, wanted)?.steps ?? [])]
  })
  const byKey = Map.groupBy(steps, ({ node }) => node)
  return decisions.map((decision) =>
    isDue(decision) ? { ...decision, steps: byKey.get(decision.key) ?? [] } : decision,
  )
}

/** What is declared, what has to make room for it, and what its apply would take over; where nothing is declared, all. */
export function firstBatch<Item>(
  items: readonly Item[],
  decisionOf: (item: Item) => NetworkDecision,
  { hosts }: World,
): readonly Item[] {
  const wanted = items.flatMap((item) => decisionOf(item).network ?? [])
  if (wanted.length === 0) return items
  const inTheWay = new Set(
    wanted.flatMap((network) => {
      const sdn = seenNetworks(hosts.get(network.identity.host))?.sdn
      return sdn ? clashesOf(network, sdn).map(({ vnet }) => vnet.id) : []
    }),
  )
  return items.filter((item) => {
    const { network, vnet, owned } = decisionOf(item)
    return network !== undefined || inTheWay.has(vnet) || (owned && isHalfGone(owned.vnet))
  })
}

/** Something is to be done, and nothing holds it. */
export const isDue = ({ act, held }: NetworkDecision): boolean => act !== undefined && !held

/** `beside`: what is there as declared by then, and keeps its zone. All of them are of one cluster. */
export function batchOf(
  decisions: readonly NetworkDecision[],
  world: World,
  beside: readonly NetworkDecision[] = [],
): NetworkBatch | undefined {
  const [first] = decisions
  const sdn = first && seenNetworks(world.hosts.get(first.host))?.sdn
  if (!sdn) return undefined
  const transaction: NetworkTransaction = {
    sdn,
    isOurs: isOursAt(world.site, world.hosts, first.host),
    wanted: [...decisions, ...beside].flatMap(({ network, uid, changes }) =>
      network ? [{ network, uid, changes }] : [],
    ),
    unwanted: decisions.flatMap(unwantedOf),
  }
  const own = new Set(decisions.map(({ key }) => key))
  const planned = networkController.plan(transaction)
  return { transaction, steps: beside.length === 0 ? planned : ofOthers(planned, own) }
}

function unwantedOf({ key, network, owned, isReplaced, act }: NetworkDecision): readonly UnwantedNetwork[] {
  if (!owned || !act) return []
  const vnet = owned.vnet.id
  if (isReplaced) return [{ key, vnet, act: 'destroy' }]
  const isLeaving = act === 'destroy' || act === 'release' || act === 'rollback'
  return network || !isLeaving ? [] : [{ key, vnet, act }]
}

/** Their own steps, and an apply of their own. */
function ofOthers(steps: readonly NetworkStep[], keys: ReadonlySet<NodeKey>): readonly NetworkStep[] {
  const own = steps.filter(({ node, operation }) => keys.has(node) && operation !== 'apply-networks')
  const [first] = own
  const apply = steps.find(({ operation }) => operation === 'apply-networks')
  return first && apply ? [...own, { ...apply, node: first.node, act: first.act }] : own
}
