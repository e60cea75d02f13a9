/** `homestak diff`: what reconcile would do, from the same decisions, and nothing that could write. */
import type { StoreReader } from '../../state/store.ts'
import { keyOf } from '../graph/desired-node.ts'
import { budgetOf, countTakings, defaultLimit } from './budget.ts'
import { decideNode, type Decision } from './decide.ts'
import { newerText } from './find-image.ts'
import { noSite } from './desire.ts'
import type { Action, DiffDocument, DiffNode } from './documents.ts'
import type { Desire, Ports, RunOptions } from './engine.ts'
import { createFactsSource } from './host-facts.ts'
import { decideLeaving } from './leaving-order.ts'
import { whileLooking } from './looking.ts'
import { displayKeys } from './narrow.ts'
import { decideNetwork, decideOwnedNetwork, type NetworkDecision } from './networks/decide.ts'
import { withSteps } from './networks/plan.ts'
import { allOwned, allUnclaimed, selectedUnclaimed } from './ours.ts'
import { scopeOf } from './scope.ts'
import { actedOn, agreed, hostsOf, selectNodes } from './selection.ts'
import { hostLine } from './summary.ts'

export type DiffOptions = Pick<RunOptions, 'narrowing' | 'maxDestroy' | 'replace' | 'adopt' | 'stop'>

export async function diff(
  ports: Ports,
  desire: Desire,
  options: DiffOptions,
  store: StoreReader | undefined,
): Promise<DiffDocument> {
  const { config, nodes, networks, broken } = desire
  const scope = scopeOf(desire, (path) => store?.scope(path) ?? [])
  const site = desire.site ?? noSite
  const facts = createFactsSource(ports.clock, store)
  const { narrowing, stop: signal } = options
  const parts = { ports, site, aim: { config, nodes, networks, broken, scope }, narrowing, store, facts, signal }
  return whileLooking(parts, async (pass) => {
    const selected = actedOn(selectNodes(desire, options, store?.names() ?? []))
    const hosts = hostsOf(desire, options, scope)
    // Whether a guest is to be made of a newer image decides what has to be looked at.
    pass.agree(agreed(desire, options))
    await Promise.all(hosts.map((host) => pass.look(host)))
    const going = selectedUnclaimed(pass.world(), options.narrowing)
    const takings = countTakings(pass.world(), selected, going)
    pass.decideBudget(budgetOf(takings, options.maxDestroy ?? defaultLimit(allOwned(pass.world()).length)))
    const world = pass.world()
    const decidedNetworks = withSteps(
      [
        ...selected.networks.map((network) => decideNetwork(network, world, '')),
        ...going.networks.map((network) => decideOwnedNetwork(network, world, 'destroy')),
      ],
      world,
    )
    const decisions = [
      ...selected.nodes.map((node) => decideNode(node, world, '')),
      ...decideLeaving(going.guests, world, store),
    ]
    const left = allUnclaimed(world).map(({ mark }) => keyOf(mark))
    const display = displayKeys([...[...nodes, ...networks].map(({ key }) => key), ...left])
    const lines = [
      ...decidedNetworks.map((decision) => lineOf(decision, display)),
      ...decisions.map((decision) => diffNode(decision, display)),
    ]
    return {
      schema: 'homestak/diff/v1',
      hosts: hosts.map((host) => hostLine(host, world.hosts.get(host))),
      nodes: lines,
      problems: desire.problems,
      summary: countActions(lines),
    }
  })
}

const diffNode = (decision: Decision, display: (key: string) => string): DiffNode =>
  lineOf(withNewer(decision, display), display)

const lineOf = (
  { key, host, type, vmid, action, changes, steps, reason, held }: Decision | NetworkDecision,
  display: (key: string) => string,
): DiffNode => ({
  key: display(key),
  host,
  type,
  vmid,
  action,
  changes,
  steps: steps.map(({ kind, summary }) => ({ kind, summary })),
  reason,
  ...(held ? { held } : {}),
})

/** Nothing differs but that there is a newer image: that would take a replace. */
function withNewer(decision: Decision, display: (key: string) => string): Decision {
  const { newer, action, held, key, node } = decision
  if (!newer || !node) return decision
  if (action !== 'unchanged' || held) return { ...decision, reason: `${decision.reason}; ${newerText(node, newer)}` }
  return {
    ...decision,
    action: 'replace',
    changes: [newer],
    reason: newerText(node, newer),
    held: {
      reason: 'NewerImage',
      message: `${display(key)} is made anew only if it is asked for`,
      fix: `--replace ${display(key)}; or pin the image in site.yaml to stay with what there is`,
    },
  }
}

function countActions(nodes: readonly DiffNode[]): DiffDocument['summary'] {
  const counts: Partial<Record<Action, number>> = {}
  for (const { action } of nodes) counts[action] = (counts[action] ?? 0) + 1
  return { ...counts, held: nodes.filter(({ held }) => held !== undefined).length }
}
