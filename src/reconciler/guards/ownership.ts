/** Never touch a guest that does not carry our mark with the uid that the decision is about. */
import type { Hold } from '../documents.ts'
import { makes, type Guard } from '../intent.ts'

export const ownership: Guard = (intent, world) => {
  if (makes(intent)) return undefined
  const { guest, vmid } = intent
  if (guest?.marking.kind === 'unreadable') return unreadableMark(vmid, guest.marking.why)
  const mark = guest?.mark
  const ours = mark && mark.site === world.site && mark.vmid === vmid && guest?.vmid === vmid && mark.uid === intent.uid
  // Whether one may become ours, `adopt-consent` says.
  if (ours || intent.act === 'adopt') return undefined
  return {
    reason: 'ForeignGuest',
    message: `guest ${vmid} on ${intent.host} does not carry the mark of ${intent.key}`,
    fix: 'give the node another vmid, or remove the guest by hand',
  }
}

export const unreadableMark = (vmid: number, why: string): Hold => ({
  reason: 'UnreadableMark',
  message: `guest ${vmid} carries a ${why}; such a guest is never written to`,
  fix: 'use the version of homestak that wrote it, or delete the line <!-- homestak:… --> from its description by hand',
})
