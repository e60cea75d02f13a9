/** Two guests with one identity: nobody can say which is the right one, so neither is touched. */
import { keyOf } from '../../graph/desired-node.ts'
import type { Guard } from '../intent.ts'

export const duplicate: Guard = ({ identity, guest, key }, { byKey }) => {
  // By the mark the guest carries now, which `moved_from` may be about to rewrite.
  const named = guest?.mark ? keyOf(guest.mark) : key
  const same = byKey.get(named) ?? []
  if (same.length < 2) return undefined
  const vmids = same.map(({ view }) => view.vmid)
  return {
    reason: 'DuplicateIdentity',
    message: `guests ${vmids.join(' and ')} both carry the mark of ${named}`,
    fix: `delete the line <!-- homestak:1 … --> from the description of the one that is not ${identity.node}`,
  }
}
