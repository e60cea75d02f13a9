/** Has OpenTofu plan before anything is done for a step, and before it is the step's turn: others need not wait for that. */
import type { Step } from '../../controllers/controller.ts'
import type { Identity } from '../graph/desired-node.ts'
import { planTofu, type PlannedApply } from '../steps/tofu/run-tofu.ts'
import type { TofuContext } from '../steps/tofu/tools.ts'
import { missingTool } from '../steps/tofu/version.ts'
import type { Intent } from './intent.ts'
import type { RunContext } from './run-context.ts'

/** Undefined for a step that is not OpenTofu's, and where the run is to stop. */
export async function planAhead(
  run: RunContext,
  step: Step | undefined,
  intent: Intent | undefined,
): Promise<PlannedApply | undefined> {
  if (step?.operation !== 'apply' || !intent) return undefined
  const { identity, host, pveNode: node, vmid, uid } = intent
  const about = { identity, host, summary: step.summary }
  return whilePlanning(run, about, (context) => planTofu(step, { node, vmid, uid }, context))
}

/** Undefined where the run is to stop. Throws HomestakError. */
export async function whilePlanning<Plan>(
  run: RunContext,
  { identity, host, summary }: { readonly identity: Identity; readonly host: string; readonly summary: string },
  plan: (context: TofuContext) => Promise<Plan>,
): Promise<Plan | undefined> {
  const { pass, ports, limits } = run
  const { tofu: tools } = ports
  if (!tools) throw missingTool('this run was given no OpenTofu')
  return limits.plan(async () => {
    if (run.stopping()) return undefined
    return plan({
      client: pass.connection(host).client,
      clock: ports.clock,
      tools,
      identity,
      random: ports.random,
      stop: run.signal,
      onProgress: (line) => run.tell(identity, 'Progress', `${summary}: ${line}`, { passing: true }),
    })
  })
}
