/** What Ansible does with a host and around its guests, and what its inventory shows of both. */
import { describe, expect, test } from 'vitest'
import { areThere, complaintOf, here, simulatedHost } from './clients.ts'
import { testPlaybooks } from './playbooks.ts'

testPlaybooks('Ansible, host', 'playbooks/host')

/** Marks strings that are no templates. */
const plain = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && '__ansible_unsafe' in value ? value.__ansible_unsafe : value

describe.skipIf(!areThere)('Ansible, inventory', () => {
  test('guests are in groups by node, pool, state and tag, with their facts, and the same twice', async () => {
    const host = await simulatedHost()
    const ansible = (...words: readonly string[]) => host.run('python3', '-m', 'ansible', ...words)
    expect(complaintOf(await ansible('playbook', here('inventory', 'guests.yml')))).toBe('')
    const read = async () => {
      const ended = await ansible('inventory', '-i', here('inventory', 'proxmox.yml'), '--list')
      expect(complaintOf(ended)).toBe('')
      const { _meta: meta, ...groups } = JSON.parse(ended.out, plain)
      // Guests come in any order, and so do the hosts of a group.
      for (const { hosts } of Object.values<{ hosts?: string[] }>(groups)) hosts?.sort()
      return { groups, hostvars: meta.hostvars }
    }
    const { groups, hostvars } = await read()
    expect(groups).toMatchObject({
      proxmox_all_qemu: { hosts: ['idle', 'web'] },
      proxmox_all_running: { hosts: ['web'] },
      proxmox_all_stopped: { hosts: ['idle'] },
      proxmox_nodes: { hosts: ['pve'] },
      proxmox_pool_team: { hosts: ['idle', 'web'] },
      proxmox_pve_qemu: { hosts: ['idle', 'web'] },
      tag_eu: { hosts: ['web'] },
      tag_front: { hosts: ['web'] },
    })
    expect(hostvars.web).toMatchObject({
      proxmox_vmid: 100,
      proxmox_status: 'running',
      proxmox_qmpstatus: 'running',
      proxmox_tags_parsed: ['eu', 'front'],
      proxmox_agent: { enabled: '1' },
      proxmox_net0: { bridge: 'vmbr0' },
    })
    expect(hostvars.web.proxmox_agent_interfaces).toMatchObject([{ name: 'lo' }, { name: 'eth0' }])
    const again = await read()
    expect(again.groups).toEqual(groups)
    expect(Object.keys(again.hostvars).toSorted()).toEqual(Object.keys(hostvars).toSorted())
  })
})
