/** Networks that OpenTofu makes: one at a time, planned before it is the turn of what writes. */
import { planNetwork, type PlannedNetwork, type TofuNetworkStep } from '../../steps/tofu/run-network.ts'
import { whilePlanning } from '../plan-ahead.ts'
import type { RunContext } from '../run-context.ts'
import type { NetworkDecision } from './decide.ts'
import type { NetworkBatch } from './plan.ts'
import type { Member } from './settle.ts'

export interface PlannedAhead {
  readonly step: TofuNetworkStep
  readonly plan: PlannedNetwork
}

/** What our own calls do comes first, with one apply for all of it; each apply of OpenTofu is one more. */
export function inTurn(due: readonly Member[]): readonly Member[] {
  const byApi = due.filter(({ decision }) => decision.steps.some(({ kind }) => kind === 'api'))
  return byApi.length > 0 ? byApi : due.slice(0, 1)
}

/** Undefined where it is not the turn of OpenTofu, or the run is to stop. Throws HomestakError. */
export async function planAhead(
  run: RunContext,
  host: string,
  [decision]: readonly NetworkDecision[],
): Promise<PlannedAhead | undefined> {
  const [step] = decision?.steps ?? []
  if (!decision || step?.operation !== 'make-network') return undefined
  const { identity, uid } = decision
  const about = { identity, host, summary: step.summary }
  return whilePlanning(run, about, async (context) => ({ step, plan: await planNetwork(step, uid, context) }))
}

/** Whether it is still the same that is to be done. */
export const isStillDue = ({ step }: PlannedAhead, { steps: [now] }: NetworkBatch): boolean =>
  now?.operation === step.operation && JSON.stringify(now.input) === JSON.stringify(step.input)
