/** The one place that permits a change of a guest: every rule is asked, and only if none holds there is a warrant. */
import { issueWarrant, type Warrant } from '../pve/warrant.ts'
import type { Hold } from './documents.ts'
import { firstHold, guards } from './guards/index.ts'
import type { Intent } from './intent.ts'
import type { World } from './world.ts'

export type Verdict = { readonly hold: Hold } | { readonly warrant: Warrant }

/** Pure but for the warrant's being new each time. */
export function authorize(intent: Intent, world: World): Verdict {
  const hold = firstHold(intent, world, guards)
  if (hold) return { hold }
  const { host, pveNode, vmid, uid, act, because } = intent
  return { warrant: issueWarrant({ host, node: pveNode, vmid, uid, digest: intent.guest?.digest ?? '', act, because }) }
}
