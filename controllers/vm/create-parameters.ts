/** The call that makes a virtual machine: the seed system's hardware, with the mark in the same call. */
import type { Assignment } from '../controller.ts'
import type { DesiredDisk, DesiredNic, DesiredNode } from '../../src/graph/desired-node.ts'
import { printNic, type Nic } from '../../src/pve/drive.ts'
import { seedFilename, type Parameters } from '../../src/steps/operation.ts'
import { fields } from './fields.ts'

/** A card as PVE takes it; model and further properties of one that exists are kept. */
export const cardText = ({ mac, made, bridge, vlan }: DesiredNic, seen: Nic | undefined): string =>
  printNic({
    model: seen?.model ?? 'virtio',
    mac: made ? (seen?.mac ?? mac) : mac,
    bridge,
    ...(vlan === undefined ? {} : { vlan }),
    rest: seen?.rest ?? {},
  })

/** A new extra disk; its serial is its name, so that it is found again under any slot. */
export const diskText = ({ datastore, size, name }: DesiredDisk): string =>
  `${datastore}:${size},discard=on,iothread=1,serial=${name}`

/** Where a guest's seed lies. */
export const seedVolume = (
  { identity }: DesiredNode,
  { vmid, uid, isoStorage }: Pick<Assignment, 'vmid' | 'uid' | 'isoStorage'>,
): string => `${isoStorage}:iso/${seedFilename(identity.site, vmid, uid)}`

/** Tags that a guest has to have; others that it has stay. */
export const wantedTags = ({ guest }: DesiredNode): readonly string[] => ['homestak', ...guest.tags]

/** What a new guest is given whatever its disk comes from. */
export function hardwareParameters(node: DesiredNode, assignment: Assignment): Parameters {
  const { guest } = node
  return {
    ...Object.fromEntries(fields.map((field) => [field.key, field.write(node)])),
    ...Object.fromEntries(guest.disks.map((disk, index) => [`virtio${index + 1}`, diskText(disk)])),
    ...Object.fromEntries(guest.nics.map((nic, index) => [`net${index}`, cardText(nic, undefined)])),
    ...(guest.template ? {} : { ide2: `${seedVolume(node, assignment)},media=cdrom` }),
    tags: wantedTags(node).join(';'),
  }
}

/** Parameters of `POST /nodes/{node}/qemu`. */
export function createParameters(node: DesiredNode, assignment: Assignment, description: string): Parameters {
  const { image, vmid } = assignment
  const source = image?.kind === 'import' ? `,import-from=${image.volume}` : ''
  return {
    vmid,
    ...hardwareParameters(node, assignment),
    virtio0: `${node.guest.datastore}:0${source},format=raw,discard=on,iothread=1`,
    boot: 'order=virtio0',
    description,
    ...(node.policy.protect ? { protection: 1 } : {}),
  }
}
