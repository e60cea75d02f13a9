/** Brings all networks of a cluster towards what is declared: look, decide, one batch, look again, until nothing differs. */
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import type { NodeKey } from '../../graph/desired-node.ts'
import { backoffMs } from '../backoff.ts'
import { isExplained } from '../explained.ts'
import { checkHeadway, notePlan } from '../headway.ts'
import { reactTo } from '../reaction.ts'
import { isDrift } from '../records.ts'
import { newUid, progressOf, type RunContext } from '../run-context.ts'
import { priority } from '../work-queue.ts'
import { inTurn } from './by-tofu.ts'
import { createClusterLook } from './cluster-look.ts'
import { decideNetwork, decideOwnedNetwork, type NetworkDecision } from './decide.ts'
import { settleZones } from './settle-zones.ts'
import { endMember, settleNetwork, type Member } from './settle.ts'
import { endGone, waitsForGuests, waitsForRoom } from './leaving.ts'
import type { LeavingNetwork, NetworkParts } from './parts.ts'
import { BrokenBatch, performBatch } from './perform.ts'
import { firstBatch, withSteps } from './plan.ts'
import { saveNetwork } from './status.ts'

export interface Cluster {
  readonly key: string
  /** The queue's name for all of its networks. */
  readonly item: string
  /** Milliseconds since the epoch before which a network is not tried again, by the queue's name for it. */
  readonly pauses: Map<string, number>
  /** What nodes missed, by key of the network, when it was applied again for that. */
  readonly applied: Map<NodeKey, string>
  declared(): readonly NetworkParts[]
  leaving(): readonly LeavingNetwork[]
}

/** Works until each has ended, waits for something else, or is due later. */
export async function workCluster(run: RunContext, cluster: Cluster): Promise<void> {
  const look = createClusterLook(run, cluster.key)
  const entry = look.host()
  if (entry !== undefined) await settleZones(run, entry)
  /** They wait for the verdict on what is taken away. */
  const waiting = new Set<string>()
  while (!run.stopping()) {
    let due: readonly Member[] = membersOf(run, cluster).filter(({ id }) => !waiting.has(id))
    if (due.length === 0) return
    try {
      if (!(await look.suffices(due.map(({ decision }) => decision)))) continue
      due = due.filter((member) => !settleNetwork(run, member, waiting))
      due = inTurn(firstBatch(due, ({ decision }) => decision, run.pass.world()))
      const host = look.host()
      if (due.length > 0 && host !== undefined) await perform(run, host, due, cluster.applied)
    } catch (error) {
      if (run.stopping()) return
      await recover(run, cluster, due, error)
      await look.again()
    }
  }
}

/** Those whose turn it is; of those on their way out, the ones that are gone end here. */
function membersOf(run: RunContext, { pauses, applied, declared, leaving }: Cluster): readonly Member[] {
  const world = run.pass.world()
  const isDue = (id: string) => !run.endings.has(id) && (pauses.get(id) ?? 0) <= run.ports.clock.now()
  const going = leaving().filter(({ id }) => !run.endings.has(id))
  const unwanted = going
    .filter((entry) => isDue(entry.id) && !waitsForGuests(run, entry) && !endGone(run, entry))
    .flatMap(({ id, owned, act }) => {
      const now = world.ourNetworks.owned.find(({ mark }) => mark.uid === owned.mark.uid)
      return now ? [{ id, decision: decideOwnedNetwork(now, world, act) }] : []
    })
  const wanted = declared()
    .filter(({ network: { key } }) => isDue(key) && !going.some(({ owned }) => owned.key === key))
    .filter((parts) => isItsTurn(run, parts))
    .map((parts) => ({ id: parts.network.key, parts, decision: decide(run, parts, applied) }))
    .filter(({ decision }) => !waitsForRoom(run, decision, new Set(unwanted.map(({ id }) => id))))
  const members: readonly Member[] = [...wanted, ...unwanted]
  const planned = withSteps(
    members.map(({ decision }) => decision),
    world,
  )
  return members.map((member, index) => ({ ...member, decision: planned[index] ?? member.decision }))
}

/** False while something that it needs is under way; one whose need ended otherwise than Ready ends waiting. */
function isItsTurn(run: RunContext, parts: NetworkParts): boolean {
  for (const need of parts.needs) {
    const ending = run.endings.get(need)
    if (ending?.outcome === 'ready') continue
    if (!ending) return false
    const outcome = ending.outcome === 'unsupported' ? 'unsupported' : 'waiting'
    run.end(parts.network.key, { outcome, message: `waits for ${need}: ${ending.message}` })
    return false
  }
  return true
}

