/** Whether what was done last brought anything: a step that ends well and has to be done again is a try without progress. */
import { HomestakError } from '../errors.ts'
import { canonical } from '../pve/mark.ts'
import type { Decision } from './decide.ts'
import type { Progress } from './run-context.ts'

interface Plan extends Pick<Decision, 'key' | 'changes'> {
  readonly steps: readonly { readonly summary: string; readonly input: unknown }[]
}

const textOf = ({ changes, steps }: Plan): string =>
  canonical([changes, steps.map(({ summary, input }) => [summary, input])])

/** To be called once the first changing step of a plan ended well. */
export function notePlan(progress: Progress, plan: Plan): void {
  progress.plan = textOf(plan)
}

/**
 * Resets the failures where the plan is another one now. Throws Stalled where it is the same as before its step was done.
 * `tried`: as much of the plan as tells it from another.
 */
export function checkHeadway(progress: Progress, plan: Plan, tried = plan): void {
  if (progress.plan === null) return
  const same = progress.plan === textOf(tried)
  progress.plan = null
  if (!same) progress.failures = 0
  else
    throw new HomestakError({
      code: 'Stalled',
      retry: 'conflict',
      message: `${plan.key}: '${plan.steps[0]?.summary}' was done, and changed nothing`,
      hint: 'does somebody or something else set it back? the tasks and logs of the host tell',
    })
}
