/** How a virtual network stands, for the store and for those that wait for it. */
import type { Condition, Hold } from '../documents.ts'
import { saveStatus } from '../records.ts'
import type { Ending, RunContext } from '../run-context.ts'
import type { NetworkDecision } from './decide.ts'
import type { NetworkParts } from './parts.ts'

type Undated = Omit<Condition, 'since'>

export interface NetworkStanding {
  readonly hold?: Hold | undefined
  readonly failure?: string | undefined
  readonly waitingFor?: string | undefined
}

export function networkConditions(decision: NetworkDecision, standing: NetworkStanding = {}): Undated[] {
  const hold = standing.hold ?? decision.held
  return [
    provisioned(decision),
    ...(hold ? [{ ...condition('Blocked', 'True', hold.reason, hold.message), fix: hold.fix }] : []),
    ready(decision, { ...standing, hold }),
  ]
}

/** The network has ended in this run. */
export function finishNetwork(
  run: RunContext,
  { network, onlyLook }: NetworkParts,
  decision: NetworkDecision,
  ending: Ending,
): void {
  if (!onlyLook) {
    const failure = ending.outcome === 'failed' ? ending.message : undefined
    saveNetwork(run, decision, { hold: ending.hold, failure }, run.nextTry(network.key, ending))
  }
  run.end(network.key, ending)
}

export function saveNetwork(
  run: RunContext,
  decision: NetworkDecision,
  standing: NetworkStanding,
  nextTry?: number,
): void {
  const { network, owned } = decision
  if (!network) return
  saveStatus(
    run.store,
    network,
    {
      ...(owned ? { uid: owned.mark.uid } : {}),
      conditions: networkConditions(decision, standing),
      ...(nextTry === undefined ? {} : { nextTry }),
    },
    run.ports.clock.now(),
  )
}

const condition = (type: Condition['type'], status: Condition['status'], reason: string, message: string): Undated => ({
  type,
  status,
  reason,
  message,
})

function provisioned({ owned, action, reason }: NetworkDecision): Undated {
  if (owned) {
    const { id, zone } = owned.vnet
    return condition('Provisioned', 'True', 'Exists', `network ${id} in zone ${zone}`)
  }
  return action === 'unknown'
    ? condition('Provisioned', 'Unknown', 'NotSeen', reason)
    : condition('Provisioned', 'False', 'Missing', reason)
}

/** A failure or a hold counts above all; what could not be seen is neither Ready nor not. */
function ready({ action, reason, changes }: NetworkDecision, { failure, hold, waitingFor }: NetworkStanding): Undated {
  if (failure !== undefined) return condition('Ready', 'False', 'Failed', failure)
  if (hold) return condition('Ready', 'False', hold.reason, hold.message)
  if (action === 'unknown') return condition('Ready', 'Unknown', 'NotSeen', reason)
  return changes.length === 0 && waitingFor === undefined
    ? condition('Ready', 'True', 'Converged', 'nothing differs')
    : condition('Ready', 'False', 'Converging', waitingFor ?? reason)
}
