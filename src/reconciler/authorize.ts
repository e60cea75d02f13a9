/** The one place that permits a change of a guest or a network: every rule is asked, and only if none holds there is a warrant. */
import type { NetworkLeave } from '../../controllers/network-controller.ts'
import { issueNetworkWarrant, issueWarrant, type NetworkWarrant, type Warrant } from '../pve/warrant.ts'
import type { Hold } from './documents.ts'
import { firstHold, guards } from './guards/index.ts'
import type { Intent } from './intent.ts'
import { firstNetworkHold } from './networks/decide.ts'
import { finalNetworkGuards } from './networks/guards/index.ts'
import type { NetworkIntent } from './networks/intent.ts'
import type { World } from './world.ts'

export type Verdict = { readonly hold: Hold } | { readonly warrant: Warrant }

/** Pure but for the warrant's being new each time. */
export function authorize(intent: Intent, world: World): Verdict {
  const hold = firstHold(intent, world, guards)
  if (hold) return { hold }
  const { host, pveNode, vmid, uid, act, because } = intent
  return { warrant: issueWarrant({ host, node: pveNode, vmid, uid, digest: intent.guest?.digest ?? '', act, because }) }
}

export type NetworkVerdict = { readonly hold: Hold } | { readonly warrant: NetworkWarrant }

/** `host`: the entry through which all of the transaction is written; `leave`: what the plan rests on. */
export function authorizeNetwork(
  intent: NetworkIntent,
  { host, leave }: { readonly host: string; readonly leave: NetworkLeave },
  world: World,
): NetworkVerdict {
  const hold = firstNetworkHold([intent], world, finalNetworkGuards)
  if (hold) return { hold }
  return { warrant: issueNetworkWarrant({ ...leave, host, because: intent.because }) }
}