/** A uid that a create was begun with is used again: what was made then is seen by its mark. */
function decide(run: RunContext, { network }: NetworkParts, applied: Cluster['applied']): NetworkDecision {
  const progress = progressOf(run, network.key)
  if (progress.uid === '') progress.uid = newUid(run)
  const decision = decideNetwork(network, run.pass.world(), progress.uid)
  const { fault, held, vnet } = decision
  if (fault === undefined) applied.delete(network.key)
  if (fault === undefined || held || applied.get(network.key) !== fault) return decision
  return {
    ...decision,
    held: {
      reason: 'NotInEffect',
      message: `network ${vnet} is applied, and not in effect on every node: ${fault}`,
      fix: `put that right there, or limit zone ${network.zone.id} to other nodes; then apply in Datacenter → SDN`,
    },
  }
}

async function perform(
  run: RunContext,
  host: string,
  due: readonly Member[],
  applied: Cluster['applied'],
): Promise<void> {
  for (const { id, parts, decision } of due) {
    try {
      checkHeadway(progressOf(run, id), decision, triedBy(decision))
    } catch (error) {
      throw new BrokenBatch(error, decision.key)
    }
    if (parts) noteCause(run, parts.network, decision)
  }
  const holds = await performBatch(
    run,
    host,
    due.map(({ decision }) => decision),
  )
  for (const { id, parts, decision } of due) {
    const hold = holds.get(decision.key)
    if (hold) endMember(run, { id, parts, decision }, { outcome: 'held', message: hold.message, hold })
    else {
      notePlan(progressOf(run, id), triedBy(decision))
      if (decision.fault !== undefined) applied.set(decision.key, decision.fault)
    }
  }
}

/** To apply once more is the same try again, whatever nodes still miss: what they say may be another thing each time. */
function triedBy(decision: NetworkDecision): NetworkDecision {
  const [first] = decision.changes
  const isOnceMore = first?.path === 'applied' && typeof first.observed === 'string'
  return isOnceMore ? { ...decision, changes: [], steps: [] } : decision
}

/** Told once before the first step. */
function noteCause(run: RunContext, network: DesiredNetwork, { action, changes }: NetworkDecision): void {
  if (progressOf(run, network.key).acted || isExplained(run, network, changes)) return
  const what = action === 'create' ? 'the network' : changes.map(({ path }) => path).join(', ')
  const [first] = changes
  if (first?.path === 'applied') {
    const { observed } = first
    const message = typeof observed === 'string' ? `not in effect: ${observed}` : 'what is configured is not applied'
    run.tell(network.identity, isDrift(run.store, network) ? 'Drift' : 'Changed', message)
  } else if (isDrift(run.store, network))
    run.tell(network.identity, 'Drift', `${what} ${action === 'create' ? 'is gone' : 'changed'} without an edit`)
  else if (action !== 'create')
    run.tell(
      network.identity,
      'Changed',
      `${what} ${changes.length === 1 ? 'differs' : 'differ'} from what is declared`,
    )
}

/** What failed as a whole concerns all of them; a step that was refused only its network. */
async function recover(run: RunContext, cluster: Cluster, due: readonly Member[], error: unknown): Promise<void> {
  const { reason, key } = error instanceof BrokenBatch ? error : { reason: error, key: undefined }
  const concerned = due.filter(({ decision }) => key === undefined || decision.key === key)
  for (const member of concerned) {
    const { id, parts, decision } = member
    const progress = progressOf(run, id)
    progress.failures++
    const reaction = reactTo(reason, progress.failures)
    if (reaction.kind === 'held') {
      endMember(run, member, { outcome: 'held', message: reaction.hold.message, hold: reaction.hold })
      continue
    }
    if (reaction.kind === 'failed') {
      run.ports.log.debug({ err: reason, network: decision.key }, 'failed')
      endMember(run, member, { outcome: 'failed', message: reaction.message, exit: reaction.exit })
      if (parts) run.onFailed(parts.network)
      continue
    }
    const pause = backoffMs(progress.failures, run.ports.random)
    const seconds = Math.round(pause / 1000)
    run.tell(decision.identity, 'Retry', `${reaction.message}; next try in ${seconds} s`, { warning: true })
    const next = run.ports.clock.now() + pause
    saveNetwork(run, decision, { waitingFor: reaction.message }, next)
    cluster.pauses.set(id, next)
    run.queue.addAfter(cluster.item, pause, priority.retry)
  }
}
