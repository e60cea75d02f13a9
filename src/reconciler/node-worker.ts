/** Brings one declared node towards what is declared: look, decide, one step, look again, until nothing differs. */
import { HomestakError } from '../errors.ts'
import { keyOf, type DesiredNode } from '../graph/desired-node.ts'
import { clearNode, forgetNode } from '../steps/tofu/leftover.ts'
import { backoffMs } from './backoff.ts'
import { intentOf, type Decision } from './decide.ts'
import type { Hold } from './documents.ts'
import { newerText } from './find-image.ts'
import { firstHold, guards } from './guards/index.ts'
import { isExplained } from './explained.ts'
import { checkHeadway, notePlan } from './headway.ts'
import { settleIntents } from './leftovers.ts'
import { decide, finish, save, type NodeParts } from './node-status.ts'
import { perform, type Performed } from './perform.ts'
import { planAhead } from './plan-ahead.ts'
import { reactTo } from './reaction.ts'
import { isDrift } from './records.ts'
import { progressOf, type RunContext } from './run-context.ts'
import { holdOfUnseen } from './unseen.ts'
import { settle, waitForOthers } from './waiting.ts'
import { priority } from './work-queue.ts'

/** Works until the node has ended, waits for something else, is due later, or is not wanted any more. */
export async function workNode(run: RunContext, current: () => NodeParts | undefined): Promise<void> {
  for (let parts = current(); parts && !run.endings.has(parts.node.key) && !run.stopping(); parts = current()) {
    const { node } = parts
    if (!run.pass.world().hosts.has(node.identity.host.split('/')[0] ?? '')) return
    if (run.isLeaving(node.key) || !dependenciesReady(run, parts)) return
    try {
      if ((await advance(run, parts)) === 'pause') return
    } catch (error) {
      if (run.stopping()) return
      if (!(await recover(run, parts, error))) return
    }
  }
}

/** False while a dependency is under way; a node whose dependency ended otherwise than Ready ends waiting. */
function dependenciesReady(run: RunContext, { node, needs }: NodeParts): boolean {
  for (const key of needs) {
    const ending = run.endings.get(key)
    if (ending?.outcome === 'ready' || (key === node.clonedFrom && isMade(run, node))) continue
    if (!ending) return false
    const unsupported = ending.outcome === 'unsupported'
    run.end(node.key, {
      outcome: unsupported ? 'unsupported' : 'waiting',
      message: `waits for ${key}: ${ending.message}`,
    })
    return false
  }
  return true
}

/** Once it is made, a clone needs its template no more, unless it is to be made anew. */
function isMade(run: RunContext, node: DesiredNode): boolean {
  const { guest, action } = decide(run, node)
  return guest !== undefined && action !== 'replace'
}

async function advance(run: RunContext, parts: NodeParts): Promise<'again' | 'pause'> {
  const { node, onlyLook } = parts
  const decision = decide(run, node)
  const halted = run.halted.get(node.identity.manifest)
  if (decision.held?.reason === 'NotSupported' && decision.action === 'create') {
    return finish(run, parts, decision, { outcome: 'unsupported', message: decision.held.message, hold: decision.held })
  }
  if (decision.action === 'unknown') return waitForOthers(run, parts, decision)
  checkHeadway(progressOf(run, node.key), decision)
  if (!onlyLook) {
    forgetPast(run, node)
    const lost = await settleIntents(run, node.key, false)
    if (lost) return 'again'
  }
  const [step] = decision.steps
  if (!step) {
    if (decision.held?.reason === 'NotSupported') {
      return finish(run, parts, decision, {
        outcome: 'unsupported',
        message: decision.held.message,
        hold: decision.held,
      })
    }
    if (decision.held)
      return finish(run, parts, decision, { outcome: 'held', message: decision.held.message, hold: decision.held })
    return settle(run, parts, decision)
  }
  if (onlyLook) {
    const hold = {
      reason: 'NotSelected',
      message: `${node.key} is not Ready and not part of this run`,
      fix: 'select it too',
    }
    return finish(run, parts, decision, { outcome: 'held', message: hold.message, hold })
  }
  if (halted !== undefined)
    return finish(run, parts, decision, { outcome: 'waiting', message: `not started: ${halted}` })
  noteCause(run, parts, decision)
  const performed = await performNext(run, decision)
  if (performed.kind === 'fetch') return waitForImage(run, parts, decision, performed.image)
  if (performed.kind === 'stopped') return 'pause'
  if (performed.kind === 'held') {
    if (performed.hold.reason === 'NotSurveyed') {
      const { budget } = run.pass.world()
      // Decided meanwhile; a run that watches counts once more, and wakes it with that.
      if (budget && !budget.free) return 'again'
      run.awaitingBudget.add(node.key)
      return 'pause'
    }
    return finish(run, parts, decision, { outcome: 'held', message: performed.hold.message, hold: performed.hold })
  }
  notePlan(progressOf(run, node.key), decision)
  return 'again'
}

