/** Storages and the volumes on them: names, sizes, where they lie. */
import type { Host } from './host.ts'
import { pass, seconds } from './host.ts'
import { failure } from './refusal.ts'
import type { StorageConfig, Volume } from './state.ts'
import type { VolumeName } from './volume-name.ts'
import { isBlock, parseVolumeId, volumePath } from './volume-name.ts'

/** What a simulated disk holds, in bytes, and what is taken on it besides the volumes. */
export const storageTotal = 1_000_204_886_016
const storageTaken = 12_884_901_888

export function storageConfig(host: Host, id: string): StorageConfig {
  const config = host.state.storages[id]
  if (!config) throw failure(`storage '${id}' does not exist`)
  return config
}

/** A storage that a node can use; refuses as the real server does. */
export function enabledStorage(host: Host, node: string, id: string): StorageConfig {
  const config = storageConfig(host, id)
  if (config.disabled) throw failure(`storage '${id}' is disabled`)
  if (config.nodes && !config.nodes.includes(node)) throw failure(`storage '${id}' is not available on node '${node}'`)
  return config
}

const volidOf = (volume: Volume): string => `${volume.storage}:${volume.name}`
export { volidOf }

/** The file behind a volume: a linked clone is the same file with and without its base. */
function keyOf(config: StorageConfig, node: string, { name, vmid, file }: VolumeName): string {
  const place = config.shared ? '' : node
  return `${place}/${config.storage}:${vmid === undefined ? name : `${vmid}/${file}`}`
}

export function findVolume(host: Host, node: string, volid: string): Volume | undefined {
  const parsed = parseVolumeId(host, volid)
  return host.state.volumes[keyOf(storageConfig(host, parsed.storage), node, parsed)]
}

export function needVolume(host: Host, node: string, volid: string): Volume {
  const volume = findVolume(host, node, volid)
  if (!volume) throw failure(`volume '${volid}' does not exist`)
  return volume
}

export interface NewVolume {
  readonly volid: string
  readonly node: string
  readonly format: string
  readonly size: number
  readonly virtual?: number
  readonly system?: string
  readonly bytes?: string
  readonly sha256?: string
}

export function addVolume(host: Host, { volid, node, ...rest }: NewVolume): Volume {
  const parsed = parseVolumeId(host, volid)
  const config = storageConfig(host, parsed.storage)
  const owner = parsed.vmid === undefined ? {} : { vmid: parsed.vmid }
  const volume: Volume = {
    storage: parsed.storage,
    name: parsed.name,
    node: config.shared ? '' : node,
    content: parsed.content,
    ctime: seconds(host),
    ...owner,
    ...rest,
  }
  host.state.volumes[keyOf(config, node, parsed)] = volume
  return volume
}

/** False when there was none. */
export function removeVolume(host: Host, node: string, volid: string): boolean {
  const parsed = parseVolumeId(host, volid)
  const key = keyOf(storageConfig(host, parsed.storage), node, parsed)
  const existed = host.state.volumes[key] !== undefined
  delete host.state.volumes[key]
  return existed
}

/** The volumes of a storage as a node sees them, sorted by name. */
export function volumesOn(host: Host, node: string, storage: string): Volume[] {
  const here = (volume: Volume) => volume.storage === storage && (volume.node === '' || volume.node === node)
  return Object.values(host.state.volumes)
    .filter(here)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whether any image rests on this one. */
export function hasLinkedClones(host: Host, node: string, volid: string): boolean {
  const { storage, file, vmid } = parseVolumeId(host, volid)
  // As a base it goes by its own name alone, also where it rests on another itself.
  return volumesOn(host, node, storage).some((volume) => {
    const { base } = parseVolumeId(host, volidOf(volume))
    return base === file || base === `${vmid}/${file}`
  })
}

/** The lowest free `vm-ID-disk-N` on a storage; `kind` is `vm` or `base`. */
export function freeImageName(host: Host, node: string, storage: string, vmid: number, format: string): string {
  const taken = new Set<number>()
  for (const volume of Object.values(host.state.volumes)) {
    if (volume.vmid !== vmid || volume.storage !== storage || (volume.node !== '' && volume.node !== node)) continue
    const number = /-disk-(\d+)(?:\.[^.]+)?$/.exec(volume.name)?.[1]
    if (number !== undefined) taken.add(Number(number))
  }
  let number = 0
  while (taken.has(number)) number += 1
  const name = `vm-${vmid}-disk-${number}`
  return isBlock(storageConfig(host, storage)) ? `${storage}:${name}` : `${storage}:${vmid}/${name}.${format}`
}

export function usedBytes(host: Host, node: string, storage: string): number {
  if (host.trouble.isFull(storage)) return storageTotal
  return volumesOn(host, node, storage).reduce((sum, volume) => sum + volume.size, storageTaken)
}

/** A volume like any other, where there is room for it. */
export function allocate(host: Host, volume: NewVolume): Volume {
  const { storage } = parseVolumeId(host, volume.volid)
  if (host.trouble.isFull(storage)) {
    const path = volumePath(host, volume.volid)
    throw failure(`unable to create image: qemu-img: ${path}: Could not resize file: No space left on device`)
  }
  return addVolume(host, volume)
}

/** The format of a new image; a block device knows only the plain one. */
export function imageFormat(host: Host, storage: string, asked: string | undefined, usual: string): string {
  if (!isBlock(storageConfig(host, storage))) return asked ?? usual
  if (asked !== undefined && asked !== 'raw') throw failure(`unsupported format '${asked}'`)
  return 'raw'
}

/** Runs with the lock of a storage held, as every allocation and removal on it does. */
export async function withStorageLock<T>(
  host: Host,
  id: string,
  signal: AbortSignal,
  work: () => T | Promise<T>,
): Promise<T> {
  const name = `/var/lock/pve-manager/pve-storage-${id}`
  const release = await host.locks.acquire(name, { timeoutMs: host.lockWait, signal })
  try {
    await pass(host, 'allocate', signal)
    return await work()
  } finally {
    release()
  }
}

/** `96M`, `1G`: bytes in the largest unit that divides them. */
export function printSize(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T']
  let amount = bytes
  let unit = 0
  while (unit < units.length - 1 && amount > 0 && amount % 1024 === 0) {
    amount /= 1024
    unit += 1
  }
  return `${amount}${units[unit]}`
}

/** Bytes of `96M`, `1.5G` or a plain number. */
export function readSize(text: string): number {
  const [, amount = '0', unit = ''] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text) ?? []
  return Math.round(Number(amount) * 1024 ** ['', 'K', 'M', 'G', 'T'].indexOf(unit))
}
