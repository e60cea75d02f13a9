/** Only a network that is ours, in scope and no longer declared is pruned; anything else has to be named by a person. */
import type { NetworkGuard } from '../intent.ts'

export const claim: NetworkGuard = ({ act, uid, key, vnet, isReplaced }, { ourNetworks, consents }) => {
  if (isReplaced || (act !== 'destroy' && act !== 'release' && act !== 'rollback')) return undefined
  const isUnclaimed = act !== 'rollback' && ourNetworks.unclaimed.some(({ mark }) => mark.uid === uid)
  if (isUnclaimed || consents.destroy.has(uid)) return undefined
  return {
    reason: 'OutOfScope',
    message: `network ${vnet} (${key}) belongs to nothing that this run was pointed at`,
    fix: `homestak destroy ${key}`,
  }
}
