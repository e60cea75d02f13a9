/** The methods of storages: their configuration, their figures, their content. */
import { createHash } from 'node:crypto'
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import type { Host } from '../host.ts'
import { failure, parameterRefusal, Refusal } from '../refusal.ts'
import type { StorageConfig, Volume } from '../state.ts'
import { findVolume, storageConfig, storageTotal, usedBytes, volidOf, volumePath, volumesOn } from '../storage.ts'
import { seesStorage, storagesOf } from './resources.ts'

const storageDigest = (host: Host): string =>
  createHash('sha1').update(JSON.stringify(host.state.storages)).digest('hex')

function configEntry(host: Host, storage: StorageConfig): Record<string, unknown> {
  return {
    storage: storage.storage,
    type: storage.type,
    path: storage.path,
    content: storage.content.join(','),
    digest: storageDigest(host),
    ...(storage.shared ? { shared: 1 } : {}),
    ...(storage.disabled ? { disable: 1 } : {}),
    ...(storage.nodes ? { nodes: storage.nodes.join(',') } : {}),
  }
}

const nameOf = ({ params }: Call): string => asText(params['storage']) ?? ''

function create(call: Call): Record<string, unknown> {
  const { host, params } = call
  const storage = nameOf(call)
  const type = asText(params['type']) ?? ''
  if (type !== 'dir') throw new Refusal(501, `Method '${call.label}' with type '${type}' not implemented`)
  const path = asText(params['path'])
  if (path === undefined) throw failure(`missing value for required option 'path'`)
  if (host.state.storages[storage]) throw failure(`create storage failed: storage ID '${storage}' already defined`)
  const content =
    params['content'] === undefined
      ? ['images', 'rootdir', 'vztmpl', 'iso', 'backup', 'snippets']
      : asList(params['content'])
  host.state.storages[storage] = {
    storage,
    type,
    path,
    content,
    shared: isOn(params['shared']),
    disabled: isOn(params['disable']),
    ...(params['nodes'] === undefined ? {} : { nodes: asList(params['nodes']) }),
  }
  return { storage, type }
}

function update(call: Call): Record<string, unknown> {
  const { host, params } = call
  const storage = storageNamed(call, 'update')
  if (params['digest'] !== undefined && params['digest'] !== storageDigest(host)) {
    throw failure('update storage failed: detected modified configuration - file changed by other user? Try again.')
  }
  if (params['content'] !== undefined) storage.content = asList(params['content'])
  if (params['shared'] !== undefined) storage.shared = isOn(params['shared'])
  if (params['disable'] !== undefined) storage.disabled = isOn(params['disable'])
  if (params['nodes'] !== undefined) storage.nodes = asList(params['nodes'])
  for (const key of asList(params['delete'])) {
    if (key === 'nodes') delete storage.nodes
    if (key === 'disable') storage.disabled = false
    if (key === 'shared') storage.shared = false
  }
  return { storage: storage.storage, type: storage.type }
}

function storageNamed(call: Call, act: 'update' | 'delete'): StorageConfig {
  const storage = call.host.state.storages[nameOf(call)]
  if (!storage) throw failure(`${act} storage failed: storage '${nameOf(call)}' does not exist`)
  return storage
}

function remove(call: Call): null {
  delete call.host.state.storages[storageNamed(call, 'delete').storage]
  return null
}

function figures(host: Host, node: string, storage: StorageConfig): Record<string, unknown> {
  const used = usedBytes(host, node, storage.storage)
  return {
    type: storage.type,
    content: storage.content.join(','),
    active: storage.disabled ? 0 : 1,
    enabled: storage.disabled ? 0 : 1,
    shared: storage.shared ? 1 : 0,
    total: storageTotal,
    used,
    avail: storageTotal - used,
  }
}

function list(call: Call): unknown[] {
  const { host, node, params } = call
  const kinds = asList(params['content'])
  const wanted = params['storage']
  return storagesOf(host, node)
    .filter((storage) => seesStorage(call, storage.storage) && (wanted === undefined || wanted === storage.storage))
    .filter((storage) => kinds.length === 0 || kinds.some((kind) => storage.content.includes(kind)))
    .map((storage) => {
      const entry = figures(host, node, storage)
      return { storage: storage.storage, ...entry, used_fraction: Number(entry['used']) / storageTotal }
    })
}

function status(call: Call): Record<string, unknown> {
  const storage = call.host.state.storages[nameOf(call)]
  if (!storage) throw parameterRefusal({ storage: 'No such storage.' })
  return figures(call.host, call.node, storage)
}

function contentEntry(volume: Volume): Record<string, unknown> {
  const { content, format, size, ctime, vmid } = volume
  const image = content === 'images' ? { vmid, used: Math.round(size / 4), parent: parentOf(volume) } : {}
  return { volid: volidOf(volume), content, format, size, ctime, ...image }
}

const parentOf = (volume: Volume): string | null => {
  const base = /^(\d+\/base-[^/]+)\//.exec(volume.name)?.[1]
  return base === undefined ? null : `../${base}`
}

function content({ host, node, params }: Call): unknown[] {
  const storage = storageConfig(host, asText(params['storage']) ?? '')
  const kind = asText(params['content'])
  const vmid = params['vmid'] === undefined ? undefined : Number(params['vmid'])
  return volumesOn(host, node, storage.storage)
    .filter((volume) => storage.content.includes(volume.content) && (kind === undefined || volume.content === kind))
    .filter((volume) => vmid === undefined || volume.vmid === undefined || volume.vmid === vmid)
    .map(contentEntry)
}

/** A volume named in full, or without its storage. */
export function volidIn(call: Call): string {
  const name = asText(call.params['volume']) ?? ''
  return name.startsWith(`${nameOf(call)}:`) ? name : `${nameOf(call)}:${name}`
}

function attributes(call: Call): Record<string, unknown> {
  const volid = volidIn(call)
  const volume = findVolume(call.host, call.node, volid)
  if (!volume) throw failure(`volume_size_info on '${volid}' failed - no format`)
  const format = volume.format === 'iso' ? 'raw' : volume.format
  return { path: volumePath(call.host, volid), size: volume.virtual ?? volume.size, used: volume.size, format }
}

function importMetadata({ params }: Call): never {
  throw failure(`unable to parse directory volume name '${asText(params['volume'])}'`)
}

const subdirs =
  'content download-url file-restore import-metadata identity oci-registry-pull prunebackups rrd rrddata status upload'

export const storageRoutes: Readonly<Record<string, Handler>> = {
  'GET /storage': (call) =>
    Object.values(call.host.state.storages)
      .filter((storage) => seesStorage(call, storage.storage))
      .map((storage) => configEntry(call.host, storage)),
  'POST /storage': create,
  'GET /storage/{storage}': (call) => configEntry(call.host, storageConfig(call.host, nameOf(call))),
  'PUT /storage/{storage}': update,
  'DELETE /storage/{storage}': remove,
  'GET /nodes/{node}/storage': list,
  'GET /nodes/{node}/storage/{storage}': () => subdirs.split(' ').map((subdir) => ({ subdir })),
  'GET /nodes/{node}/storage/{storage}/status': status,
  'GET /nodes/{node}/storage/{storage}/content': content,
  'GET /nodes/{node}/storage/{storage}/content/{volume}': attributes,
  'GET /nodes/{node}/storage/{storage}/import-metadata': importMetadata,
}
