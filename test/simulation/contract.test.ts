/** Every controller there is, held to what all of them have to keep. */
import { stringify } from 'yaml'
import { vmController } from '../../controllers/vm/index.ts'
import { controllerContract } from '../contract.ts'

const one = (more: Readonly<Record<string, unknown>> = {}) =>
  stringify({
    schema_version: 2,
    name: 'one',
    nodes: [
      {
        name: 'guest',
        type: 'vm',
        preset: 'vm-small',
        image: 'debian-12',
        vmid: 9001,
        disks: [{ name: 'data', size: 2 }],
        ...more,
      },
    ],
  })

controllerContract('virtual machines', {
  controller: vmController,
  manifest: one(),
  vmid: 9001,
  replaced: one({ image: 'debian-13' }),
  without: one({ name: 'other', vmid: 9002, suspend: true }),
  drifts: {
    'another size': { cores: 7, memory: 512 },
    'another name and no tags': { name: 'renamed', delete: 'tags' },
    'another bridge': { net0: 'virtio,bridge=vmbr0,tag=7' },
    'a seed that was taken out': { ide2: 'none,media=cdrom' },
    'a disk that was taken off': { delete: 'virtio1' },
    'other hardware': { agent: 0, cpu: 'kvm64', ostype: 'other', delete: 'serial0,balloon' },
  },
})
