/** Carries out a step of kind `tofu`: plan, read the plan, and apply it only if it does what was announced and no more. */
import { rmSync } from 'node:fs'
import { tierMs, type Step } from '../../../controllers/controller.ts'
import { HomestakError } from '../../errors.ts'
import { readGuest } from '../../pve/read-guest.ts'
import { relayFor } from '../../pve/relayed-writes.ts'
import { waitForTask } from '../../pve/tasks.ts'
import type { Warrant } from '../../pve/warrant.ts'
import { openSession, type Session, type Listeners } from './session.ts'
import { checkPlan } from './check-plan.ts'
import { isFailed } from './commands.ts'
import { folderTrouble } from './folder-trouble.ts'
import { writeInputs, type PlannedGuest } from './inputs.ts'
import { readyFolder } from './ready.ts'
import type { TofuContext } from './tools.ts'
import { versionOf } from './version.ts'

export type TofuStep = Extract<Step, { operation: 'apply' }>

/** A plan that was read and does what was announced. */
export interface PlannedApply {
  /** Throws HomestakError; what Proxmox VE refused the provider is told as if we had asked ourselves. */
  apply(warrant: Warrant, listeners: Listeners): Promise<void>
  /** To be called in any case: ends its gate and takes its files away. */
  close(): Promise<void>
}

/** Looks, and changes nothing: it needs no turn among the steps that do. Throws HomestakError. */
export async function planTofu(step: TofuStep, guest: PlannedGuest, context: TofuContext): Promise<PlannedApply> {
  const session = await openSession(context, tierMs[step.timeout])
  try {
    const module = await plan(step, guest, session, context)
    return {
      apply: (warrant, listeners) => apply(step, warrant, { session, context, listeners, module }),
      close: session.close,
    }
  } catch (error) {
    await session.close()
    throw folderTrouble(error)
  }
}

const common = ['-json', '-input=false', '-lock-timeout=10s']

/** Resolves to the folder of the module, or to undefined where nothing is to be applied. */
async function plan(
  { input, ...step }: TofuStep,
  guest: PlannedGuest,
  { place, tofu, gate }: Session,
  { tools }: TofuContext,
): Promise<string | undefined> {
  const { exists, machine } = input
  const ready = await readyFolder(tools, place, await versionOf(tools), tofu)
  const { module } = ready
  writeInputs(place, { ...ready, guest, machine, exists, certificate: gate.certificate })
  await tofu([`-chdir=${module}`, 'plan', ...common, `-var-file=${place.variables}`, `-out=${place.plan}`])
  const shown = await tofu([`-chdir=${module}`, 'show', '-json', place.plan])
  const verdict = checkPlan(JSON.parse(shown.join('\n')), input)
  if (verdict.kind === 'refused') throw notAnnounced(step, verdict.why)
  return verdict.kind === 'apply' ? module : undefined
}

interface Applying {
  readonly session: Session
  readonly context: TofuContext
  readonly listeners: Listeners
  readonly module: string | undefined
}

async function apply({ input, timeout }: TofuStep, warrant: Warrant, applying: Applying): Promise<void> {
  const { session, context, listeners, module } = applying
  const { client, clock } = context
  const { place, tofu, gate, onProgress } = session
  const tasks: Promise<unknown>[] = []
  const done = new AbortController()
  session.admit(relayFor(client, warrant), {
    ...listeners,
    onTask(upid) {
      listeners.onTask(upid)
      // The provider waits by itself; here the log is read for how far the task is, and for why it failed.
      const task = waitForTask(client, upid, { clock, silenceMs: tierMs[timeout], onProgress, signal: done.signal })
      task.then(listeners.onCopied, () => undefined)
      tasks.push(task)
    },
  })
  try {
    if (module !== undefined) await tofu([`-chdir=${module}`, 'apply', ...common, place.plan])
    if (!input.exists) await proveOurs(warrant, context)
  } catch (error) {
    // Whatever the state holds now: the next plan begins with what is observed then.
    rmSync(place.state, { force: true })
    const ends = await Promise.allSettled(tasks)
    if (!isFailed(error)) throw error
    const failed: unknown = ends.find((end) => end.status === 'rejected')?.reason ?? gate.failure() ?? error
    if (input.exists || !(await isOurs(warrant, context).catch(() => false))) throw failed
    // It is made. What it still lacks is planned next; a disk that is larger than declared lacks nothing.
    onProgress(failed instanceof Error ? failed.message : String(failed))
  } finally {
    done.abort()
  }
}

const notAnnounced = ({ node, summary }: Pick<TofuStep, 'node' | 'summary'>, why: string): HomestakError =>
  new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `${node}: '${summary}' was not applied: the plan of OpenTofu is another than announced, ${why}`,
    hint: 'the guest is looked at again and the plan made anew',
  })

/** The mark went with the create: a guest without it was there before, and was taken for a new one. */
async function proveOurs(warrant: Warrant, context: TofuContext): Promise<void> {
  const { host, vmid } = warrant
  if (await isOurs(warrant, context)) return
  throw new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `guest ${vmid} on ${host} is not the one that OpenTofu was to make: it does not carry our mark`,
    hint: 'OpenTofu has been made to forget it; give the node another vmid, or remove the guest by hand',
  })
}

async function isOurs({ node, vmid, uid }: Warrant, { client }: TofuContext): Promise<boolean> {
  const { mark, lock } = await readGuest(client, node, vmid)
  return mark?.uid === uid && lock === undefined
}
