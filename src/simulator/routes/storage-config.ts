/** The methods of the storage configuration. */
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import { checkDigest, digestOf } from '../config-digest.ts'
import type { Host } from '../host.ts'
import { failure, prefixed, Refusal } from '../refusal.ts'
import type { Params } from '../schema-check.ts'
import { findMethod } from '../schema.ts'
import { checkRemovals, checkSection } from '../section-config.ts'
import type { StorageConfig } from '../state.ts'
import { storageConfig } from '../storage.ts'
import type { StorageType } from '../storage-types.ts'
import { hiddenOptions, storageTypes } from '../storage-types.ts'
import { seesStorage } from './resources.ts'

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
    digest: digestOf(host.state.storages),
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

/** What a type knows, the name of the storage apart. */
const given = (params: Params): string[] =>
  Object.keys(params).filter((key) => !['storage', 'type', 'digest', 'delete'].includes(key))

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
  checkSection(type, given(params), true)
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
  return prefixed('update storage failed', () => {
    const { host, params } = call
    checkDigest(params['digest'], host.state.storages)
    const storage = storageConfig(host, nameOf(call))
    const type = typeNamed(call, storage.type)
    checkSection(type, given(params), false)
    const content = params['content'] === undefined ? undefined : contentOf(type, params)
    const removed = asList(params['delete'])
    checkRemovals(type, removed, given(params))
    change(storage, params, content)
    remove(storage, type, removed)
    return { storage: storage.storage, type: storage.type }
  })
}

function change(storage: StorageConfig, params: Params, content: string[] | undefined): void {
  if (content) storage.content = content
  if (params['shared'] !== undefined) storage.shared = isOn(params['shared'])
  if (params['disable'] !== undefined) storage.disabled = isOn(params['disable'])
  if (params['nodes'] !== undefined) storage.nodes = asList(params['nodes'])
  storage.options = { ...storage.options, ...optionsOf(params) }
}

function remove(storage: StorageConfig, type: StorageType, removed: readonly string[]): void {
  const kept = Object.entries(storage.options ?? {}).filter(([key]) => !removed.includes(key))
  storage.options = Object.fromEntries(kept)
  if (removed.includes('nodes')) delete storage.nodes
  if (removed.includes('disable')) storage.disabled = false
  if (removed.includes('shared')) storage.shared = type.shared === true
  if (removed.includes('content')) storage.content = [...type.usual]
}

/** Rights on the storage go with it, and its place in pools. */
function destroy(call: Call): null {
  const { state } = call.host
  return prefixed('delete storage failed', () => {
    const { storage } = storageConfig(call.host, nameOf(call))
    if (Object.values(state.storages).some(({ options }) => options?.['base']?.startsWith(`${storage}:`))) {
      throw failure("can't remove storage - storage is used as base of another storage")
    }
    delete state.storages[storage]
    state.acl = state.acl.filter(({ path }) => path !== `/storage/${storage}`)
    for (const pool of Object.values(state.pools)) {
      pool.storages = pool.storages.filter((member) => member !== storage)
    }
    return null
  })
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
  'DELETE /storage/{storage}': destroy,
}
