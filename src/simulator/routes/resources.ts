/** The list of resources: guests, nodes, storages, networks and pools, with what the ten-second cycle says of them. */
import { may, mayAny } from '../access.ts'
import type { Call } from '../call.ts'
import { asText } from '../call.ts'
import type { Host } from '../host.ts'
import type { Guest, Pool, StorageConfig } from '../state.ts'
import { guestsOf } from '../qemu/guest.ts'
import { storageTotal, usedBytes } from '../storage.ts'

export const nodeMemory = 68_719_476_736
export const nodeCores = 16

export const uptime = (host: Host): number => Math.floor((host.clock.now() - host.state.booted) / 1000)
export const rootUse = { disk: 12_884_901_888, maxdisk: storageTotal }

export function nodeFigures(host: Host, node: string): Record<string, unknown> {
  const running = guestsOf(host, node).filter((guest) => guest.running)
  return {
    cpu: 0.01,
    maxcpu: nodeCores,
    mem: 2_147_483_648 + running.length * 536_870_912,
    maxmem: nodeMemory,
    ...rootUse,
    uptime: uptime(host),
  }
}

export function guestResource(host: Host, guest: Guest): Record<string, unknown> {
  const { vmid, node, config } = guest
  const said = host.state.broadcast[String(vmid)]?.fields ?? { status: 'unknown' }
  return {
    id: `qemu/${vmid}`,
    type: 'qemu',
    vmid,
    node,
    ...said,
    ...(config['tags'] === undefined ? {} : { tags: config['tags'] }),
    ...(config['lock'] === undefined ? {} : { lock: config['lock'] }),
  }
}

/** A pool has the figures of its running guests. */
function poolResource(host: Host, { poolid, vms }: Pool): Record<string, unknown> {
  const said = vms.map((vmid) => host.state.broadcast[String(vmid)]?.fields ?? {})
  const running = said.filter(({ status }) => status === 'running')
  const each = (key: string): number[] => running.map((fields) => Number(fields[key]))
  const sum = (key: string): number => each(key).reduce((total, figure) => total + figure, 0)
  const figures = {
    uptime: Math.max(...each('uptime')),
    mem: sum('mem'),
    maxmem: sum('maxmem'),
    cpu: sum('cpu') / running.length,
    maxcpu: sum('maxcpu'),
  }
  return { id: `/pool/${poolid}`, type: 'pool', pool: poolid, ...(running.length > 0 ? figures : {}) }
}

export function storageResource(host: Host, node: string, storage: StorageConfig): Record<string, unknown> {
  return {
    id: `storage/${node}/${storage.storage}`,
    type: 'storage',
    storage: storage.storage,
    node,
    status: 'available',
    plugintype: storage.type,
    content: storage.content.join(','),
    shared: storage.shared ? 1 : 0,
    disk: usedBytes(host, node, storage.storage),
    maxdisk: storageTotal,
  }
}

export const storagesOf = (host: Host, node: string): StorageConfig[] =>
  Object.values(host.state.storages).filter((storage) => !storage.disabled && (storage.nodes?.includes(node) ?? true))

const storageRights = ['Datastore.Audit', 'Datastore.AllocateSpace']
export const seesStorage = ({ host, caller }: Call, storage: string): boolean =>
  mayAny(host.state, caller, `/storage/${storage}`, storageRights)

/** The bridges that a node has of its own. */
const localZone = { zone: 'localnetwork', status: 'ok' }

const zoneResource = (node: string, { zone, ...said }: { readonly zone: string; readonly status: string }) => ({
  id: `network/${node}/zone/${zone}`,
  type: 'network',
  'network-type': 'zone',
  network: zone,
  node,
  ...said,
})

export function resources(call: Call): unknown[] {
  const { host, caller, params } = call
  const type = asText(params['type'])
  const wanted = (name: string): boolean => type === undefined || type === name
  const found: unknown[] = []
  const pools = Object.values(host.state.pools).filter(({ poolid }) =>
    may(host.state, caller, `/pool/${poolid}`, 'Pool.Audit'),
  )
  if (wanted('pool')) found.push(...pools.map((pool) => poolResource(host, pool)))
  if (wanted('vm')) {
    for (const guest of guestsOf(host)) {
      if (!may(host.state, caller, `/vms/${guest.vmid}`, 'VM.Audit')) continue
      const pool = pools.find(({ vms }) => vms.includes(guest.vmid))
      found.push({ ...guestResource(host, guest), ...(pool ? { pool: pool.poolid } : {}) })
    }
  }
  for (const node of host.state.nodes) {
    if (!wanted('node')) break
    const audited = may(host.state, caller, `/nodes/${node}`, 'Sys.Audit')
    found.push({
      id: `node/${node}`,
      type: 'node',
      node,
      status: host.trouble.isDown(node) ? 'offline' : 'online',
      level: '',
      'cgroup-mode': 2,
      ...(audited ? nodeFigures(host, node) : {}),
    })
  }
  for (const node of host.state.nodes) {
    if (wanted('storage')) {
      const seen = storagesOf(host, node).filter(({ storage }) => seesStorage(call, storage))
      found.push(...seen.map((storage) => storageResource(host, node, storage)))
    }
  }
  for (const node of wanted('sdn') ? host.state.nodes : []) {
    const zones = [localZone, ...(host.state.zones?.[node] ?? [])]
    const seen = zones.filter(({ zone }) => may(host.state, caller, `/sdn/zones/${zone}`, 'SDN.Audit'))
    found.push(...seen.map((zone) => zoneResource(node, zone)))
  }
  return found
}
