/** Carries out a batch of networks: asks leave for each, writes all of them, applies once, and looks again. */
import { networkController } from '../../../controllers/index.ts'
import type { NetworkStep } from '../../../controllers/network-controller.ts'
import type { NodeKey } from '../../graph/desired-node.ts'
import type { NetworkWarrant } from '../../pve/warrant.ts'
import { runNetworkSteps } from '../../steps/run-network-steps.ts'
import { authorizeNetwork } from '../authorize.ts'
import type { Hold } from '../documents.ts'
import { progressOf, type RunContext } from '../run-context.ts'
import type { World } from '../world.ts'
import { isStillDue, planAhead, type PlannedAhead } from './by-tofu.ts'
import { lookBeforeTaking } from './cluster-look.ts'
import { intentsOf, type NetworkDecision } from './decide.ts'
import { batchOf, type NetworkBatch } from './plan.ts'
import { saveNetwork } from './status.ts'

/** A batch that broke off. */
export class BrokenBatch extends Error {
  readonly reason: unknown
  /** Whose step failed; undefined where that concerns all of them. */
  readonly key: NodeKey | undefined

  constructor(reason: unknown, key: NodeKey | undefined) {
    super(reason instanceof Error ? reason.message : String(reason), { cause: reason })
    this.reason = reason
    this.key = key
  }
}

/**
 * Gives what was held at the last moment, by key; all others were done, unless the run is to stop. `decisions` are due,
 * and of the cluster that `host` leads to. Throws a BrokenBatch.
 */
export async function performBatch(
  run: RunContext,
  host: string,
  decisions: readonly NetworkDecision[],
): Promise<ReadonlyMap<NodeKey, Hold>> {
  const { pass, limits, ports } = run
  let isTouched = false
  const planned = await planAhead(run, host, decisions).catch((error: unknown) => {
    throw new BrokenBatch(error, decisions[0]?.key)
  })
  try {
    const asked = ports.clock.now()
    return await limits.write({ host }, async () => {
      await lookBeforeTaking(run, host, decisions, asked)
      const { allowed, holds, batch, warrants } = leaveFor(host, decisions, pass.world())
      if (!batch || run.stopping()) return holds
      isTouched = true
      for (const decision of allowed) noteBegun(run, decision)
      noteZones(run, batch)
      await write(run, host, { allowed, batch, warrants, planned })
      return holds
    })
  } finally {
    await planned?.plan.close()
    if (isTouched) await pass.networks.again(host).catch(() => undefined)
  }
}

interface Leave {
  readonly allowed: readonly NetworkDecision[]
  readonly batch: NetworkBatch | undefined
  readonly warrants: readonly NetworkWarrant[]
}

/** What is held is left out of the plan, which is then made anew. */
function leaveFor(
  host: string,
  decisions: readonly NetworkDecision[],
  world: World,
): Leave & { readonly holds: ReadonlyMap<NodeKey, Hold> } {
  const holds = new Map<NodeKey, Hold>()
  for (;;) {
    const allowed = decisions.filter(({ key }) => !holds.has(key))
    const batch = batchOf(allowed, world)
    const leaves = batch && networkController.leaves(batch.transaction)
    const before = holds.size
    const warrants = allowed.flatMap((decision) =>
      intentsOf(decision).flatMap((intent) => {
        const { key } = decision
        const leave = leaves?.find((each) => each.key === key && each.vnet === intent.vnet)
        if (!leave) return []
        const verdict = authorizeNetwork(intent, { host, leave }, world)
        if ('warrant' in verdict) return [verdict.warrant]
        if (!holds.has(key)) holds.set(key, verdict.hold)
        return []
      }),
    )
    if (holds.size === before) return { allowed, batch, warrants, holds }
  }
}

/** From now on it is known, also to a run that comes after one that was killed. */
function noteBegun(run: RunContext, decision: NetworkDecision): void {
  const { key, identity, owned, act, uid, isReplaced } = decision
  progressOf(run, key).acted = true
  if (owned && (isReplaced || act === 'destroy' || act === 'rollback')) run.onTaking(owned.mark.uid)
  if (act === 'create') {
    run.begun.add(uid)
    if (!isReplaced && run.store.node(identity)?.everReady !== true && !run.created.has(key)) run.created.set(key, uid)
  }
  saveNetwork(run, decision, { waitingFor: act === 'create' ? 'is being made' : 'is being changed' })
}

/** Only the network that comes after it says whose a zone is. */
function noteZones({ store, networks }: RunContext, { steps, transaction }: NetworkBatch): void {
  for (const { operation, node } of steps) {
    const network = transaction.wanted.find((each) => each.network.key === node)?.network
    const isMaking = operation === 'create-zone' || operation === 'make-network'
    if (!network || !isMaking || transaction.sdn.zones.has(network.zone.id)) continue
    const { host, manifest, node: name } = network.identity
    networks.outdated.add(transaction.sdn)
    store.beginZone({ host, manifest, node: name, ...networkController.begunZone(network.zone) })
  }
}

interface Writing extends Leave {
  readonly batch: NetworkBatch
  /** Where it is the turn of OpenTofu. */
  readonly planned: PlannedAhead | undefined
}

async function write(run: RunContext, host: string, writing: Writing): Promise<void> {
  const { allowed, batch, warrants, planned } = writing
  const { isOurs } = batch.transaction
  let current: NetworkStep | undefined
  const tell = ({ node }: NetworkStep, reason: string, message: string, passing = false) => {
    const identity = allowed.find(({ key }) => key === node)?.identity
    if (identity) run.tell(identity, reason, message, { passing })
  }
  const onStep = (step: NetworkStep, phase: 'started' | 'done') => {
    current = phase === 'started' ? step : undefined
    tell(step, phase === 'started' ? 'StepStarted' : 'StepDone', step.summary)
  }
  const listeners = {
    onTask: () => undefined,
    onProgress(line: string, seconds: number) {
      if (current) tell(current, 'Progress', `${current.summary}: ${line} (${Math.round(seconds)} s)`, true)
    },
  }
  const [warrant] = warrants
  try {
    if (!planned) {
      const steps = batch.steps.filter(({ kind }) => kind === 'api')
      const client = run.pass.connection(host).client
      await runNetworkSteps(steps, warrants, { client, clock: run.ports.clock, isOurs, onStep, ...listeners })
    } else if (warrant && isStillDue(planned, batch)) {
      onStep(planned.step, 'started')
      await planned.plan.apply(warrant, isOurs, listeners)
      onStep(planned.step, 'done')
    }
  } catch (error) {
    const isApply = current?.operation === 'apply-networks'
    throw new BrokenBatch(error, isApply ? undefined : current?.node)
  }
}
