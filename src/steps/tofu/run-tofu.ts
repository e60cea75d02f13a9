/** Carries out a step of kind `tofu`: plan, read the plan, and apply it only if it does what was announced and no more. */
import type { Step } from '../../../controllers/controller.ts'
import { HomestakError } from '../../errors.ts'
import { readGuest } from '../../pve/read-guest.ts'
import { relayFor } from '../../pve/relayed-writes.ts'
import type { Warrant } from '../../pve/warrant.ts'
import { checkPlan } from './check-plan.ts'
import { makePlan, type Plan } from './plan.ts'
import { priorState } from './prior-state.ts'
import type { Listeners } from './session.ts'
import type { TofuContext } from './tools.ts'

export type TofuStep = Extract<Step, { operation: 'apply' }>

/** Which guest a plan is about. */
export type PlannedGuest = Pick<Warrant, 'node' | 'vmid' | 'uid'>

/** A plan that was read and does what was announced. */
export interface PlannedApply extends Pick<Plan, 'close'> {
  /** Throws HomestakError; what Proxmox VE refused the provider is told as if we had asked ourselves. */
  apply(warrant: Warrant, listeners: Listeners): Promise<void>
}

/** Looks, and changes nothing: it needs no turn among the steps that do. Throws HomestakError. */
export async function planTofu(step: TofuStep, guest: PlannedGuest, context: TofuContext): Promise<PlannedApply> {
  const { input } = step
  const { exists, machine } = input
  const { apply, onProgress, close } = await makePlan(
    {
      step,
      module: 'guest',
      variables: { node: guest.node, vms: [machine] },
      prior: (ready) => (exists ? priorState({ name: machine.name, ...guest }, ready) : undefined),
      check: (plan) => checkPlan(plan, input),
    },
    context,
  )
  return {
    async apply(warrant, listeners) {
      const failed = await apply(relayFor(context.client, warrant), listeners)
      if (!failed) return exists ? undefined : proveOurs(warrant, context)
      if (exists || !(await isOurs(warrant, context).catch(() => false))) throw failed
      // It is made. What it still lacks is planned next; a disk that is larger than declared lacks nothing.
      onProgress(failed.message)
    },
    close,
  }
}

/** The mark went with the create: a guest without it was there before, and was taken for a new one. */
async function proveOurs(warrant: Warrant, context: TofuContext): Promise<void> {
  const { host, vmid } = warrant
  if (await isOurs(warrant, context)) return
  throw new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `guest ${vmid} on ${host} is not the one that OpenTofu was to make: it does not carry our mark`,
    hint: 'it is looked at again; give the node another vmid, or remove the guest by hand',
  })
}

async function isOurs({ node, vmid, uid }: Warrant, { client }: TofuContext): Promise<boolean> {
  const { mark, lock } = await readGuest(client, node, vmid)
  return mark?.uid === uid && lock === undefined
}
