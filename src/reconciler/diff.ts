/** `homestak diff`: what reconcile would do, from the same decisions, and nothing that could write. */
import type { StoreReader } from '../../state/store.ts'
import { keyOf } from '../graph/desired-node.ts'
import { budgetOf, countTakings, defaultLimit } from './budget.ts'
import { decideGuest, decideNode, type Decision } from './decide.ts'
import { noSite } from './desire.ts'
import type { Action, DiffDocument, DiffNode } from './documents.ts'
import type { Desire, Ports, RunOptions } from './engine.ts'
import { createFactsSource } from './host-facts.ts'
import { whileLooking } from './looking.ts'
import { displayKeys, isSelected } from './narrow.ts'
import { scopeOf } from './scope.ts'
import { agreedReplaces, hostsOf, selectNodes } from './selection.ts'
import { hostLine } from './summary.ts'

export type DiffOptions = Pick<RunOptions, 'narrowing' | 'maxDestroy' | 'replace' | 'stop'>

export async function diff(
  ports: Ports,
  desire: Desire,
  options: DiffOptions,
  store: StoreReader | undefined,
): Promise<DiffDocument> {
  const { config, nodes, broken } = desire
  const scope = scopeOf(desire, (path) => store?.scope(path) ?? [])
  const site = desire.site ?? noSite
  const facts = createFactsSource(ports.clock, store)
  const parts = { ports, site, aim: { config, nodes, broken, scope }, store, facts, signal: options.stop }
  return whileLooking(parts, async (pass) => {
    const selected = selectNodes(desire, options, store?.nodes() ?? [])
      .filter(({ onlyLook }) => !onlyLook)
      .map(({ node }) => node)
    const hosts = hostsOf(desire, options, scope)
    await Promise.all(hosts.map((host) => pass.look(host)))
    pass.agree({ replace: agreedReplaces(desire, options) })
    const guests = pass.world().unclaimed.filter(({ mark }) => isSelected(mark, options.narrowing))
    const takings = countTakings(pass.world(), selected, guests)
    pass.decideBudget(budgetOf(takings, options.maxDestroy ?? defaultLimit(pass.world().owned.length)))
    const world = pass.world()
    const decisions = [
      ...selected.map((node) => decideNode(node, world, '')),
      ...guests.map((guest) => decideGuest(guest, world, 'destroy')),
    ]
    const display = displayKeys([...nodes.map(({ key }) => key), ...world.unclaimed.map(({ mark }) => keyOf(mark))])
    const lines = decisions.map((decision) => diffNode(decision, display))
    return {
      schema: 'homestak/diff/v1',
      hosts: hosts.map((host) => hostLine(host, world.hosts.get(host))),
      nodes: lines,
      problems: desire.problems,
      summary: countActions(lines),
    }
  })
}

const diffNode = (
  { key, host, type, vmid, action, changes, steps, reason, held }: Decision,
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

function countActions(nodes: readonly DiffNode[]): DiffDocument['summary'] {
  const counts: Partial<Record<Action, number>> = {}
  for (const { action } of nodes) counts[action] = (counts[action] ?? 0) + 1
  return { ...counts, held: nodes.filter(({ held }) => held !== undefined).length }
}
