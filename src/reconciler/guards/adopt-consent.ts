/** A guest that homestak did not make is taken over only when a person agreed to that very one. */
import { findAdoptable } from '../adoption.ts'
import type { Guard } from '../intent.ts'

export const adoptConsent: Guard = ({ act, key, node, vmid, host, uid }, world) => {
  if (act !== 'adopt' || !node) return undefined
  const found = findAdoptable(node, world, uid)
  // What was planned for may be gone, or be somebody else's by now.
  if (found && 'hold' in found) return found.hold
  const fits = found?.guest.view.vmid === vmid
  if (fits && world.consents.adopt.has(key)) return undefined
  const name = node.identity.node
  return {
    reason: 'ForeignGuest',
    message: `guest ${vmid} on ${host} is called ${node.guest.name} and does not carry our mark${found ? `; its owner: ${String(found.change.observed)}` : ''}`,
    fix: `if it is to be ${name}, as it is: homestak reconcile --adopt ${key}; else give ${name} another vmid, or take the node out`,
  }
}