/** What was known under an old name is this node's now; what OpenTofu kept, it writes anew. */
function forgetPast({ pass, store, ports }: RunContext, { key, identity, provisioner, movedFrom }: DesiredNode): void {
  if (ports.tofu) (provisioner === 'tofu' ? clearNode : forgetNode)(ports.tofu, identity)
  const { nodes, byKey } = pass.world()
  if (!byKey.has(key)) return
  for (const past of movedFrom) {
    if (nodes.has(keyOf(past)) || byKey.has(keyOf(past))) continue
    store.removeNode(past)
    if (ports.tofu) forgetNode(ports.tofu, past)
  }
}

/** Up to the first step that changes the guest: only that can be seen on it, so what leads to it is done in one go. */
async function performNext(
  run: RunContext,
  decision: Decision,
): Promise<Performed | { readonly kind: 'fetch'; readonly image: string }> {
  const world = run.pass.world()
  const changing = decision.steps.find(({ act }) => act !== undefined)
  const intent = changing && intentOf(changing, decision, world)
  const hold = intent && firstHold(intent, world, guards)
  if (hold) return { kind: 'held', hold }
  const [first] = decision.steps
  if (first?.operation === 'fetch-image') return { kind: 'fetch', image: first.input.image }
  const planned = await planAhead(run, changing, intent)
  try {
    for (const step of decision.steps) {
      const performed = await perform(run, step, decision, planned)
      if (performed.kind !== 'done' || step.act) return performed
    }
    return { kind: 'done' }
  } finally {
    await planned?.close()
  }
}

/** It is fetched once for all that need it on that host; whoever waits is woken, and ends as the fetch has where it failed. */
function waitForImage(run: RunContext, parts: NodeParts, decision: Decision, image: string): 'pause' {
  const ending = run.fetches.want(parts, decision, image)
  if (!ending) return 'pause'
  if (ending.outcome === 'failed') {
    progressOf(run, parts.node.key).failures += 1
    run.onFailed(parts.node)
  }
  return finish(run, parts, decision, ending)
}

/** Told once for each edit, before the first step; from then on the node is not called Ready any more. */
function noteCause(run: RunContext, parts: NodeParts, decision: Decision): void {
  const { node } = parts
  const { changes, action } = decision
  if (progressOf(run, node.key).acted || isExplained(run, node, changes)) return
  const [newer, ...others] = changes
  // A newer image is no drift: it counts only where it was asked for.
  if (newer?.path === 'image.version' && others.length === 0) {
    run.tell(node.identity, 'Changed', newerText(node, newer))
    return
  }
  const drift = isDrift(run.store, node)
  const what = action === 'create' ? 'the guest' : changes.map(({ path }) => path).join(', ')
  if (drift) run.tell(node.identity, 'Drift', `${what} ${action === 'create' ? 'is gone' : 'changed'} without an edit`)
  else if (action !== 'create')
    run.tell(node.identity, 'Changed', `${what} ${changes.length === 1 ? 'differs' : 'differ'} from what is declared`)
  if (drift) save(run, parts, decision, { reachableNeeded: parts.needed, addresses: null, waitingFor: 'is repaired' })
}

/** True: go on at once. */
async function recover(run: RunContext, parts: NodeParts, error: unknown): Promise<boolean> {
  const { node } = parts
  const progress = progressOf(run, node.key)
  progress.failures++
  const decision = decide(run, node)
  const unseen = await holdOfTaken(run, decision, error)
  const reaction = unseen ? { kind: 'held' as const, hold: unseen } : reactTo(error, progress.failures)
  if (reaction.kind === 'held') {
    finish(run, parts, decision, { outcome: 'held', message: reaction.hold.message, hold: reaction.hold })
    return false
  }
  if (reaction.kind === 'failed') {
    run.ports.log.debug({ err: error, node: node.key }, 'failed')
    finish(run, parts, decision, { outcome: 'failed', message: reaction.message, exit: reaction.exit })
    run.onFailed(node)
    return false
  }
  const pause = backoffMs(progress.failures, run.ports.random)
  run.tell(node.identity, 'Retry', `${reaction.message}; next try in ${Math.round(pause / 1000)} s`, { warning: true })
  save(
    run,
    parts,
    decision,
    { reachableNeeded: parts.needed, addresses: null, waitingFor: reaction.message },
    run.ports.clock.now() + pause,
  )
  if (reaction.lookAgain) {
    // What it was to be made from may be what is not as it was thought to be.
    run.pass.forgetCatalogs(decision.host)
    await run.pass.lookAgain(decision.host).catch(() => undefined)
  }
  run.queue.addAfter(node.key, pause, priority.retry)
  return false
}

/** A vmid that was refused as taken, by a guest that the token may not see; undefined for every other error. */
async function holdOfTaken(
  { pass, signal }: RunContext,
  { host, vmid }: Decision,
  error: unknown,
): Promise<Hold | undefined> {
  if (!(error instanceof HomestakError) || error.code !== 'VmidTaken' || vmid === null) return undefined
  return holdOfUnseen(pass, host, vmid, signal).catch(() => undefined)
}
