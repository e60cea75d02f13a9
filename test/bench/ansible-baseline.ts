/** The same guests by a loop of Ansible's `proxmox_kvm`, as its users write it: one after the other, made, grown, started. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reached } from './hosts.ts'
import { keptByCi } from './kept-by-ci.ts'
import { timedCommand } from './timed-command.ts'

/** Seconds; undefined where the Python that `.ci/run clients` makes is not there. */
export async function makeByAnsible(
  folder: string,
  { endpoint, node, token }: Reached,
  guests: number,
  image: string,
): Promise<number | undefined> {
  const python = keptByCi('clients-*/bin/python3')
  if (python === undefined) return undefined
  const [, user = '', id = '', secret = ''] = /^(.+)!(.+)=(.+)$/.exec(token) ?? []
  const { hostname, port } = new URL(endpoint)
  const there = { api_host: hostname, api_port: port, api_user: user, api_token_id: id, api_token_secret: secret }
  const loop = { loop: `{{ range(7000, ${7000 + guests}) | list }}` }
  const play = [
    {
      hosts: 'localhost',
      gather_facts: false,
      module_defaults: { 'group/community.proxmox.proxmox': { ...there, validate_certs: false } },
      tasks: [
        {
          'community.proxmox.proxmox_kvm': {
            node,
            vmid: '{{ item }}',
            name: 'ansible-{{ item }}',
            memory: 1024,
            virtio: { virtio0: `local-zfs:0,import-from=${image},format=raw` },
            net: { net0: 'virtio,bridge=vmbr0' },
          },
          ...loop,
        },
        {
          'community.proxmox.proxmox_disk': { vmid: '{{ item }}', disk: 'virtio0', size: '10G', state: 'resized' },
          ...loop,
        },
        { 'community.proxmox.proxmox_kvm': { node, vmid: '{{ item }}', state: 'started' }, ...loop },
      ],
    },
  ]
  const file = join(folder, 'play.json')
  writeFileSync(file, JSON.stringify(play))
  const { wall } = await timedCommand(python, ['-m', 'ansible', 'playbook', file], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      ANSIBLE_LOCALHOST_WARNING: 'false',
      ANSIBLE_INVENTORY_UNPARSED_WARNING: 'false',
      PYTHONWARNINGS: 'ignore',
    },
  })
  return wall
}
