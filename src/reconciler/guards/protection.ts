/** What is protected, by us or by a person at the host, is not taken away. */
import { destroys, type Guard } from '../intent.ts'

export const protection: Guard = (intent) => {
  const { guest, vmid, node } = intent
  const marked = guest?.marking.kind === 'mark' && guest.marking.mark.protect === true
  if (!destroys(intent) || (!marked && !guest?.protection && !node?.policy.protect)) return undefined
  return {
    reason: 'Protected',
    message: `guest ${vmid} (${intent.key}) is protected`,
    fix:
      guest?.protection && !marked
        ? `take the protection off on the host: qm set ${vmid} --protection 0`
        : intent.act === 'replace'
          ? withoutReplace
          : 'declare the node with `protect: false` and reconcile; then remove it',
  }
}

/** As rule 6 has it, a protection is lifted on a converged node only. */
const withoutReplace =
  'take back the change that asks for a new guest, declare `protect: false` and reconcile, which lifts the protection; then make that change again'
