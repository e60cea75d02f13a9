/** Too much at once: a run that would take away more than the limit takes away nothing. */
import { countTaken } from '../count-taken.ts'
import type { Hold } from '../documents.ts'
import type { AnyIntent, Rule } from '../intent.ts'

export const destroyLimit: Rule<AnyIntent> = ({ act, uid, key }, { budget }) => {
  if (act !== 'destroy' && act !== 'replace') return undefined
  if (!budget) return notSurveyed(`${key} waits until every host of the run was looked at`)
  if (budget.free?.has(uid)) return undefined
  if (budget.refused) {
    return {
      reason: 'NotConfirmed',
      message: `${key} is not taken away: the question was not answered with yes`,
      fix: 'run again and answer y, or give --yes',
    }
  }
  if (budget.wanted > budget.limit) {
    const { wanted, limit, recent = 0 } = budget
    const now = wanted - recent
    const before = recent === 0 ? '' : ` after ${recent} in the last ten minutes`
    return {
      reason: 'DestroyLimit',
      message: `${countTaken(now, budget.networks)} would be taken away${before}, the limit is ${limit}`,
      fix: `look at \`homestak diff\`; if it is right: homestak reconcile --max-destroy ${now}`,
    }
  }
  if (budget.uids.has(uid)) return undefined
  // A run that watches counts anew whenever something changed.
  return budget.free
    ? notSurveyed(`${key} waits until what is to go is counted anew`)
    : { reason: 'DestroyLimit', message: `${key} was not among the guests this run counted`, fix: 'run again' }
}

const notSurveyed = (message: string): Hold => ({ reason: 'NotSurveyed', message, fix: 'nothing to do' })
