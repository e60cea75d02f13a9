/** The methods of the storage configuration. */
import { createHash } from 'node:crypto'
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import type { Host } from '../host.ts'
import { failure, Refusal } from '../refusal.ts'
import type { Params } from '../schema-check.ts'
import { findMethod } from '../schema.ts'
import type { StorageConfig } from '../state.ts'
import { storageConfig } from '../storage.ts'
import type { StorageType } from '../storage-types.ts'
import { hiddenOptions, storageTypes } from '../storage-types.ts'
import { seesStorage } from './resources.ts'

const storageDigest = (host: Host): string =>
  createHash('sha1').update(JSON.stringify(host.state.storages)).digest('hex')

const properties = findMethod('POST', '/storage')?.method.properties

/** Options that have a place of their own. */
const apart = new Set(['storage', 'type', 'content', 'nodes', 'shared', 'disable', 'digest', 'delete'])
const isNumber = (key: string): boolean => /^(?:boolean|integer)$/.test(properties?.get(key)?.type ?? '')

function configEntry(host: Host, storage: StorageConfig): Record<string, unknown> {
  const options = Object.entries(storage.options ?? {}).filter(([key]) => !hiddenOptions.has(key))
  const hasPath = storageTypes[storage.type]?.contents.includes('iso') !== false
  return {
    storage: storage.storage,
    type: storage.type,
    ...(hasPath ? { path: storage.path } : {}),
    content: storage.content.join(','),
    digest: storageDigest(host),
    ...Object.fromEntries(options.map(([key, value]) => [key, isNumber(key) ? Number(value) : value])),
    ...(storage.shared ? { shared: 1 } : {}),
    ...(storage.disabled ? { disable: 1 } : {}),
    ...(storage.nodes ? { nodes: storage.nodes.join(',') } : {}),
  }
}

const nameOf = ({ params }: Call): string => asText(params['storage']) ?? ''

function typeNamed(call: Call, name: string): StorageType {
  const type = storageTypes[name]
  if (!type) throw new Refusal(501, `Method '${call.label}' with type '${name}' not implemented`)
  return type
}

function optionsOf(params: Params): Record<string, string> {
  const given = Object.entries(params).filter(([key]) => !apart.has(key))
  return Object.fromEntries(given.map(([key, value]) => [key, asText(value) ?? '']))
}

/** Refuses options that the type does not know. */
function checkOptions(type: StorageType, params: Params): void {
  const known = new Set([...type.required, ...type.optional, 'storage', 'type', 'digest', 'delete'])
  const unexpected = Object.keys(params).find((key) => !known.has(key))
  if (unexpected !== undefined) throw failure(`unexpected property '${unexpected}'`)
}

function contentOf(type: StorageType, params: Params): string[] {
  if (params['content'] === undefined) return [...type.usual]
  const content = asList(params['content'])
  const other = content.find((name) => !type.contents.includes(name))
  if (other !== undefined) throw failure(`storage does not support content type '${other}'`)
  return content
}

function create(call: Call): Record<string, unknown> {
  const { host, params } = call
  const storage = nameOf(call)
  const name = asText(params['type']) ?? ''
  const type = typeNamed(call, name)
  const missing = type.required.find((key) => params[key] === undefined)
  if (missing !== undefined) throw failure(`missing value for required option '${missing}'`)
  checkOptions(type, params)
  const content = contentOf(type, params)
  if (host.state.storages[storage]) throw failure(`create storage failed: storage ID '${storage}' already defined`)
  const { path: _path, ...options } = optionsOf(params)
  host.state.storages[storage] = {
    storage,
    type: name,
    path: type.path(storage, optionsOf(params)),
    content,
    shared: type.shared === true || isOn(params['shared']),
    disabled: isOn(params['disable']),
    options,
    ...(params['nodes'] === undefined ? {} : { nodes: asList(params['nodes']) }),
  }
  return { storage, type: name }
}

function update(call: Call): Record<string, unknown> {
  const { host, params } = call
  const storage = storageNamed(call, 'update')
  const type = typeNamed(call, storage.type)
  if (params['digest'] !== undefined && params['digest'] !== storageDigest(host)) {
    throw failure('update storage failed: detected modified configuration - file changed by other user? Try again.')
  }
  const removed = asList(params['delete'])
  checkRemovals(type, removed)
  const fixed = Object.keys(optionsOf(params)).find((key) => type.fixed.includes(key))
  if (fixed !== undefined) throw failure(`update storage failed: can't change value of fixed parameter '${fixed}'`)
  checkOptions(type, params)
  if (params['content'] !== undefined) storage.content = contentOf(type, params)
  if (params['shared'] !== undefined) storage.shared = isOn(params['shared'])
  if (params['disable'] !== undefined) storage.disabled = isOn(params['disable'])
  if (params['nodes'] !== undefined) storage.nodes = asList(params['nodes'])
  const kept = Object.entries(storage.options ?? {}).filter(([key]) => !removed.includes(key))
  storage.options = { ...Object.fromEntries(kept), ...optionsOf(params) }
  if (removed.includes('nodes')) delete storage.nodes
  if (removed.includes('disable')) storage.disabled = false
  if (removed.includes('shared')) storage.shared = type.shared === true
  if (removed.includes('content')) storage.content = [...type.usual]
  return { storage: storage.storage, type: storage.type }
}

function checkRemovals(type: StorageType, removed: readonly string[]): void {
  for (const key of removed) {
    if (type.required.includes(key)) throw failure(`update storage failed: unable to delete required option '${key}'`)
    if (type.fixed.includes(key)) throw failure(`update storage failed: unable to delete fixed option '${key}'`)
    if (!type.optional.includes(key)) throw failure(`update storage failed: no such option '${key}'`)
  }
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

export const storageConfigRoutes: Readonly<Record<string, Handler>> = {
  'GET /storage': (call) =>
    Object.values(call.host.state.storages)
      .filter((storage) => seesStorage(call, storage.storage))
      .filter(({ type }) => call.params['type'] === undefined || call.params['type'] === type)
      .map((storage) => configEntry(call.host, storage)),
  'POST /storage': create,
  'GET /storage/{storage}': (call) => configEntry(call.host, storageConfig(call.host, nameOf(call))),
  'PUT /storage/{storage}': update,
  'DELETE /storage/{storage}': remove,
}
