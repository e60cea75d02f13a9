/** What can be done with the disks of a guest, and the few commands of its monitor. */
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import type { Host } from '../host.ts'
import { failure, Refusal } from '../refusal.ts'
import type { Config, Guest } from '../state.ts'
import { findVolume, storageConfig } from '../storage.ts'
import { drivesOf, fileOf, isCloudinit, isImage } from './drive.ts'
import { findGuest } from './guest.ts'

/** Whether every disk can be snapshotted: a raw file cannot, nor can a plain logical volume. */
export function canSnapshot(host: Host, guest: Guest, config: Readonly<Config>): boolean {
  return drivesOf(config).every(([, drive]) => {
    if (!isImage(drive) || fileOf(drive).startsWith('/')) return true
    const volume = findVolume(host, guest.node, fileOf(drive))
    if (!volume) return true
    const { type } = storageConfig(host, volume.storage)
    if (['lvmthin', 'zfspool', 'btrfs'].includes(type)) return true
    return type !== 'lvm' && (volume.format === 'qcow2' || isCloudinit(drive))
  })
}

/** Whether a linked clone can be made; a cloud-init drive is asked about like any disk, and rests on nothing. */
const canLink = (host: Host, guest: Guest): boolean =>
  guest.config['template'] === '1' &&
  drivesOf(guest.config).every(([, drive]) => {
    if (!isImage(drive)) return true
    const volume = findVolume(host, guest.node, fileOf(drive))
    return !isCloudinit(drive) && volume !== undefined && storageConfig(host, volume.storage).type !== 'lvm'
  })

function feature(call: Call): Record<string, unknown> {
  const { host, node, params } = call
  const guest = findGuest(host, node, Number(params['vmid']))
  const name = asText(params['snapname'])
  const snapshot = guest.snapshots.find((candidate) => candidate.name === name)
  if (name !== undefined && !snapshot) throw failure(`snapshot '${name}' does not exist`)
  const config = snapshot?.config ?? guest.config
  const asked = asText(params['feature'])
  const has = asked === 'copy' || (asked === 'clone' ? canLink(host, guest) : canSnapshot(host, guest, config))
  return { hasFeature: has ? 1 : 0, nodes: has ? [...host.state.nodes] : [] }
}

function monitor(call: Call): string {
  const { host, node, params, label } = call
  const { vmid, running } = findGuest(host, node, Number(params['vmid']))
  const command = asText(params['command']) ?? ''
  if (!running) return `ERROR: VM ${vmid} not running\n`
  if (command === 'info status') return `VM status: ${running.paused ? 'paused' : 'running'}\r\n`
  if (command === 'info version') return '10.0.13\r\n'
  throw new Refusal(501, `Method '${label}' with command '${command}' not implemented`)
}

const at = '/nodes/{node}/qemu/{vmid}'

export const featureRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}/feature`]: feature,
  [`POST ${at}/monitor`]: monitor,
}
