/** The methods of storages: their configuration, their figures, their content. */
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import type { Host } from '../host.ts'
import { failure, parameterRefusal, Refusal } from '../refusal.ts'
import type { StorageConfig, Volume } from '../state.ts'
import { findVolume, storageConfig, storageTotal, usedBytes, volidOf, volumesOn } from '../storage.ts'
import { demandVolume } from '../volume-access.ts'
import { volumePath } from '../volume-name.ts'
import { seesStorage } from './resources.ts'

const nameOf = ({ params }: Call): string => asText(params['storage']) ?? ''

function figures(host: Host, node: string, storage: StorageConfig): Record<string, unknown> {
  const total = storage.disabled ? 0 : storageTotal
  const used = storage.disabled ? 0 : usedBytes(host, node, storage.storage)
  return {
    type: storage.type,
    content: storage.content.join(','),
    active: storage.disabled ? 0 : 1,
    enabled: storage.disabled ? 0 : 1,
    shared: storage.shared ? 1 : 0,
    total,
    used,
    avail: total - used,
  }
}

function list(call: Call): unknown[] {
  const { host, node, params } = call
  const kinds = asList(params['content'])
  const wanted = asText(params['storage'])
  if (wanted !== undefined && !host.state.storages[wanted]) throw parameterRefusal({ storage: 'No such storage.' })
  const target = asText(params['target'])
  const reaches = (storage: StorageConfig) =>
    target === undefined || target === node || (storage.shared && (storage.nodes?.includes(target) ?? true))
  return Object.values(host.state.storages)
    .filter((storage) => (storage.nodes?.includes(node) ?? true) && !(isOn(params['enabled']) && storage.disabled))
    .filter((storage) => seesStorage(call, storage.storage) && (wanted === undefined || wanted === storage.storage))
    .filter(reaches)
    .filter((storage) => kinds.length === 0 || kinds.some((kind) => storage.content.includes(kind)))
    .map((storage) => {
      const entry = figures(host, node, storage)
      const share = storage.disabled ? {} : { used_fraction: Number(entry['used']) / storageTotal }
      return { storage: storage.storage, ...entry, ...share }
    })
}

function status(call: Call): Record<string, unknown> {
  const storage = call.host.state.storages[nameOf(call)]
  if (!storage) throw parameterRefusal({ storage: 'No such storage.' })
  return figures(call.host, call.node, storage)
}

function contentEntry(volume: Volume): Record<string, unknown> {
  const { content, format, size, ctime, vmid } = volume
  const parent = parentOf(volume)
  const image = content === 'images' ? { vmid, used: Math.round(size / 4), parent } : {}
  return { volid: volidOf(volume), content, format, size, ctime, ...image }
}

const parentOf = (volume: Volume): string | null => {
  const [, file, block] = /^(?:(\d+\/base-[^/]+)|(base-[^/]+))\//.exec(volume.name) ?? []
  return file === undefined ? (block ?? null) : `../${file}`
}

function content({ host, caller, node, params }: Call): unknown[] {
  const storage = storageConfig(host, asText(params['storage']) ?? '')
  const mayUse = (volume: Volume): boolean => {
    try {
      demandVolume(host, caller, volidOf(volume))
      return true
    } catch (error) {
      if (error instanceof Refusal) return false
      throw error
    }
  }
  const kind = asText(params['content'])
  const vmid = params['vmid'] === undefined ? undefined : Number(params['vmid'])
  return volumesOn(host, node, storage.storage)
    .filter((volume) => storage.content.includes(volume.content) && (kind === undefined || volume.content === kind))
    .filter((volume) => vmid === undefined || volume.vmid === undefined || volume.vmid === vmid)
    .filter(mayUse)
    .map(contentEntry)
}

/** A volume named in full, or without its storage. */
export function volidIn(call: Call): string {
  const name = asText(call.params['volume']) ?? ''
  const storage = /^([a-z][a-z0-9\-_.]*[a-z0-9]):/i.exec(name)?.[1]
  if (storage === undefined) return `${nameOf(call)}:${name}`
  if (storage === nameOf(call)) return name
  throw parameterRefusal({ volume: `storage ID mismatch (${storage} != ${nameOf(call)})\n` })
}

function attributes(call: Call): Record<string, unknown> {
  const volid = volidIn(call)
  demandVolume(call.host, call.caller, volid)
  const volume = findVolume(call.host, call.node, volid)
  if (!volume) throw failure(`volume_size_info on '${volid}' failed - no format`)
  const format = volume.format === 'iso' ? 'raw' : volume.format
  return { path: volumePath(call.host, volid), size: volume.virtual ?? volume.size, used: volume.size, format }
}

/** An appliance would have to be read; nothing else has metadata. */
function importMetadata(call: Call): never {
  const volume = asText(call.params['volume']) ?? ''
  if (volume.endsWith('.ova')) throw new Refusal(501, `Method '${call.label}' with an .ova not implemented`)
  throw failure(`unable to parse directory volume name '${volume}'`)
}

const subdirs =
  'content download-url file-restore import-metadata identity oci-registry-pull prunebackups rrd rrddata status upload'

export const storageRoutes: Readonly<Record<string, Handler>> = {
  'GET /nodes/{node}/storage': list,
  'GET /nodes/{node}/storage/{storage}': () => subdirs.split(' ').map((subdir) => ({ subdir })),
  'GET /nodes/{node}/storage/{storage}/status': status,
  'GET /nodes/{node}/storage/{storage}/content': content,
  'GET /nodes/{node}/storage/{storage}/content/{volume}': attributes,
  'GET /nodes/{node}/storage/{storage}/import-metadata': importMetadata,
}
