/** Has OpenTofu make or change one virtual network: plan, read the plan, and apply it only if it does what was announced. */
import type { NetworkStep } from '../../../controllers/network-controller.ts'
import type { IsOurs } from '../../pve/network-mark.ts'
import { sdnRelayFor } from '../../pve/relayed-sdn-writes.ts'
import type { NetworkWarrant } from '../../pve/warrant.ts'
import { checkNetworkPlan } from './check-network-plan.ts'
import { makePlan, type Plan } from './plan.ts'
import { priorNetworkState } from './prior-network-state.ts'
import type { Listeners } from './session.ts'
import type { TofuContext } from './tools.ts'

export type TofuNetworkStep = Extract<NetworkStep, { operation: 'make-network' }>

/** A plan that was read and does what was announced. */
export interface PlannedNetwork extends Pick<Plan, 'close'> {
  /** Ends when it is in effect. Throws HomestakError; what was written by then waits, and the next look sees it. */
  apply(warrant: NetworkWarrant, isOurs: IsOurs, listeners: Listeners): Promise<void>
}

/** Looks, and changes nothing. `uid`: what the network carries, or will. Throws HomestakError. */
export async function planNetwork(step: TofuNetworkStep, uid: string, context: TofuContext): Promise<PlannedNetwork> {
  const { input } = step
  const { exists, ownsZone, network } = input
  const { alias, ...rest } = network
  const { apply, close } = await makePlan(
    {
      step,
      module: 'network',
      variables: { network: { ...rest, owns_zone: ownsZone, ...(exists.vnet ? {} : { alias }) } },
      prior: (ready) => priorNetworkState(input, uid, ready),
      check: (plan) => checkNetworkPlan(plan, input),
    },
    context,
  )
  return {
    async apply(warrant, isOurs, listeners) {
      const relay = sdnRelayFor(context.client, warrant, isOurs)
      const failed = await apply(relay, listeners)
      if (!failed) return
      // Where that fails as well, the next look finds the zone; what went wrong first is what is told.
      await relay.takeBack().catch(() => undefined)
      throw failed
    },
    close,
  }
}
