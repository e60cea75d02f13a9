/** The state that a plan for a guest that exists begins with: only where it is; the rest is read from the host. */

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
export const priorState = ({ name, vmid, node, uid }: PriorGuest, tofu: string, provider: string): string =>
  JSON.stringify({
    version: 4,
    terraform_version: tofu,
    serial: 1,
    lineage: uid,
    outputs: {},
    resources: [
      {
        mode: 'managed',
        type: 'proxmox_virtual_environment_vm',
        name: 'vm',
        provider: `provider["${provider}"]`,
        instances: [
          {
            index_key: name,
            schema_version: 0,
            attributes: {
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
            },
          },
        ],
      },
    ],
  })
