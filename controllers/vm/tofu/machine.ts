/** A guest as the tofu module takes it: a new one as it is declared, one that exists as it is, with what is to change. */
import type { Assignment } from '../../controller.ts'
import type { DesiredNode } from '../../../src/graph/desired-node.ts'
import { parseProperties } from '../../../src/pve/drive.ts'
import type { TofuDisk, TofuMachine, TofuNic } from '../../../src/steps/operation.ts'
import { seedVolume, wantedTags } from '../create-parameters.ts'
import { bootDisk, missingDisks, pairNics } from '../devices.ts'
import { startup } from '../fields.ts'
import type { ObservedDisk, VmState } from '../state.ts'
import { observedCard, observedDisk, settingOf } from './observed.ts'

export function newMachine(node: DesiredNode, assignment: Assignment, description: string): TofuMachine {
  const { guest, policy } = node
  const { vmid, image } = assignment
  const system = {
    slot: 'virtio0',
    datastore: guest.datastore,
    size: guest.disk,
    format: 'raw',
    ...(image?.kind === 'import' ? { image: image.volume } : {}),
    ...made,
  }
  return {
    ...scalars(node, vmid),
    serial_devices: ['socket'],
    ...(guest.template ? {} : { cdrom: { slot: 'ide2', volume: seedVolume(node, assignment) } }),
    disks: [system, ...guest.disks.map((disk, index) => newDisk(disk, `virtio${index + 1}`))],
    nics: guest.nics.map(newCard),
    description,
    tags: wantedTags(node),
    protection: policy.protect,
    boot_order: ['virtio0'],
  }
}

/**
 * With one disk the provider writes all of them, and each with all that it knows of. On a guest whose disks somebody else
 * wrote, that would wait for a restart and keep a disk from growing until then.
 */
export const mayWriteDisks = ({ view, disks }: VmState): boolean =>
  disks.every(({ slot }) => settingOf(view, slot)?.includes('aio=') === true)

/** Nor does it grow a disk whose volume is not named after the guest alone, as that of a linked clone in a folder. */
export function mayGrow(state: VmState, { volume }: ObservedDisk): boolean {
  const { vmid } = state.view
  if (!mayWriteDisks(state)) return false
  const name = volume.slice(volume.indexOf(':') + 1)
  return name.startsWith(`vm-${vmid}-`) || name.startsWith(`${vmid}/vm-${vmid}-`)
}

/** `grow`: disks become as large as declared; else they stay as they are. */
export const machineWith = (node: DesiredNode, state: VmState, { grow }: { readonly grow: boolean }): TofuMachine => ({
  ...scalars(node, state.view.vmid),
  serial_devices: ['socket', ...[1, 2, 3].flatMap((port) => settingOf(state.view, `serial${port}`) ?? [])],
  disks: [
    ...state.disks.map((disk) => ({
      ...observedDisk(state.view, disk),
      size: grow && mayGrow(state, disk) ? Math.max(disk.size, declaredSize(node, state, disk)) : disk.size,
    })),
    ...(mayWriteDisks(state)
      ? missingDisks(node.guest.disks, state).map(({ declared, slot }) => newDisk(declared, slot))
      : []),
  ],
  nics: cards(node, state),
})

/** As homestak makes disks. */
const made = { discard: 'on', iothread: true } as const

function scalars({ guest }: DesiredNode, vmid: number) {
  const { order, up, down } = parseProperties(startup, 'order')
  return {
    name: guest.name,
    vmid,
    cores: guest.cores,
    memory: guest.memory,
    on_boot: guest.onBoot,
    startup: { order: Number(order), up: Number(up), down: Number(down) },
  }
}

const newDisk = ({ name, size, datastore }: DesiredNode['guest']['disks'][number], slot: string): TofuDisk => ({
  slot,
  datastore,
  size,
  serial: name,
  ...made,
})

function declaredSize({ guest }: DesiredNode, state: VmState, disk: ObservedDisk): number {
  if (bootDisk(state, guest.disks) === disk) return guest.disk
  return guest.disks.find(({ name }) => name === disk.serial)?.size ?? 0
}

const newCard = ({ bridge, mac, vlan = 0 }: DesiredNode['guest']['nics'][number]): TofuNic => ({
  bridge,
  mac,
  vlan,
  model: 'virtio',
})

/** The provider counts cards by their place in the list. */
function cards({ guest }: DesiredNode, state: VmState): TofuNic[] {
  const pairs = pairNics(guest.nics, state)
  const seen = state.nics.map((observed) => {
    const card = observedCard(observed)
    const pair = pairs.find((candidate) => candidate.seen === observed)
    if (pair?.standing !== 'differs') return card
    const { bridge, mac, vlan = 0, made: isMade } = pair.declared
    return { ...card, bridge, vlan, mac: (isMade && card.mac) || mac }
  })
  return [...seen, ...pairs.filter(({ standing }) => standing === 'missing').map(({ declared }) => newCard(declared))]
}
