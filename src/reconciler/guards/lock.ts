/** A guest that Proxmox VE has locked is not destroyed; one that was left half-made waits for a person at the host. */
import { destroys, type Guard } from '../intent.ts'

export const lock: Guard = (intent) => {
  const held = intent.guest?.lock
  if (held === undefined || !destroys(intent)) return undefined
  return {
    reason: 'Locked',
    message: `guest ${intent.vmid} is locked (${held})`,
    fix: `wait for the ${held} to end; if nothing is at work on it, type on the host: qm unlock ${intent.vmid}`,
  }
}
