/** The state that a plan for a guest that exists begins with: only where it is; the rest is read from the host. */
import type { Ready } from './ready.ts'
import { stateInstance, stateText } from './state-text.ts'

export interface PriorGuest {
  readonly name: string
  readonly vmid: number
  /** The Proxmox VE node that has it. */
  readonly node: string
  /** 32 hex digits. */
  readonly uid: string
}

/**
 * As `tofu import` would begin, with two differences: the wait for the guest agent, of a quarter of an hour there, is
 * left out, and what concerns the provider alone is as our module has it, so that a plan shows only what the guest lacks.
 */
export function priorState({ name, vmid, node, uid }: PriorGuest, ready: Pick<Ready, 'version' | 'provider'>): string {
  const attributes = {
    id: String(vmid),
    node_name: node,
    vm_id: vmid,
    reboot_after_update: false,
    delete_unreferenced_disks_on_destroy: false,
    timeout_create: 86_400,
    // Without them the provider shows a value that is its default as none.
    cpu: [{}],
    memory: [{}],
    agent: [
      {
        enabled: true,
        timeout: '5s',
        trim: false,
        type: 'virtio',
        wait_for_ip: [{ disabled: true, ipv4: false, ipv6: false }],
      },
    ],
  }
  const guest = { type: 'proxmox_virtual_environment_vm', name: 'vm', instances: [stateInstance(attributes, name)] }
  return stateText([guest], uid, ready)
}
