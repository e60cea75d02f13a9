/** Only what is ours, in scope and no longer declared is pruned; anything else has to be named by a person. */
import type { Guard } from '../intent.ts'

export const claim: Guard = ({ act, uid, key, vmid }, { unclaimed, consents }) => {
  if (act !== 'destroy' && act !== 'release') return undefined
  if (consents.destroy.has(uid) || unclaimed.some(({ mark }) => mark.uid === uid)) return undefined
  return {
    reason: 'OutOfScope',
    message: `guest ${vmid} (${key}) belongs to nothing that this run was pointed at`,
    fix: `homestak destroy ${key}`,
  }
}
