/** Carries out a step of kind `tofu`: plan, read the plan, and apply it only if it does what was announced and no more. */
import { mkdirSync, rmSync } from 'node:fs'
import { tierMs, type Step } from '../../../controllers/controller.ts'
import { HomestakError } from '../../errors.ts'
import { readGuest } from '../../pve/read-guest.ts'
import { relayFor } from '../../pve/relayed-writes.ts'
import { waitForTask } from '../../pve/tasks.ts'
import type { Warrant } from '../../pve/warrant.ts'
import type { StepContext } from '../run-step.ts'
import { checkPlan } from './check-plan.ts'
import { createPulse } from './child.ts'
import { commandsIn, isFailed } from './commands.ts'
import { openGate } from './gate.ts'
import { clearNode, removeInputs } from './leftover.ts'
import { writeInputs } from './inputs.ts'
import { missingTool, readyFolder, versionOf, type Tofu } from './ready.ts'
import { placeOf, type NodePlace, type TofuTools } from './tools.ts'

export type TofuStep = Extract<Step, { operation: 'apply' }>

/** Throws HomestakError; what Proxmox VE refused the provider is told as if we had asked ourselves. */
export async function runTofu(step: TofuStep, warrant: Warrant, context: StepContext): Promise<void> {
  const { client, clock, tofu: own } = context
  if (!own) throw missingTool('this run was given no OpenTofu')
  const { tools, random, stop } = own
  const place = placeOf(tools, own.identity)
  const pulse = createPulse(clock)
  const { exists } = step.input
  const silenceMs = tierMs[step.timeout]
  const tasks: Promise<unknown>[] = []
  const done = new AbortController()
  const started = clock.now()
  const onProgress = (line: string) => {
    pulse.beat()
    context.onProgress(line, (clock.now() - started) / 1000)
  }
  const onTask = (upid: string) => {
    context.onTask(upid)
    // The provider waits by itself; here the log is read for how far the task is, and for why it failed.
    const task = waitForTask(client, upid, { clock, silenceMs, onProgress, signal: done.signal })
    task.catch(() => undefined)
    tasks.push(task)
  }

  clearNode(tools, own.identity)
  mkdirSync(place.home, { recursive: true, mode: 0o700 })
  const gate = await openGate({ relay: relayFor(client, warrant), random, stop, onTask })
  const tofu = commandsIn(tools, place, { clock, stop, silenceMs, pulse, gate, onProgress })
  try {
    await bringAbout(step, warrant, { tools, place, tofu, certificate: gate.certificate })
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
    await gate.close()
    removeInputs(place)
  }
}

interface Bench {
  readonly tools: TofuTools
  readonly place: NodePlace
  readonly tofu: Tofu
  readonly certificate: string
}

async function bringAbout({ input, ...step }: TofuStep, warrant: Warrant, bench: Bench): Promise<void> {
  const { tools, place, tofu, certificate } = bench
  const { exists, machine } = input
  const ready = await readyFolder(tools, place, await versionOf(tools, tofu), tofu)
  writeInputs(place, { ...ready, warrant, machine, exists, certificate })
  const run = (verb: string, ...words: readonly string[]) =>
    tofu([`-chdir=${ready.module}`, verb, '-json', '-input=false', '-lock-timeout=10s', ...words])
  await run('plan', `-var-file=${place.variables}`, `-out=${place.plan}`)
  const shown = await tofu([`-chdir=${ready.module}`, 'show', '-json', place.plan])
  const verdict = checkPlan(JSON.parse(shown.join('\n')), input)
  if (verdict.kind === 'refused') throw notAnnounced(step, verdict.why)
  if (verdict.kind === 'apply') await run('apply', place.plan)
}

const notAnnounced = ({ node, summary }: Pick<TofuStep, 'node' | 'summary'>, why: string): HomestakError =>
  new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `${node}: '${summary}' was not applied: the plan of OpenTofu is another than announced, ${why}`,
    hint: 'the guest is looked at again and the plan made anew',
  })

/** The mark went with the create: a guest without it was there before, and was taken for a new one. */
async function proveOurs(warrant: Warrant, context: StepContext): Promise<void> {
  const { host, vmid } = warrant
  if (await isOurs(warrant, context)) return
  throw new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `guest ${vmid} on ${host} is not the one that OpenTofu was to make: it does not carry our mark`,
    hint: 'OpenTofu has been made to forget it; give the node another vmid, or remove the guest by hand',
  })
}

async function isOurs({ node, vmid, uid }: Warrant, { client }: StepContext): Promise<boolean> {
  const { mark, lock } = await readGuest(client, node, vmid)
  return mark?.uid === uid && lock === undefined
}
