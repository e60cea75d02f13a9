/** Disks and cards of a virtual machine: which is which, what grows, what is added, and what a guest could not plug. */
import { describe } from 'vitest'
import type { DesiredDisk, DesiredNic } from '../../../../src/graph/desired-node.ts'
import { checkPlansOfDevices } from './cases.ts'

const restart = ['restart shutdown 120', 'start']

describe('the disk', () => {
  checkPlansOfDevices([
    {
      reason: 'grows to what is declared, while the guest runs',
      node: { guest: { disk: 20 } },
      changes: ['disk: 20 <- 10 (update)'],
      steps: ['resize virtio0 20'],
    },
    {
      reason: 'that is larger than declared is accepted: PVE cannot shrink one',
      node: { guest: { disk: 5 } },
      changes: [],
      steps: [],
    },
    {
      reason: 'is the one that the guest boots from, under whatever slot',
      node: { guest: { disk: 20 } },
      seen: { config: { boot: 'order=scsi1;virtio0', scsi1: 'vmstore:9001/vm-9001-disk-1.raw,size=12G' } },
      changes: ['disk: 20 <- 12 (update)'],
      steps: ['resize scsi1 20'],
    },
    {
      reason: 'is the first one where the boot order names none',
      node: { guest: { disk: 20 } },
      seen: { config: { boot: null, virtio0: null, scsi0: 'vmstore:9001/vm-9001-disk-0.raw,size=10G' } },
      changes: ['disk: 20 <- 10 (update)'],
      steps: ['resize scsi0 20'],
    },
    {
      reason: 'is never a declared extra one, also not where the guest boots from that',
      node: { guest: { disk: 20, disks: [{ name: 'data', size: 4, datastore: 'vmstore' }] } },
      seen: { config: { boot: 'order=virtio1', virtio1: 'vmstore:9001/b.raw,serial=data,size=4G' } },
      changes: ['disk: 20 <- 10 (update)'],
      steps: ['resize virtio0 20'],
    },
    {
      reason: 'of a size that is no whole number of GiB grows too',
      seen: { config: { virtio0: 'vmstore:9001/vm-9001-disk-0.raw,size=2252M' } },
      changes: ['disk: 10 <- 2.19921875 (update)'],
      steps: ['resize virtio0 10'],
    },
  ])
})

describe('an extra disk', () => {
  const data: DesiredDisk = { name: 'data', size: 40, datastore: 'fast' }
  const at = (size: string) => `vmstore:9001/b.raw,serial=data,size=${size}`

  checkPlansOfDevices([
    {
      reason: 'is found by its serial under any slot',
      node: { guest: { disks: [data] } },
      seen: { config: { scsi7: at('40G') } },
      changes: [],
      steps: [],
    },
    {
      reason: 'that is missing is added at the first free slot, with its name as serial',
      node: { guest: { disks: [data] } },
      seen: { config: { virtio1: 'vmstore:9001/other.raw,size=1G' } },
      changes: ['disks.data.size: 40 <- null (update)'],
      steps: ['configure virtio2=fast:40,discard=on,iothread=1,serial=data'],
    },
    {
      reason: 'never takes the place of a system disk, also where that is elsewhere',
      node: { guest: { disks: [data] } },
      seen: { config: { virtio0: null, boot: 'order=scsi0', scsi0: 'vmstore:9001/vm-9001-disk-0.raw,size=10G' } },
      changes: ['disks.data.size: 40 <- null (update)'],
      steps: ['configure virtio1=fast:40,discard=on,iothread=1,serial=data'],
    },
    {
      reason: 'grows where it stands, also on another storage than declared',
      node: { guest: { disks: [data] } },
      seen: { config: { virtio3: at('30G') } },
      changes: ['disks.data.size: 40 <- 30 (update)'],
      steps: ['resize virtio3 40'],
    },
    {
      reason: 'that is larger than declared is accepted',
      node: { guest: { disks: [data] } },
      seen: { config: { virtio3: at('50G') } },
      changes: [],
      steps: [],
    },
    {
      reason: 'that nobody declares any more stays: what is on it may be all there is',
      seen: { config: { virtio3: at('40G') } },
      changes: [],
      steps: [],
    },
    {
      reason: 'that a guest without disk hotplug could not plug needs a restart, and is not made again',
      node: { guest: { disks: [data] } },
      seen: { pending: { virtio1: { value: at('40G') } } },
      changes: ['disks.data: 40 <- restart pending (restart)'],
      steps: restart,
    },
    {
      reason: 'does not take the slot of one that is yet to be plugged',
      node: { guest: { disks: [data] } },
      seen: { pending: { virtio1: { value: 'vmstore:9001/other.raw,size=1G' } } },
      changes: ['disks.data.size: 40 <- null (update)'],
      steps: ['configure virtio2=fast:40,discard=on,iothread=1,serial=data'],
    },
    {
      reason: 'that is to be taken out with the next start is kept',
      node: { guest: { disks: [data] } },
      seen: { config: { virtio1: at('40G') }, pending: { virtio1: { delete: true } } },
      changes: ['disks.data: 40 <- another with the next start (pending) (update)'],
      steps: ['configure revert=virtio1'],
    },
    {
      reason: 'of two is grown, the other one added',
      node: { guest: { disks: [data, { name: 'wal', size: 10, datastore: 'vmstore' }] } },
      seen: { config: { virtio1: at('30G') } },
      changes: ['disks.data.size: 40 <- 30 (update)', 'disks.wal.size: 10 <- null (update)'],
      steps: ['configure virtio2=vmstore:10,discard=on,iothread=1,serial=wal', 'resize virtio1 40'],
    },
  ])
})

