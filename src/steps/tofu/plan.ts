/** Has OpenTofu plan, reads the plan, and applies it: whatever it is about. */
import { rmSync } from 'node:fs'
import { tierMs, type Step } from '../../../controllers/controller.ts'
import { HomestakError } from '../../errors.ts'
import type { Relay } from '../../pve/relayed-writes.ts'
import { waitForTask } from '../../pve/tasks.ts'
import type { PlanVerdict } from './check-plan.ts'
import { isFailed } from './commands.ts'
import { folderTrouble } from './folder-trouble.ts'
import { writeInputs } from './inputs.ts'
import { readyFolder, type Ready } from './ready.ts'
import { openSession, type Listeners, type Session } from './session.ts'
import type { ModuleName, TofuContext } from './tools.ts'
import { versionOf } from './version.ts'

export interface PlanWork {
  readonly step: Pick<Step, 'node' | 'summary' | 'timeout'>
  readonly module: ModuleName
  readonly variables: unknown
  /** The state that it begins with; undefined where nothing is there. */
  readonly prior: (ready: Ready) => string | undefined
  readonly check: (plan: unknown) => PlanVerdict
}

/** A plan that was read and does what was announced. */
export interface Plan {
  /**
   * `relay`: what may get through while it lasts. Resolves to why it failed, in Proxmox VE's own words where there are
   * some; to undefined where all went well, or nothing was to be done.
   */
  apply(relay: Relay, listeners: Listeners): Promise<HomestakError | undefined>
  readonly onProgress: Session['onProgress']
  /** To be called in any case: ends its gate and takes its files away. */
  close(): Promise<void>
}

/** Looks, and changes nothing. Throws HomestakError. */
export async function makePlan(work: PlanWork, context: TofuContext): Promise<Plan> {
  const silenceMs = tierMs[work.step.timeout]
  const session = await openSession(context, silenceMs)
  try {
    const module = await readPlan(work, session, context)
    return {
      apply: async (relay, listeners) =>
        module === undefined ? undefined : applyPlan(module, { session, context, listeners, relay, silenceMs }),
      onProgress: session.onProgress,
      close: session.close,
    }
  } catch (error) {
    await session.close()
    throw folderTrouble(error)
  }
}

const common = ['-json', '-input=false', '-lock-timeout=10s']

/** Resolves to the folder of the module, or to undefined where nothing is to be applied. */
async function readPlan(
  { step: { node, summary }, module: name, variables, prior, check }: PlanWork,
  { place, tofu, gate }: Session,
  { tools }: TofuContext,
): Promise<string | undefined> {
  const ready = await readyFolder(tools, place, { module: name, version: await versionOf(tools) }, tofu)
  const { module } = ready
  writeInputs(place, { variables, state: prior(ready), certificate: gate.certificate })
  await tofu([`-chdir=${module}`, 'plan', ...common, `-var-file=${place.variables}`, `-out=${place.plan}`])
  const shown = await tofu([`-chdir=${module}`, 'show', '-json', place.plan])
  const verdict = check(JSON.parse(shown.join('\n')))
  if (verdict.kind !== 'refused') return verdict.kind === 'apply' ? module : undefined
  throw new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `${node}: '${summary}' was not applied: the plan of OpenTofu is another than announced, ${verdict.why}`,
    hint: 'it is looked at again and the plan made anew',
  })
}

interface Applying {
  readonly session: Session
  readonly context: TofuContext
  readonly listeners: Listeners
  readonly relay: Relay
  /** For so long nothing need move in a task. */
  readonly silenceMs: number
}

async function applyPlan(
  module: string,
  { session, context, listeners, relay, silenceMs }: Applying,
): Promise<HomestakError | undefined> {
  const { client, clock } = context
  const { place, tofu, gate, onProgress } = session
  const tasks: Promise<unknown>[] = []
  const done = new AbortController()
  session.admit(relay, {
    ...listeners,
    onTask(upid) {
      listeners.onTask(upid)
      // The provider waits by itself; here the log is read for how far the task is, and for why it failed.
      const task = waitForTask(client, upid, { clock, silenceMs, onProgress, signal: done.signal })
      task.then(listeners.onCopied, () => undefined)
      tasks.push(task)
    },
  })
  try {
    await tofu([`-chdir=${module}`, 'apply', ...common, place.plan])
    return undefined
  } catch (error) {
    // Whatever the state holds now: the next plan begins with what is observed then.
    rmSync(place.state, { force: true })
    const ends = await Promise.allSettled(tasks)
    if (!isFailed(error)) throw error
    const [reason] = ends.flatMap((end) =>
      end.status === 'rejected' && end.reason instanceof HomestakError ? [end.reason] : [],
    )
    return reason ?? gate.failure() ?? error
  } finally {
    done.abort()
  }
}
