/** The methods of the cluster as a whole, and of its nodes. */
import { may } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import type { Host } from '../host.ts'
import { seconds } from '../host.ts'
import { parameterRefusal } from '../refusal.ts'
import type { Guest, StorageConfig } from '../state.ts'
import { guestsOf } from '../qemu/guest.ts'
import { storageTotal, usedBytes } from '../storage.ts'

const version = { version: '9.2.11', release: '9.2', repoid: '14a22df35955d97d' }
const nodeMemory = 68_719_476_736
const nodeCores = 16

const uptime = (host: Host): number => Math.floor((host.clock.now() - host.state.booted) / 1000)
const rootUse = { disk: 12_884_901_888, maxdisk: storageTotal }

function nodeFigures(host: Host, node: string): Record<string, unknown> {
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

function nodes({ host, caller }: Call): unknown[] {
  return host.state.nodes.map((node) => ({
    id: `node/${node}`,
    node,
    type: 'node',
    status: 'online',
    level: '',
    ssl_fingerprint: host.state.key.toUpperCase().padEnd(64, '0').slice(0, 64).match(/../g)?.join(':'),
    ...(may(host.state, caller, `/nodes/${node}`, 'Sys.Audit') ? nodeFigures(host, node) : {}),
  }))
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
  storageRights.some((privilege) => may(host.state, caller, `/storage/${storage}`, privilege))

function resources(call: Call): unknown[] {
  const { host, caller, params } = call
  const type = asText(params['type'])
  const wanted = (name: string): boolean => type === undefined || type === name
  const found: unknown[] = []
  if (wanted('vm')) {
    for (const guest of guestsOf(host)) {
      if (may(host.state, caller, `/vms/${guest.vmid}`, 'VM.Audit')) found.push(guestResource(host, guest))
    }
  }
  for (const node of host.state.nodes) {
    if (!wanted('node')) break
    const audited = may(host.state, caller, `/nodes/${node}`, 'Sys.Audit')
    found.push({
      id: `node/${node}`,
      type: 'node',
      node,
      status: 'online',
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
  for (const node of host.state.nodes) {
    const zone = 'localnetwork'
    if (wanted('sdn') && may(host.state, caller, `/sdn/zones/${zone}`, 'SDN.Audit')) {
      found.push({
        id: `network/${node}/zone/${zone}`,
        type: 'network',
        'network-type': 'zone',
        network: zone,
        node,
        status: 'ok',
      })
    }
  }
  return found
}

function nextId({ host, params }: Call): string {
  const asked = asText(params['vmid'])
  if (asked !== undefined) {
    if (host.state.guests[asked]) throw parameterRefusal({ vmid: `VM ${asked} already exists` })
    return asked
  }
  let free = 100
  while (host.state.guests[String(free)]) free += 1
  return String(free)
}

const addressOf = (host: Host, node: string): string => `10.9.9.${host.state.nodes.indexOf(node) + 1}`

function clusterStatus({ host }: Call): unknown[] {
  const many = host.state.nodes.length > 1
  const members = host.state.nodes.map((node, index) => ({
    id: `node/${node}`,
    type: 'node',
    name: node,
    ip: addressOf(host, node),
    local: index === 0 ? 1 : 0,
    online: 1,
    nodeid: many ? index + 1 : 0,
    level: '',
  }))
  const cluster = {
    id: 'cluster',
    type: 'cluster',
    name: 'sim',
    nodes: members.length,
    quorate: 1,
    version: members.length,
  }
  return many ? [cluster, ...members] : members
}

function nodeStatus({ host, node }: Call): Record<string, unknown> {
  const figures = nodeFigures(host, node)
  const used = Number(figures['mem'])
  const { disk, maxdisk } = rootUse
  const release = '6.17.2-1-pve'
  const build = '#1 SMP PREEMPT_DYNAMIC PMX 6.17.2-1'
  return {
    cpu: 0.01,
    wait: 0,
    idle: 0,
    uptime: uptime(host),
    loadavg: ['0.10', '0.12', '0.09'],
    memory: { total: nodeMemory, used, free: nodeMemory - used, available: nodeMemory - used },
    swap: { total: 0, used: 0, free: 0 },
    ksm: { shared: 0 },
    rootfs: { total: maxdisk, used: disk, free: maxdisk - disk, avail: maxdisk - disk },
    pveversion: `pve-manager/${version.version}/${version.repoid}`,
    kversion: `Linux ${release} ${build}`,
    'current-kernel': { sysname: 'Linux', release, version: build, machine: 'x86_64' },
    'boot-info': { mode: 'legacy-bios' },
    cpuinfo: {
      model: 'Simulated CPU',
      vendor: 'GenuineIntel',
      family: '6',
      cpus: nodeCores,
      cores: nodeCores,
      sockets: 1,
      hvm: '1',
      mhz: '3000.000',
      user_hz: 100,
      flags: 'fpu vmx lm nx',
    },
  }
}

function networks({ host, node, params }: Call): unknown[] {
  const type = asText(params['type'])
  const bridges = host.state.bridges.map((iface, index) => ({
    iface,
    type: 'bridge',
    active: 1,
    autostart: 1,
    method: index === 0 ? 'static' : 'manual',
    method6: 'manual',
    families: ['inet'],
    priority: 4 + index,
    bridge_ports: '',
    bridge_stp: 'off',
    bridge_fd: '0',
    ...(index === 0 ? { address: addressOf(host, node), netmask: '24', cidr: `${addressOf(host, node)}/24` } : {}),
  }))
  const card = {
    iface: 'nic0',
    type: 'eth',
    active: 1,
    method: 'manual',
    method6: 'manual',
    families: ['inet'],
    priority: 3,
  }
  const fits = (kind: string): boolean =>
    type === undefined || type === kind || (kind === 'bridge' && /^any_.*bridge$/.test(type))
  return [...(fits('bridge') ? bridges : []), ...(fits('eth') ? [card] : [])]
}

function oneNetwork(call: Call): unknown {
  const { type: _type, ...params } = call.params
  const found = networks({ ...call, params }).find(
    (entry) => typeof entry === 'object' && entry !== null && 'iface' in entry && entry.iface === call.params['iface'],
  )
  if (!found || typeof found !== 'object') throw parameterRefusal({ iface: 'interface does not exist' })
  return Object.fromEntries(Object.entries(found).filter(([key]) => key !== 'iface'))
}

const names = (list: string) => () => list.split(' ').map((name) => ({ name }))

const nodeIndex =
  'aplinfo apt capabilities ceph certificates config disks dns firewall hardware hosts journal lxc migrateall netstat ' +
  'network qemu query-oci-repo-tags query-url-metadata replication report rrd rrddata scan sdn services spiceshell ' +
  'startall status stopall storage subscription suspendall syslog tasks termproxy time version vncshell vzdump wakeonlan'

const clusterIndex =
  'acme backup backup-info bulk-action ceph config firewall ha jobs log mapping metrics notifications nextid options ' +
  'qemu replication resources status tasks sdn'

export const clusterRoutes: Readonly<Record<string, Handler>> = {
  'GET /version': () => version,
  'GET /cluster': names(clusterIndex),
  'GET /cluster/resources': resources,
  'GET /cluster/nextid': nextId,
  'GET /cluster/status': clusterStatus,
  'GET /cluster/options': ({ host }) => ({ description: '', 'allowed-tags': [], ...host.state.options }),
  'GET /nodes': nodes,
  'GET /nodes/{node}': names(nodeIndex),
  'GET /nodes/{node}/version': () => version,
  'GET /nodes/{node}/status': nodeStatus,
  'GET /nodes/{node}/time': ({ host }) => ({ timezone: 'UTC', time: seconds(host), localtime: seconds(host) }),
  'GET /nodes/{node}/dns': () => ({ search: 'sim.test', dns1: '10.9.9.1' }),
  'GET /nodes/{node}/network': networks,
  'GET /nodes/{node}/network/{iface}': oneNetwork,
}
