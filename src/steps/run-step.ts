/** Carries out one step of kind `api`: the call, and the wait for its task. */
import type { Step } from '../../controllers/controller.ts'
import { tierMs } from '../../controllers/controller.ts'
import type { Clock } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import type { PveClient } from '../pve/client.ts'
import * as writes from '../pve/guest-writes.ts'
import { listSeeds } from '../pve/seed-list.ts'
import { removeIso, uploadIso } from '../pve/seed-volumes.ts'
import { readStorages, takes } from '../pve/storages.ts'
import { waitForTask } from '../pve/tasks.ts'
import type { Warrant } from '../pve/warrant.ts'
import { renderSeed } from './cloud-init.ts'
import { writeIso } from './iso9660.ts'
import type { SeedInput } from './operation.ts'
import type { PlannedApply } from './tofu/run-tofu.ts'

export interface StepContext {
  readonly client: PveClient
  /** The Proxmox VE node the step goes to. */
  readonly pveNode: string
  readonly site: string
  readonly clock: Clock
  readonly secret: (path: string) => string | undefined
  /** Told of the task as soon as there is one. */
  readonly onTask: (upid: string) => void
  /** Told of every new line of the task's log. */
  readonly onProgress: (line: string, seconds: number) => void
  /** Of a step of kind `tofu`. */
  readonly planned?: PlannedApply | undefined
  /** Told when the storage is not needed any more, where a step goes on without it. */
  readonly onCopied?: () => void
}

/** Ends when the task ended well. Throws HomestakError; what was sent and not answered is `OutcomeUnknown`. */
export async function runStep(step: Step, warrant: Warrant | undefined, context: StepContext): Promise<void> {
  const follow = async (call: Promise<string | null>) => {
    const upid = await call
    if (upid === null) return
    context.onTask(upid)
    // A task is followed to its end also when the run is to stop: only then can be told what came of it.
    await waitForTask(context.client, upid, {
      clock: context.clock,
      silenceMs: silenceMs(step),
      onProgress: context.onProgress,
    })
  }
  if (step.operation === 'upload-seed') return follow(uploadSeed(step.input, context))
  if (step.operation === 'remove-seed') {
    for (const volid of await findSeed(step.input.filename, context)) {
      await follow(removeIso(context.client, { node: context.pveNode, site: context.site, volid }))
    }
    return
  }
  if (step.operation === 'fetch-image' || !warrant)
    throw new HomestakError({ code: 'Bug', message: `step ${step.operation} of ${step.node} has no warrant` })
  if (step.operation === 'apply') {
    if (!context.planned) throw new HomestakError({ code: 'Bug', message: `step of ${step.node} has no plan` })
    return context.planned.apply(warrant, context)
  }
  await follow(change(step, warrant, context.client))
}

type GuestStep = Exclude<Step, { operation: 'upload-seed' | 'remove-seed' | 'fetch-image' | 'apply' }>

function change(step: GuestStep, warrant: Warrant, client: PveClient): Promise<string | null> {
  switch (step.operation) {
    case 'create':
      return writes.createGuest(client, warrant, step.input.parameters)
    case 'clone': {
      const { source, full, ...rest } = step.input
      return writes.cloneGuest(client, warrant, { ...rest, sourceVmid: source, full })
    }
    case 'configure':
      return writes.configureGuest(client, warrant, step.input.parameters)
    case 'resize':
      return writes.resizeDisk(client, warrant, { disk: step.input.disk, size: `${step.input.gib}G` })
    case 'template':
      return writes.templateGuest(client, warrant)
    case 'start':
      return writes.startGuest(client, warrant)
    case 'shutdown':
      return writes.shutdownGuest(client, warrant, { timeoutSeconds: step.input.graceSeconds })
    case 'stop':
      return writes.stopGuest(client, warrant)
    case 'destroy':
      return writes.destroyGuest(client, warrant)
  }
}

/** A guest that is given time to shut down is silent for as long as that. */
const silenceMs = (step: Step): number =>
  tierMs[step.timeout] + (step.operation === 'shutdown' ? step.input.graceSeconds * 1000 : 0)

async function uploadSeed(input: SeedInput, { client, pveNode, secret }: StepContext): Promise<string | null> {
  const files = renderSeed(input.cloudInit, {
    instanceId: input.instanceId,
    nics: input.nics,
    resolveSecret: ({ $secret }) => {
      const value = secret($secret)
      if (value !== undefined) return value
      throw new HomestakError({
        code: 'InvalidSiteConfig',
        message: `secrets.yaml has no ${$secret}`,
        hint: `add ${$secret} to secrets.yaml`,
      })
    },
  })
  const bytes = writeIso('cidata', new Map([...files].map(([name, text]) => [name, new TextEncoder().encode(text)])))
  return uploadIso(client, { node: pveNode, storage: input.storage, filename: input.filename, bytes })
}

async function findSeed(filename: string, { client, pveNode, site }: StepContext): Promise<string[]> {
  const storages = await readStorages(client, pveNode)
  const able = storages.filter(takes('iso'))
  const seeds = await Promise.all(able.map(({ name }) => listSeeds(client, { node: pveNode, storage: name, site })))
  return seeds
    .flat()
    .map(({ volid }) => volid)
    .filter((volid) => volid.endsWith(`:iso/${filename}`))
}
