/** Nodes, guests, hosts and worlds for tests of what the engine decides, each right unless a test says otherwise. */
import type { DesiredGuest, DesiredNode } from '../../../src/graph/desired-node.ts'
import { keyOf } from '../../../src/graph/desired-node.ts'
import { inputDigests } from '../../../controllers/vm/inputs.ts'
import type { GuestView, SnapshotGuest } from '../../../src/pve/guest-view.ts'
import { writeMark, type Mark } from '../../../src/pve/mark.ts'
import { viewOf } from '../../../src/pve/read-guest.ts'
import type { Volume } from '../../../src/pve/storages.ts'
import type { Act } from '../../../src/pve/warrant.ts'
import type { HostEntry } from '../../../src/config/site-config.ts'
import type { Catalog, HostView, MakingState } from '../../../src/reconciler/host-view.ts'
import type { Intent } from '../../../src/reconciler/intent.ts'
import { noConsents, withConsents } from '../../../src/reconciler/consents.ts'
import { worldBuilder, type World, type WorldParts } from '../../../src/reconciler/world.ts'
import { HomestakError } from '../../../src/errors.ts'
import { silentHost } from '../../../src/reconciler/host-view.ts'
import { seedFilename } from '../../../src/steps/operation.ts'

export interface NodeParts {
  readonly name?: string
  readonly manifest?: string
  readonly host?: string
  readonly guest?: Partial<DesiredGuest>
  readonly policy?: Partial<DesiredNode['policy']>
  readonly more?: Partial<DesiredNode>
}

export function aNode({
  name = 'web',
  manifest = 'shop',
  host = 'hv0',
  guest,
  policy,
  more,
}: NodeParts = {}): DesiredNode {
  const identity = { site: 'lab', host, manifest, node: name }
  return {
    key: keyOf(identity),
    identity,
    type: 'vm',
    dependsOn: [],
    hostFrom: 'manifest',
    movedFrom: [],
    provisioner: 'api',
    policy: {
      protect: false,
      keepOnRemoval: false,
      suspend: false,
      replace: 'ask',
      restart: 'ask',
      stop: 'graceful',
      clone: 'linked',
      onError: 'stop',
      ...policy,
    },
    guest: {
      name,
      image: 'debian-12',
      cores: 1,
      memory: 1024,
      disk: 8,
      datastore: 'vmstore',
      disks: [],
      nics: [{ name: 'eth0', bridge: 'vmbr0', mac: 'BC:24:11:00:00:01', made: true }],
      tags: [],
      onBoot: true,
      cloudInit: { hostname: name, user: 'op', sshKeys: [], packages: [], dnsServers: [], ip: 'dhcp' },
      ...guest,
    },
    source: { file: `${manifest}.yaml`, line: 1, column: 1 },
    ...more,
  }
}

/** 32 hex digits that show which guest they are of. */
export const uidOf = (vmid: number): string => String(vmid).padStart(32, '0')

export interface GuestParts {
  readonly vmid?: number
  /** Whose it is; null: nobody's. */
  readonly node?: DesiredNode | null
  readonly mark?: Partial<Mark>
  readonly config?: Readonly<Record<string, string>>
  readonly status?: SnapshotGuest['status']
  readonly tags?: readonly string[]
  readonly description?: string
}

export interface SeenGuest {
  readonly view: GuestView
  readonly listed: SnapshotGuest
}

/** A guest that fits its node, on `pve1`. */
export function aGuest({
  vmid = 100,
  node = aNode(),
  mark,
  config = {},
  status = 'running',
  tags,
  description,
}: GuestParts = {}): SeenGuest {
  const own = node && markOf(node, vmid, mark)
  const values = {
    name: node?.guest.name ?? `guest-${vmid}`,
    ...(node ? fitting(node, vmid) : {}),
    description: description ?? (own ? writeMark('', own) : ''),
    ...config,
  }
  const view = { ...viewOf({ node: 'pve1', vmid }, values, `digest-${vmid}`), pending: {} }
  const listed: SnapshotGuest = {
    vmid,
    node: 'pve1',
    type: 'qemu',
    name: view.name,
    status,
    tags: tags ?? (node ? ['homestak'] : []),
    template: view.template,
    ...(view.lock === undefined ? {} : { lock: view.lock }),
  }
  return { view, listed }
}

export const markOf = (node: DesiredNode, vmid: number, mark: Partial<Mark> = {}): Mark => ({
  ...node.identity,
  uid: uidOf(vmid),
  vmid,
  type: node.type,
  inputs: inputDigests(node),
  ...mark,
})

