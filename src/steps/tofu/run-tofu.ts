/** Carries out a step of kind `tofu`: plan, read the plan, and apply it only if it does what was announced and no more. */
import { mkdirSync, rmSync } from 'node:fs'
import { tierMs, type Step } from '../../../controllers/controller.ts'
import { HomestakError } from '../../errors.ts'
import { readGuest } from '../../pve/read-guest.ts'
import { readingRelay, relayFor } from '../../pve/relayed-writes.ts'
import { waitForTask } from '../../pve/tasks.ts'
import type { Warrant } from '../../pve/warrant.ts'
import { checkPlan } from './check-plan.ts'
import { createPulse } from './child.ts'
import { commandsIn, isFailed } from './commands.ts'
import { folderTrouble, withFolder } from './folder-trouble.ts'
import { openGate } from './gate.ts'
import { clearNode, removeInputs } from './leftover.ts'
import { writeInputs } from './inputs.ts'
import { readyFolder, versionOf, type Tofu } from './ready.ts'
import { placeOf, type NodePlace, type TofuContext, type TofuTools } from './tools.ts'

export type TofuStep = Extract<Step, { operation: 'apply' }>

/** Which guest a plan is about. */
export type PlannedGuest = Pick<Warrant, 'node' | 'vmid' | 'uid'>

/** Who hears what an apply comes to. */
export interface Listeners {
  readonly onTask: (upid: string) => void
  readonly onProgress: (line: string, seconds: number) => void
}

/** A plan that was read and does what was announced. */
export interface PlannedApply {
  /** Throws HomestakError; what Proxmox VE refused the provider is told as if we had asked ourselves. */
  apply(warrant: Warrant, listeners: Listeners): Promise<void>
  /** To be called in any case: ends its gate and takes its files away. */
  close(): Promise<void>
}

/** Looks, and changes nothing: it needs no turn among the steps that do. Throws HomestakError. */
export async function planTofu(step: TofuStep, guest: PlannedGuest, context: TofuContext): Promise<PlannedApply> {
  const { client, clock, tools, identity, random, stop } = context
  const place = placeOf(tools, identity)
  const pulse = createPulse(clock)
  const silenceMs = tierMs[step.timeout]
  let listeners: Listeners = { onTask: () => undefined, onProgress: context.onProgress }
  let relay = readingRelay(client)
  let began = clock.now()
  const onProgress = (line: string) => {
    pulse.beat()
    listeners.onProgress(line, (clock.now() - began) / 1000)
  }
  clearNode(tools, identity)
  withFolder(() => mkdirSync(place.home, { recursive: true, mode: 0o700 }))
  const gate = await openGate({
    relay: { pass: (request) => relay.pass(request) },
    random,
    stop,
    onTask: (upid) => listeners.onTask(upid),
  })
  const tofu = commandsIn(tools, place, { clock, stop, silenceMs, pulse, gate, onProgress })
  const close = async () => {
    await gate.close()
    removeInputs(place)
  }
  const bench = { tools, place, tofu, certificate: gate.certificate }
  const module = await plan(step, guest, bench).catch(async (error: unknown) => {
    await close()
    throw folderTrouble(error)
  })
  return {
    async apply(warrant, given) {
      const tasks: Promise<unknown>[] = []
      const done = new AbortController()
      began = clock.now()
      relay = relayFor(client, warrant)
      listeners = {
        ...given,
        onTask(upid) {
          given.onTask(upid)
          // The provider waits by itself; here the log is read for how far the task is, and for why it failed.
          const task = waitForTask(client, upid, { clock, silenceMs, onProgress, signal: done.signal })
          task.catch(() => undefined)
          tasks.push(task)
        },
      }
      const { exists } = step.input
      try {
        if (module !== undefined) await tofu([`-chdir=${module}`, 'apply', ...common, place.plan])
        if (!exists) await proveOurs(warrant, context)
      } catch (error) {
        // Whatever the state holds now: the next plan begins with what is observed then.
        rmSync(place.state, { force: true })
        const ends = await Promise.allSettled(tasks)
        if (!isFailed(error)) throw error
        const failed: unknown = ends.find((end) => end.status === 'rejected')?.reason ?? gate.failure() ?? error
        if (exists || !(await isOurs(warrant, context).catch(() => false))) throw failed
        // It is made. What it still lacks is planned next; a disk that is larger than declared lacks nothing.
        onProgress(failed instanceof Error ? failed.message : String(failed))
      } finally {
        done.abort()
      }
    },
    close,
  }
}

const common = ['-json', '-input=false', '-lock-timeout=10s']

interface Bench {
  readonly tools: TofuTools
  readonly place: NodePlace
  readonly tofu: Tofu
  readonly certificate: string
}

/** Resolves to the folder of the module, or to undefined where nothing is to be applied. */
async function plan({ input, ...step }: TofuStep, guest: PlannedGuest, bench: Bench): Promise<string | undefined> {
  const { tools, place, tofu, certificate } = bench
  const { exists, machine } = input
  const ready = await readyFolder(tools, place, await versionOf(tools, tofu), tofu)
  const { module } = ready
  writeInputs(place, { ...ready, guest, machine, exists, certificate })
  await tofu([`-chdir=${module}`, 'plan', ...common, `-var-file=${place.variables}`, `-out=${place.plan}`])
  const shown = await tofu([`-chdir=${module}`, 'show', '-json', place.plan])
  const verdict = checkPlan(JSON.parse(shown.join('\n')), input)
  if (verdict.kind === 'refused') throw notAnnounced(step, verdict.why)
  return verdict.kind === 'apply' ? module : undefined
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
