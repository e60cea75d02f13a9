/** Ends what needs no write: what is as declared, held, unknown, or not to be begun. */
import { keyOf, type NodeKey } from '../../graph/desired-node.ts'
import { clearNode, forgetNode } from '../../steps/tofu/leftover.ts'
import type { Ending, RunContext } from '../run-context.ts'
import type { NetworkDecision } from './decide.ts'
import type { NetworkParts } from './parts.ts'
import { finishNetwork } from './status.ts'

/** A network whose turn it is, with what is to be done about it. */
export interface Member {
  /** The queue's name for it. */
  readonly id: string
  readonly decision: NetworkDecision
  /** Absent for one on its way out. */
  readonly parts?: NetworkParts | undefined
}

export function endMember(run: RunContext, { id, parts, decision }: Member, ending: Ending): void {
  if (parts) finishNetwork(run, parts, decision, ending)
  else run.end(id, ending)
}

/** False: something is to be written. Those that wait until it is known what may go are noted in `waiting`. */
export function settleNetwork(run: RunContext, member: Member, waiting: Set<string>): boolean {
  const { parts, decision } = member
  const { held, action, act } = decision
  if (held?.reason === 'NotSurveyed' && parts) {
    run.awaitingBudget.add(parts.network.key)
    waiting.add(member.id)
    return true
  }
  const end = (ending: Ending) => {
    endMember(run, member, ending)
    return true
  }
  if (held) {
    const outcome = held.reason === 'NotSupported' ? 'unsupported' : 'held'
    return end({ outcome, message: held.message, hold: held })
  }
  if (action === 'unknown') return end({ outcome: 'unknown', message: decision.reason })
  if (!parts) return false
  if (!act) {
    forgetPast(run, parts)
    return end({ outcome: 'ready', message: 'nothing differs' })
  }
  const { key, identity } = parts.network
  if (parts.onlyLook) {
    const message = `${key} is not Ready and not part of this run`
    return end({ outcome: 'held', message, hold: { reason: 'NotSelected', message, fix: 'select it too' } })
  }
  const halted = run.halted.get(identity.manifest)
  return halted === undefined ? false : end({ outcome: 'waiting', message: `not started: ${halted}` })
}

/** What was known under an old name is this network's now; what OpenTofu kept, it writes anew. */
function forgetPast({ pass, store, ports }: RunContext, { network, onlyLook }: NetworkParts): void {
  const { nodes, networks, ourNetworks } = pass.world()
  const { identity, provisioner } = network
  if (ports.tofu && !onlyLook) (provisioner === 'tofu' ? clearNode : forgetNode)(ports.tofu, identity)
  const isTaken = (key: NodeKey) => nodes.has(key) || networks.has(key) || ourNetworks.byKey.has(key)
  for (const past of onlyLook ? [] : network.movedFrom) {
    if (isTaken(keyOf(past))) continue
    store.removeNode(past)
    if (ports.tofu) forgetNode(ports.tofu, past)
  }
}
