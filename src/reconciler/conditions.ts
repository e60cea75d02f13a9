/** What is said about a node: computed in one place from what was observed, on every path. */
import type { DesiredNode } from '../graph/desired-node.ts'
import type { Condition, Hold } from './documents.ts'
import { ownGuest, type Decision } from './decide.ts'
import { newerText } from './find-image.ts'

type Undated = Omit<Condition, 'since'>

export interface Readiness {
  /** Whether somebody depends on the node, or a spec is named. */
  readonly reachableNeeded: boolean
  /** null: not asked. */
  readonly addresses: readonly string[] | null
  /** Why the node is not done now although nothing differs, or what it waits for. */
  readonly waitingFor?: string
}

export interface NodeEnding {
  readonly hold?: Hold
  readonly failure?: string
}

export function conditionsOf(decision: Decision, readiness: Readiness, ending: NodeEnding = {}): Undated[] {
  const { node } = decision
  const guest = ownGuest(decision)
  const hold = ending.hold ?? decision.held
  const conditions: Undated[] = [
    provisioned(decision, hold),
    ...(guest && !node?.guest.template ? [running(guest.status)] : []),
    ...(readiness.reachableNeeded || readiness.addresses ? [reachable(node, readiness)] : []),
    ...(node?.spec === undefined ? [] : [condition('Configured', 'Unknown', 'NotSupported', `spec ${node.spec}`)]),
    ...(hold ? [{ ...condition('Blocked', 'True', hold.reason, hold.message), fix: hold.fix }] : []),
  ]
  const isTrue = (type: Condition['type']) => conditions.some((each) => each.type === type && each.status === 'True')
  const isReady =
    isTrue('Provisioned') &&
    (isTrue('Running') || node?.guest.template === true) &&
    (!readiness.reachableNeeded || isTrue('Reachable')) &&
    (node?.spec === undefined || isTrue('Configured')) &&
    decision.changes.length === 0
  return [...conditions, ready(isReady, decision, readiness.waitingFor, { ...ending, ...(hold ? { hold } : {}) })]
}

const condition = (type: Condition['type'], status: Condition['status'], reason: string, message: string): Undated => ({
  type,
  status,
  reason,
  message,
})

/** A failure or a hold counts above all; what could not be seen is neither Ready nor not. */
function ready(
  isReady: boolean,
  { action, reason, newer, node }: Decision,
  waitingFor: string | undefined,
  { failure, hold }: NodeEnding,
): Undated {
  if (failure !== undefined) return condition('Ready', 'False', 'Failed', failure)
  if (hold) return condition('Ready', 'False', hold.reason, hold.message)
  const news = newer && node ? `; ${newerText(node, newer)}` : ''
  if (isReady) return condition('Ready', 'True', 'Converged', `nothing differs${news}`)
  if (action === 'unknown') return condition('Ready', 'Unknown', 'NotSeen', reason)
  return condition('Ready', 'False', 'Converging', waitingFor ?? reason)
}

/** A hold on configuring says nothing about the guest itself. */
function provisioned(decision: Decision, hold: Hold | undefined): Undated {
  const { action, reason } = decision
  const guest = ownGuest(decision)
  if (guest) return condition('Provisioned', 'True', 'Exists', `guest ${guest.view.vmid}`)
  if (hold?.reason === 'NotSupported') return condition('Provisioned', 'Unknown', 'NotSupported', hold.message)
  return action === 'unknown'
    ? condition('Provisioned', 'Unknown', 'NotSeen', reason)
    : condition('Provisioned', 'False', 'Missing', reason)
}

const running = (status: string): Undated =>
  status === 'running'
    ? condition('Running', 'True', 'Running', 'the guest runs')
    : condition(
        'Running',
        status === 'unknown' ? 'Unknown' : 'False',
        status === 'unknown' ? 'Unknown' : 'Stopped',
        `the guest is ${status}`,
      )

function reachable(node: DesiredNode | undefined, { addresses }: Readiness): Undated {
  const ip = node?.guest.cloudInit.ip
  if (ip !== undefined && ip !== 'dhcp') return condition('Reachable', 'True', 'StaticAddress', ip)
  if (addresses && addresses.length > 0) return condition('Reachable', 'True', 'AgentReports', addresses.join(', '))
  return condition('Reachable', 'Unknown', 'AgentSilent', 'the guest agent has not reported an address yet')
}
