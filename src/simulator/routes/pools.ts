/** The methods of pools. */
import { demand, may } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asList, asText, isOn } from '../call.ts'
import { demandModify } from '../permission-check.ts'
import { failure, prefixed } from '../refusal.ts'
import type { Pool } from '../state.ts'
import { guestResource, storageResource } from './resources.ts'

function poolNamed({ host, params }: Call, prefix = ''): Pool {
  const poolid = asText(params['poolid']) ?? ''
  const pool = host.state.pools[poolid]
  if (!pool) throw failure(`${prefix}pool '${poolid}' does not exist`)
  return pool
}

function described(call: Call, pool: Pool): Record<string, unknown> {
  const { host, node, params } = call
  const guests = pool.vms.flatMap((vmid) => host.state.guests[String(vmid)] ?? [])
  const storages = pool.storages.flatMap((storage) => host.state.storages[storage] ?? [])
  const type = asText(params['type'])
  return {
    poolid: pool.poolid,
    ...(pool.comment === undefined ? {} : { comment: pool.comment }),
    members: [
      ...guests.map((guest) => guestResource(host, guest)),
      ...storages.map((storage) => storageResource(host, node, storage)),
    ].filter((member) => type === undefined || member['type'] === type),
  }
}

function list(call: Call): unknown[] {
  const { host, caller, params } = call
  const poolid = asText(params['poolid'])
  if (poolid !== undefined) {
    const pool = poolNamed(call)
    demand(host.state, caller, `/pool/${poolid}`, 'Pool.Audit')
    return [described(call, pool)]
  }
  return Object.values(host.state.pools)
    .filter((pool) => may(host.state, caller, `/pool/${pool.poolid}`, 'Pool.Audit'))
    .toSorted((a, b) => (a.poolid < b.poolid ? -1 : 1))
    .map((pool) => ({ poolid: pool.poolid, ...(pool.comment === undefined ? {} : { comment: pool.comment }) }))
}

function create({ host, params }: Call): null {
  const poolid = asText(params['poolid']) ?? ''
  if (host.state.pools[poolid]) throw failure(`create pool failed: pool '${poolid}' already exists`)
  const parent = /^(.+)\/[^/]+$/.exec(poolid)?.[1]
  if (parent !== undefined && !host.state.pools[parent]) {
    throw failure(`create pool failed: parent '${parent}' of pool '${poolid}' does not exist`)
  }
  const comment = asText(params['comment']) || undefined
  host.state.pools[poolid] = { poolid, vms: [], storages: [], ...(comment === undefined ? {} : { comment }) }
  return null
}

/** Members are looked at one by one; nothing is kept of a change that fails at one of them. */
function update(call: Call): null {
  const { host, params } = call
  const before = poolNamed(call, 'update pools failed: ')
  const pools = structuredClone(host.state.pools)
  const pool = pools[before.poolid] ?? before
  const remove = isOn(params['delete'])
  prefixed('update pools failed', () => {
    for (const vmid of asList(params['vms']).map(Number)) {
      demandModify(host.state, call.caller, `/vms/${vmid}`)
      if (remove) leaveGuest(pool, vmid)
      else joinGuest(call, pools, pool, vmid)
    }
    for (const storage of asList(params['storage'])) {
      demandModify(host.state, call.caller, `/storage/${storage}`)
      changeStorage(pool, storage, remove)
    }
  })
  if (params['comment'] !== undefined) pool.comment = asText(params['comment']) ?? ''
  Object.assign(host.state.pools, pools)
  return null
}

function leaveGuest(pool: Pool, vmid: number): void {
  if (!pool.vms.includes(vmid)) throw failure(`VM ${vmid} is not a pool member`)
  pool.vms = pool.vms.filter((other) => other !== vmid)
}

/** A guest is in one pool; a storage can be in several. */
function joinGuest({ host, caller, params }: Call, pools: Record<string, Pool>, pool: Pool, vmid: number): void {
  if (pool.vms.includes(vmid)) throw failure(`VM ${vmid} is already a pool member`)
  const other = Object.values(pools).find((candidate) => candidate.vms.includes(vmid))
  if (other) {
    if (!isOn(params['allow-move'])) {
      throw failure(`VM ${vmid} belongs already to pool '${other.poolid}' and allow-move is not set`)
    }
    demand(host.state, caller, `/pool/${other.poolid}`, 'Pool.Allocate')
    other.vms = other.vms.filter((member) => member !== vmid)
  }
  pool.vms.push(vmid)
}

function changeStorage(pool: Pool, storage: string, remove: boolean): void {
  const member = pool.storages.includes(storage)
  if (remove && !member) throw failure(`Storage '${storage}' is not a pool member`)
  if (!remove && member) throw failure(`Storage '${storage}' is already a pool member`)
  pool.storages = remove ? pool.storages.filter((other) => other !== storage) : [...pool.storages, storage]
}

function remove(call: Call): null {
  const { state } = call.host
  const pool = poolNamed(call, 'delete pool failed: ')
  const vm = pool.vms.toSorted((a, b) => a - b).find((vmid) => state.guests[String(vmid)])
  const storage = pool.storages.toSorted().find((name) => state.storages[name])
  const child = Object.keys(state.pools).find((other) => other.startsWith(`${pool.poolid}/`))
  const [inside] = [
    ...(vm === undefined ? [] : [`VM ${vm}`]),
    ...(storage === undefined ? [] : [`storage '${storage}'`]),
    ...(child === undefined ? [] : [`pool '${child}'`]),
  ]
  if (inside !== undefined) {
    throw failure(`delete pool failed: pool '${pool.poolid}' is not empty (contains ${inside})`)
  }
  delete state.pools[pool.poolid]
  state.acl = state.acl.filter((entry) => entry.path !== `/pool/${pool.poolid}`)
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
