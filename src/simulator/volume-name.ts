/** Volume ids taken apart: directories name volumes otherwise than logical volumes and ZFS do. */
import type { Host } from './host.ts'
import { failure } from './refusal.ts'
import type { StorageConfig } from './state.ts'

export interface VolumeName {
  readonly storage: string
  readonly name: string
  readonly content: string
  /** The last part of the name. */
  readonly file: string
  readonly vmid?: number
  /** Of a linked clone: the template's image. */
  readonly base?: string
}

/** Whether images are block devices, without a file and its format. */
export const isBlock = ({ type }: Pick<StorageConfig, 'type'>): boolean => blockTypes.has(type)
const blockTypes = new Set(['lvm', 'lvmthin', 'zfspool'])

/** Throws as the real server does on what no such storage could have; of an unknown storage a directory is assumed. */
export function parseVolumeId(host: Host, volid: string): VolumeName {
  const [, storage, name] = /^([^:]+):(.+)$/s.exec(volid) ?? []
  if (storage === undefined || name === undefined) throw failure(`unable to parse volume ID '${volid}'`)
  const type = host.state.storages[storage]?.type ?? 'dir'
  return blockTypes.has(type) ? parseBlockName(type, storage, name) : parseFileName(storage, name)
}

function parseFileName(storage: string, name: string): VolumeName {
  const [, content, file] = /^(iso|vztmpl|import|snippets|backup)\/([^/]+)$/.exec(name) ?? []
  if (content !== undefined && file !== undefined) return { storage, name, content, file }
  const [, base, vmid, image] = /^(?:(\d+\/base-[^/]+)\/)?(\d+)\/([^/]+)$/.exec(name) ?? []
  if (vmid === undefined || image === undefined) throw failure(`unable to parse directory volume name '${name}'`)
  return { storage, name, content: 'images', file: image, vmid: Number(vmid), ...(base === undefined ? {} : { base }) }
}

function parseBlockName(type: string, storage: string, name: string): VolumeName {
  const [, base, file, vmid] = /^(?:(base-\d+-[^/\s]+)\/)?((?:vm|base)-(\d+)-[^/\s]+)$/.exec(name) ?? []
  const fits = base === undefined || type === 'zfspool'
  if (file === undefined || !fits) {
    throw failure(`unable to parse ${type === 'zfspool' ? 'zfs' : 'lvm'} volume name '${name}'`)
  }
  return { storage, name, content: 'images', file, vmid: Number(vmid), ...(base === undefined ? {} : { base }) }
}

const folders: Readonly<Record<string, string>> = {
  iso: 'template/iso',
  vztmpl: 'template/cache',
  import: 'import',
  snippets: 'snippets',
  backup: 'dump',
}

/** Where the volume lies on the host. */
export function volumePath(host: Host, volid: string): string {
  const { storage, content, file, vmid } = parseVolumeId(host, volid)
  const config = host.state.storages[storage]
  if (!config) throw failure(`storage '${storage}' does not exist`)
  if (isBlock(config)) return `${config.path}/${file}`
  return vmid === undefined ? `${config.path}/${folders[content]}/${file}` : `${config.path}/images/${vmid}/${file}`
}
