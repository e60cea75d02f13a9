/** Performs one step: asks leave, writes down the intent, makes the call, follows the task, looks at the guest again. */
import type { Step } from '../../controllers/controller.ts'
import type { IntentRecord } from '../../state/store.ts'
import { keyOf } from '../graph/desired-node.ts'
import { runStep } from '../steps/run-step.ts'
import type { PlannedApply } from '../steps/tofu/run-tofu.ts'
import { authorize } from './authorize.ts'
import { intentOf, type Decision } from './decide.ts'
import type { Hold } from './documents.ts'
import { beginIntent, progressOf, type RunContext } from './run-context.ts'

export type Performed =
  | { readonly kind: 'done' }
  | { readonly kind: 'held'; readonly hold: Hold }
  | { readonly kind: 'stopped' }

/** `planned`: of a step of kind `tofu`. */
export async function perform(
  run: RunContext,
  step: Step,
  decision: Decision,
  planned?: PlannedApply,
): Promise<Performed> {
  const { pass, ports, limits } = run
  const host = decision.guest?.host ?? decision.host
  /** To be looked at again, once the next in line was let in. */
  let touched: { readonly vmid: number; readonly pveNode: string } | undefined
  const write = async (leaveStorage: () => void): Promise<Performed> => {
    if (run.stopping()) return { kind: 'stopped' }
    const world = pass.world()
    const intent = intentOf(step, decision, world)
    const verdict = intent && authorize(intent, world)
    if (verdict && 'hold' in verdict) return { kind: 'held', hold: verdict.hold }

    const entry = world.hosts.get(host)?.entry
    const pveNode = intent?.pveNode ?? decision.guest?.view.node ?? entry?.node ?? ''
    const journal = record(run, step, decision)
    const identity = decision.node?.identity ?? decision.guest?.identity
    const tell = (reason: string, message: string, passing = false) =>
      identity && run.tell(identity, reason, message, { passing })
    tell('StepStarted', step.summary)
    progressOf(run, decision.key).acted = true
    touched = intent
    await runStep(step, verdict?.warrant, {
      client: pass.connection(host).client,
      pveNode,
      site: run.site,
      clock: ports.clock,
      secret: run.secret,
      onTask: (upid) => journal && run.store.noteTask(journal.id, upid),
      onProgress: (line, seconds) => tell('Progress', `${step.summary}: ${line} (${Math.round(seconds)} s)`, true),
      planned,
      onCopied: leaveStorage,
    })
    tell('StepDone', step.summary)
    return { kind: 'done' }
  }
  try {
    return await limits.write({ host, ...(step.storage ? { storage: step.storage } : {}) }, write)
  } finally {
    if (touched) await pass.refresh(host, touched.vmid, touched.pveNode).catch(() => undefined)
  }
}

/** Durable before the first call: a run that is killed in between is found out about by the next one. */
function record(run: RunContext, step: Step, decision: Decision): IntentRecord | undefined {
  const identity = decision.node?.identity ?? decision.guest?.identity
  if (!identity) return undefined
  const { host, manifest, node } = decision.guest?.identity ?? identity
  const open = run.store.openIntents().filter((intent) => keyOf(intent) === keyOf({ host, manifest, node }))
  const begin = (act: IntentRecord['act'], vmid: number, uid: string) =>
    open.find((intent) => intent.act === act && intent.uid === uid) ??
    beginIntent(run, { host, manifest, node, act, vmid, uid, started: run.ports.clock.now() })
  if (!decision.guest && decision.vmid !== null) {
    run.begun.add(decision.uid)
    const first = !run.created.has(decision.key) && open.length === 0 && run.store.node(identity)?.everReady !== true
    if (step.operation !== 'remove-seed' && first) run.created.set(decision.key, decision.uid)
    return begin('create', decision.vmid, decision.uid)
  }
  const { guest } = decision
  if (!guest || (step.act !== 'destroy' && step.act !== 'replace' && step.act !== 'rollback')) return undefined
  run.onTaking(guest.mark.uid)
  return begin(step.act, guest.view.vmid, guest.mark.uid)
}