/** The configuration of a guest that fits the node. */
export const fitting = ({ identity, guest }: DesiredNode, vmid: number) => ({
  cores: String(guest.cores),
  memory: String(guest.memory),
  balloon: '0',
  cpu: 'host',
  ostype: 'l26',
  agent: 'enabled=1',
  serial0: 'socket',
  onboot: '1',
  startup: 'order=3,up=10,down=10',
  boot: 'order=virtio0',
  virtio0: `vmstore:${vmid}/vm-${vmid}-disk-0.raw,size=${guest.disk}G`,
  net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0',
  ide2: `local:iso/${seedFilename(identity.site, vmid, uidOf(vmid))},media=cdrom`,
  tags: ['homestak', ...guest.tags].join(';'),
})

export const aVolume = (volid: string): Volume => ({
  volid,
  content: /:(\w+)\//.exec(volid)?.[1] ?? '',
  format: volid.split('.').at(-1) ?? '',
  size: 1e9,
  created: undefined,
  vmid: undefined,
})

export const catalog: Catalog = {
  storages: [
    { name: 'local', type: 'dir', content: ['import', 'iso'], active: true, shared: false, free: 1e12 },
    { name: 'vmstore', type: 'dir', content: ['images'], active: true, shared: false, free: 1e12 },
  ],
  imports: [aVolume('local:import/debian-12.qcow2')],
  localIsos: [],
  templates: new Map(),
}

export const anEntry = (name = 'hv0', more: Partial<HostEntry> = {}): HostEntry => ({
  name,
  file: `nodes/${name}.yaml`,
  node: 'pve1',
  apiEndpoint: 'https://192.0.2.10:8006',
  apiToken: name,
  datastore: 'vmstore',
  isoDatastore: null,
  fingerprint: null,
  caFile: null,
  ip: null,
  hostUser: null,
  images: {},
  position: { file: `nodes/${name}.yaml`, line: 1, column: 1 },
  ...more,
})

export interface HostParts extends Partial<HostView> {
  readonly seen?: readonly SeenGuest[]
  readonly making?: ReadonlyMap<number, MakingState>
}

export function aHost({ host = 'hv0', seen = [], ...more }: HostParts = {}): HostView {
  const clusterKey = more.clusterKey ?? `node ${host}`
  return {
    host,
    entry: anEntry(host),
    reachable: true,
    clusterKey,
    snapshot: {
      clusterKey,
      nodes: [{ name: 'pve1', online: true }],
      guests: new Map(seen.map(({ listed }) => [listed.vmid, listed])),
      listed: new Map(seen.map(({ listed }) => [listed.vmid, { guest: listed, status: listed.status, signature: '' }])),
    },
    guests: new Map(seen.map(({ view }) => [view.vmid, view])),
    unreadable: new Set(),
    making: new Map(),
    catalog,
    ...more,
  }
}

export const aSilentHost = (host = 'hv0'): HostView =>
  silentHost(host, new HomestakError({ code: 'Unreachable', message: `${host} does not answer` }), anEntry(host))

export interface Scene extends Partial<Omit<WorldParts, 'nodes' | 'hosts'>> {
  readonly nodes?: readonly DesiredNode[]
  readonly hosts?: readonly HostView[]
}

export const aWorld = (scene: Scene = {}): World => worldBuilder()(aScene(scene))

/** Every pair of a declared node is in scope, and `shop@hv0` always is. */
export function aScene({ nodes = [], hosts = [aHost()], ...more }: Scene): WorldParts {
  return {
    site: 'lab',
    now: Date.UTC(2026, 0, 1),
    nodes: new Map(nodes.map((node) => [node.key, node])),
    networks: new Map(),
    broken: [],
    scope: [
      { manifest: 'shop', host: 'hv0' },
      ...nodes.map(({ identity: { manifest, host } }) => ({ manifest, host })),
    ],
    hostChanges: new Map(),
    unsettled: new Map(),
    hosts: new Map(hosts.map((view) => [view.host, view])),
    vmidRange: { first: 10_000, last: 19_999 },
    intents: [],
    consents: noConsents,
    seedGuests: new Map(),
    ...more,
  }
}

/** Nothing held back by the limit. */
export const enough = (...vmids: readonly number[]) => ({
  limit: 100,
  wanted: vmids.length,
  refused: false,
  uids: new Set(vmids.map(uidOf)),
})

export const consent = (more: Partial<World['consents']>) => withConsents(noConsents, more)

/** What `act` on a guest that is there looks like to the guards. */
export function intentOn(act: Act, { view }: SeenGuest, node: DesiredNode, declared = true): Intent {
  return {
    act,
    key: node.key,
    identity: node.identity,
    ...(declared ? { node } : {}),
    host: node.identity.host,
    pveNode: view.node,
    vmid: view.vmid,
    uid: view.mark?.uid ?? uidOf(view.vmid),
    guest: view,
    paths: [],
    because: 'a test',
  }
}

/** What making a guest looks like to the guards. */
export const intentToMake = (node: DesiredNode, vmid = 100): Intent => ({
  act: 'create',
  key: node.key,
  identity: node.identity,
  node,
  host: node.identity.host,
  pveNode: 'pve1',
  vmid,
  uid: uidOf(vmid),
  paths: [],
  because: 'a test',
})