describe('a network card', () => {
  const made = (more: Partial<DesiredNic> = {}): DesiredNic => ({
    name: 'eth0',
    bridge: 'vmbr0',
    mac: 'BC:24:11:00:00:01',
    made: true,
    ...more,
  })
  const fixed = (mac: string, more: Partial<DesiredNic> = {}): DesiredNic => ({
    name: 'front',
    bridge: 'vmbr0',
    mac,
    ...more,
  })

  checkPlansOfDevices([
    {
      reason: 'keeps the address it has where none is declared, and everything else that people set',
      node: { guest: { nics: [made({ vlan: 20 })] } },
      seen: { config: { net0: 'e1000=02:00:00:00:00:99,bridge=vmbr0,firewall=1,rate=10' } },
      changes: ['nics.eth0.vlan: 20 <- null (update)'],
      steps: ['configure net0=e1000=02:00:00:00:00:99,bridge=vmbr0,firewall=1,rate=10,tag=20'],
    },
    {
      reason: 'with another address than the one made up for it is as declared',
      seen: { config: { net0: 'virtio=02:00:00:00:00:99,bridge=vmbr0' } },
      changes: [],
      steps: [],
    },
    {
      reason: 'gets the address that is declared',
      node: { guest: { nics: [fixed('02:00:00:00:00:0A')] } },
      changes: ['nics.front.mac: 02:00:00:00:00:0A <- BC:24:11:00:00:01 (update)'],
      steps: ['configure net0=virtio=02:00:00:00:00:0A,bridge=vmbr0'],
    },
    {
      reason: 'loses a VLAN that nobody declares, and changes its bridge in the same write',
      node: { guest: { nics: [made({ bridge: 'vmbr1' })] } },
      seen: { config: { net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=20' } },
      changes: ['nics.eth0.bridge: vmbr1 <- vmbr0 (update)', 'nics.eth0.vlan: null <- 20 (update)'],
      steps: ['configure net0=virtio=BC:24:11:00:00:01,bridge=vmbr1'],
    },
    {
      reason: 'is found by its address, wherever it is plugged',
      node: {
        guest: { nics: [fixed('02:00:00:00:00:0A'), fixed('02:00:00:00:00:0B', { name: 'back', bridge: 'vmbr1' })] },
      },
      seen: {
        config: { net0: 'virtio=02:00:00:00:00:0B,bridge=vmbr1', net1: 'virtio=02:00:00:00:00:0A,bridge=vmbr0' },
      },
      changes: [],
      steps: [],
    },
    {
      reason: 'does not take the place of a card that another declaration knows by its address',
      node: { guest: { nics: [made({ mac: 'BC:24:11:00:00:77' }), fixed('02:00:00:00:00:0B')] } },
      seen: { config: { net0: 'virtio=02:00:00:00:00:0B,bridge=vmbr0' } },
      changes: ['nics.eth0: vmbr0 <- null (update)'],
      steps: ['configure net1=virtio=BC:24:11:00:00:77,bridge=vmbr0'],
    },
    {
      reason: 'that is missing is added at a free place, after the others',
      node: { guest: { nics: [made(), made({ name: 'back', mac: 'BC:24:11:00:00:02', bridge: 'vmbr1', vlan: 7 })] } },
      changes: ['nics.back: vmbr1 <- null (update)'],
      steps: ['configure net1=virtio=BC:24:11:00:00:02,bridge=vmbr1,tag=7'],
    },
    {
      reason: 'that nobody declares stays: a person plugged it',
      seen: { config: { net5: 'virtio=02:00:00:00:00:55,bridge=vmbr9' } },
      changes: [],
      steps: [],
    },
    {
      reason: 'that a guest without network hotplug could not plug needs a restart, and is not written again',
      node: { guest: { nics: [made(), made({ name: 'back', mac: 'BC:24:11:00:00:02' })] } },
      seen: { pending: { net1: { value: 'virtio=BC:24:11:00:00:02,bridge=vmbr0' } } },
      changes: ['nics.back: vmbr0 <- restart pending (restart)'],
      steps: restart,
    },
    {
      reason: 'that waits for a restart to be as declared is not Ready before',
      node: { guest: { nics: [made({ bridge: 'vmbr1' })] } },
      seen: { pending: { net0: { value: 'virtio=BC:24:11:00:00:01,bridge=vmbr1' } } },
      changes: ['nics.eth0: vmbr1 <- restart pending (restart)'],
      steps: restart,
    },
    {
      reason: 'is kept as it is where the next start would change it',
      seen: { pending: { net0: { value: 'virtio=BC:24:11:00:00:01,bridge=vmbr9' } } },
      changes: ['nics.eth0: vmbr0 <- another with the next start (pending) (update)'],
      steps: ['configure revert=net0'],
    },
    {
      reason: 'is kept where the next start would take it out',
      seen: { pending: { net0: { delete: true } } },
      changes: ['nics.eth0: vmbr0 <- another with the next start (pending) (update)'],
      steps: ['configure revert=net0'],
    },
    {
      reason: 'is written over where it is wrong now and after the next start',
      node: { guest: { nics: [made({ bridge: 'vmbr1' })] } },
      seen: { pending: { net0: { value: 'virtio=BC:24:11:00:00:01,bridge=vmbr9' } } },
      changes: ['nics.eth0.bridge: vmbr1 <- vmbr0 (update)'],
      steps: ['configure net0=virtio=BC:24:11:00:00:01,bridge=vmbr1'],
    },
  ])
})
