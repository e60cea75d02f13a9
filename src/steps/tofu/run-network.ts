/** Has OpenTofu make or change one virtual network: plan, read the plan, and apply it only if it does what was announced. */
import { tierMs } from '../../../controllers/controller.ts'
import type { NetworkStep } from '../../../controllers/network-controller.ts'
import type { IsOurs } from '../../pve/network-mark.ts'
import { sdnRelayFor } from '../../pve/relayed-sdn-writes.ts'
import type { NetworkWarrant } from '../../pve/warrant.ts'
import { checkNetworkPlan } from './check-network-plan.ts'
import { folderTrouble } from './folder-trouble.ts'
import { applyPlan, makePlan } from './plan.ts'
import { priorNetworkState } from './prior-network-state.ts'
import { openSession, type Listeners } from './session.ts'
import type { TofuContext } from './tools.ts'

export type TofuNetworkStep = Extract<NetworkStep, { operation: 'make-network' }>

/** A plan that was read and does what was announced. */
export interface PlannedNetwork {
  /** Ends when it is in effect. Throws HomestakError; what was written by then waits, and the next look sees it. */
  apply(warrant: NetworkWarrant, isOurs: IsOurs, listeners: Listeners): Promise<void>
  /** To be called in any case: ends its gate and takes its files away. */
  close(): Promise<void>
}

/** Looks, and changes nothing. `uid`: what the network carries, or will. Throws HomestakError. */
export async function planNetwork(
  { input, node, summary, timeout }: TofuNetworkStep,
  uid: string,
  context: TofuContext,
): Promise<PlannedNetwork> {
  const session = await openSession(context, tierMs[timeout])
  const { exists, ownsZone, network } = input
  const { alias, ...rest } = network
  try {
    const module = await makePlan(
      {
        node,
        summary,
        module: 'network',
        variables: { network: { ...rest, owns_zone: ownsZone, ...(exists.vnet ? {} : { alias }) } },
        prior: (ready) => priorNetworkState(input, uid, ready),
        check: (plan) => checkNetworkPlan(plan, input),
      },
      session,
      context,
    )
    return {
      async apply(warrant, isOurs, listeners) {
        if (module === undefined) return
        const relay = sdnRelayFor(context.client, warrant, isOurs)
        const failed = await applyPlan(module, { session, context, listeners, relay, silenceMs: tierMs[timeout] })
        if (failed) throw failed
      },
      close: session.close,
    }
  } catch (error) {
    await session.close()
    throw folderTrouble(error)
  }
}
