/** The methods of pools. */
import { may } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import { failure } from '../refusal.ts'
import type { Pool } from '../state.ts'
import { guestResource, storageResource } from './resources.ts'

function poolNamed({ host, params }: Call, prefix = ''): Pool {
  const poolid = asText(params['poolid']) ?? ''
  const pool = host.state.pools[poolid]
  if (!pool) throw failure(`${prefix}pool '${poolid}' does not exist`)
  return pool
}

function described(call: Call, pool: Pool): Record<string, unknown> {
  const { host, node } = call
  const guests = pool.vms.flatMap((vmid) => host.state.guests[String(vmid)] ?? [])
  const storages = pool.storages.flatMap((storage) => host.state.storages[storage] ?? [])
  return {
    poolid: pool.poolid,
    ...(pool.comment === undefined ? {} : { comment: pool.comment }),
    members: [
      ...guests.map((guest) => guestResource(host, guest)),
      ...storages.map((storage) => storageResource(host, node, storage)),
    ],
  }
}

function list(call: Call): unknown[] {
  const { host, caller, params } = call
  if (params['poolid'] !== undefined) return [described(call, poolNamed(call))]
  return Object.values(host.state.pools)
    .filter(({ poolid }) => may(host.state, caller, `/pool/${poolid}`, 'Pool.Audit'))
    .map(({ poolid, comment }) => ({ poolid, ...(comment === undefined ? {} : { comment }) }))
}

function create({ host, params }: Call): null {
  const poolid = asText(params['poolid']) ?? ''
  if (host.state.pools[poolid]) throw failure(`create pool failed: pool '${poolid}' already exists`)
  const comment = asText(params['comment'])
  host.state.pools[poolid] = { poolid, vms: [], storages: [], ...(comment === undefined ? {} : { comment }) }
  return null
}

function update(call: Call): null {
  const pool = poolNamed(call, 'update pools failed: ')
  const { params } = call
  const vms = asList(params['vms']).map(Number)
  const storages = asList(params['storage'])
  const change = isOn(params['delete']) ? leave : join
  const changed = change(call, pool, vms, storages)
  if (params['comment'] !== undefined) pool.comment = asText(params['comment']) ?? ''
  Object.assign(pool, changed)
  return null
}

type Members = Pick<Pool, 'vms' | 'storages'>

function leave(_: Call, pool: Pool, vms: readonly number[], storages: readonly string[]): Members {
  for (const vmid of vms) {
    if (!pool.vms.includes(vmid)) throw failure(`update pools failed: VM ${vmid} is not a pool member`)
  }
  for (const storage of storages) {
    if (!pool.storages.includes(storage))
      throw failure(`update pools failed: Storage '${storage}' is not a pool member`)
  }
  return {
    vms: pool.vms.filter((vmid) => !vms.includes(vmid)),
    storages: pool.storages.filter((storage) => !storages.includes(storage)),
  }
}

/** A guest is in one pool; a storage can be in several. */
function join({ host, params }: Call, pool: Pool, vms: readonly number[], storages: readonly string[]): Members {
  const others = Object.values(host.state.pools).filter((other) => other !== pool)
  for (const vmid of vms) {
    if (pool.vms.includes(vmid)) throw failure(`update pools failed: VM ${vmid} is already a pool member`)
    const other = others.find((candidate) => candidate.vms.includes(vmid))
    if (other && !isOn(params['allow-move']))
      throw failure(
        `update pools failed: VM ${vmid} belongs already to pool '${other.poolid}' and allow-move is not set`,
      )
  }
  for (const storage of storages) {
    if (pool.storages.includes(storage))
      throw failure(`update pools failed: Storage '${storage}' is already a pool member`)
  }
  for (const other of others) other.vms = other.vms.filter((vmid) => !vms.includes(vmid))
  return { vms: [...pool.vms, ...vms], storages: [...pool.storages, ...storages] }
}

function remove(call: Call): null {
  const pool = poolNamed(call, 'delete pool failed: ')
  const vm = pool.vms.find((vmid) => call.host.state.guests[String(vmid)])
  const inside = vm === undefined ? pool.storages[0] && `storage '${pool.storages[0]}'` : `VM ${vm}`
  if (inside) throw failure(`delete pool failed: pool '${pool.poolid}' is not empty (contains ${inside})`)
  delete call.host.state.pools[pool.poolid]
  return null
}

export const poolRoutes: Readonly<Record<string, Handler>> = {
  'GET /pools': list,
  'POST /pools': create,
  'PUT /pools': update,
  'DELETE /pools': remove,
  'GET /pools/{poolid}': (call) => described(call, poolNamed(call)),
  'PUT /pools/{poolid}': update,
  'DELETE /pools/{poolid}': remove,
}
