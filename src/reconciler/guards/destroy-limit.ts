/** Too much at once: a run that would take away more than the limit takes away nothing. */
import type { Guard } from '../intent.ts'

export const destroyLimit: Guard = ({ act, uid, key }, { budget }) => {
  if (act !== 'destroy' && act !== 'replace') return undefined
  if (!budget) {
    return {
      reason: 'NotSurveyed',
      message: `${key} waits until every host of the run was looked at`,
      fix: 'nothing to do',
    }
  }
  if (budget.free?.has(uid)) return undefined
  if (budget.refused) {
    return {
      reason: 'NotConfirmed',
      message: `${key} is not taken away: the question was not answered with yes`,
      fix: 'run again and answer y, or give --yes',
    }
  }
  if (budget.wanted > budget.limit) {
    return {
      reason: 'DestroyLimit',
      message: `${budget.wanted} guests would be taken away, the limit for this run is ${budget.limit}`,
      fix: `look at \`homestak diff\`; if it is right: --max-destroy ${budget.wanted}`,
    }
  }
  return budget.uids.has(uid)
    ? undefined
    : { reason: 'DestroyLimit', message: `${key} was not among the guests this run counted`, fix: 'run again' }
}
