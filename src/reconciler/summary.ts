/** The end of a run in numbers and words: how every node stands, and the exit code that follows. */
import type { NodeRecord } from '../../state/store.ts'
import { keyOf } from '../graph/desired-node.ts'
import type { Problem } from '../manifest/manifest.ts'
import { exitOfHosts, firstExitCode, outcomeExitCode } from './exit-code.ts'
import type { DiffHost, NodeOutcome, RunSummary } from './documents.ts'
import type { HostView } from './host-view.ts'
import type { NetworkParts } from './networks/parts.ts'
import type { NodeParts } from './node-status.ts'
import type { Ending, RunContext } from './run-context.ts'
import type { SelectedNodes } from './selection.ts'
import type { World } from './world.ts'

export interface SummaryParts extends SelectedNodes {
  readonly schema: RunSummary['schema']
  readonly run: RunContext
  readonly world: World
  readonly hosts: readonly string[]
  readonly problems: readonly Problem[]
  /** What the run is about as well, on hosts that nobody could look at. */
  readonly unseen?: readonly NodeRecord[]
  readonly display: (key: string) => string
  /** Milliseconds since the epoch. */
  readonly started: number
  /** Everything that was to be done was found out, and begun where that was allowed. */
  readonly finished: boolean
  readonly timedOut: boolean
}

type SummaryNode = RunSummary['nodes'][number]

interface Line {
  readonly line: SummaryNode
  readonly exit: number
}

export function summarise(parts: SummaryParts): RunSummary {
  const { schema, run, world, problems, started, finished } = parts
  const nodes = [
    ...parts.networks.filter(({ onlyLook }) => !onlyLook).map((entry) => networkLine(entry, parts)),
    ...parts.nodes.filter(({ onlyLook }) => !onlyLook).map((entry) => nodeLine(entry, parts)),
    ...guestLines(parts),
    ...leavingLines(parts),
    ...(parts.unseen ?? []).map((record) => unseenLine(record, parts)),
  ]
  const hosts = parts.hosts.map((host) => hostLine(host, world.hosts.get(host)))
  const counts: Partial<Record<NodeOutcome, number>> = {}
  for (const { line } of nodes) counts[line.outcome] = (counts[line.outcome] ?? 0) + 1
  const cutOff = finished ? [] : [outcomeExitCode(unended(parts).outcome)]
  const codes = [
    ...nodes.map(({ exit }) => exit),
    ...exitOfHosts(hosts),
    ...(problems.length > 0 ? [3] : []),
    ...cutOff,
  ]
  return {
    schema,
    nodes: nodes.map(({ line }) => line),
    problems,
    hosts,
    counts,
    calls: run.pass.calls(),
    seconds: Math.round((run.ports.clock.now() - started) / 100) / 10,
    exitCode: firstExitCode(codes),
  }
}

export const hostLine = (host: string, view: HostView | undefined): DiffHost => ({
  host,
  reachable: view?.reachable === true,
  code: view?.error?.code ?? null,
  message: view?.error?.message ?? null,
  hint: view?.error?.hint ?? null,
})

function nodeLine({ node }: NodeParts, parts: SummaryParts): Line {
  const ending = parts.run.endings.get(node.key) ?? unended(parts, parts.run.fetches.awaited(node.key))
  const kept = parts.run.store.node(node.identity)
  const guest = parts.world.byKey.get(node.key)?.[0]
  return lineOf(
    {
      key: parts.display(node.key),
      host: node.identity.host,
      type: node.type,
      vmid: guest?.view.vmid ?? kept?.vmid ?? null,
      addresses: kept?.addresses ?? [],
      conditions: (kept?.conditions ?? []).flatMap((condition) => (isKnown(condition) ? [condition] : [])),
    },
    ending,
  )
}

function networkLine({ network: { key, identity, type } }: NetworkParts, parts: SummaryParts): Line {
  const kept = parts.run.store.node(identity)
  const conditions = (kept?.conditions ?? []).flatMap((condition) => (isKnown(condition) ? [condition] : []))
  const place = { key: parts.display(key), host: identity.host, type, vmid: null, addresses: [], conditions }
  return lineOf(place, parts.run.endings.get(key) ?? unended(parts))
}

/** Networks taken away, or held from being taken away. */
function leavingLines(parts: SummaryParts): Line[] {
  const { run, display } = parts
  return [...run.networks.leaving.values()].map(({ id, owned }) => {
    const place = { key: display(owned.key), host: owned.mark.host, type: 'network', vmid: null } as const
    return lineOf({ ...place, addresses: [], conditions: [] }, run.endings.get(id) ?? unended(parts))
  })
}

/** Guests taken away, or held from being taken away. */
function guestLines(parts: SummaryParts): Line[] {
  const { run, display } = parts
  return [...run.taken].map(([id, guest]) => {
    const ending = run.endings.get(id) ?? unended(parts)
    const place = { key: display(guest.key), host: guest.mark.host, type: guest.mark.type, vmid: guest.view.vmid }
    return lineOf({ ...place, addresses: [], conditions: [] }, ending)
  })
}

function unseenLine(record: NodeRecord, { world, display }: SummaryParts) {
  const { host, type, vmid = null, addresses } = record
  const message = world.hosts.get(host)?.error?.message ?? 'its host was not looked at'
  const place = { key: display(keyOf(record)), host, type, vmid, addresses, conditions: [] }
  return lineOf(place, { outcome: 'unknown', message })
}

function lineOf(place: Omit<SummaryNode, 'outcome' | 'message' | 'held'>, ending: Ending): Line {
  const { outcome, message, hold, exit } = ending
  return {
    line: { ...place, outcome, message, ...(hold ? { held: hold } : {}) },
    exit: exit ?? outcomeExitCode(outcome, hold),
  }
}

function unended({ run, timedOut }: SummaryParts, image?: string): Ending {
  if (!timedOut && !run.stopping()) return { outcome: 'waiting', message: 'not reached' }
  const meanwhile = image === undefined ? '' : ` while it waited for the image ${image}`
  return timedOut
    ? { outcome: 'waiting', message: `the time of the run is over${meanwhile}` }
    : { outcome: 'interrupted', message: `the run was ended by a signal${meanwhile}` }
}

type Known = SummaryNode['conditions'][number]

const types: readonly string[] = ['Provisioned', 'Running', 'Reachable', 'Configured', 'Delegated', 'Ready', 'Blocked']

export const isKnown = (condition: { readonly type: string }): condition is Known => types.includes(condition.type)
