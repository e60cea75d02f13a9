/** The world that a simulation begins with. */
import type { Clock, Random } from '../clock.ts'
import { passwordHash } from './authentication.ts'
import { hex } from './host.ts'
import type { StorageConfig, Volume, WorldState } from './state.ts'

export interface WorldPlan {
  readonly nodeNames: readonly string[]
  /** Of root@pam. */
  readonly rootPassword: string
  readonly storages: readonly Pick<StorageConfig, 'storage' | 'path' | 'content'>[]
  readonly bridges: readonly string[]
  /** Only the packages of the recording host. */
  readonly recorded?: boolean
  /** Images for import: volume id to the bytes that a guest sees. */
  readonly images: Readonly<Record<string, number>>
  /** The operating systems on them, where their file names do not tell. */
  readonly systems?: Readonly<Record<string, string>>
  /** Files that are simply there: volume id to bytes. */
  readonly files?: Readonly<Record<string, number>>
}

const gibibyte = 1_073_741_824

/** A node with two storages, a bridge, and cloud images to import. */
export const defaultPlan: WorldPlan = {
  nodeNames: ['pve'],
  rootPassword: 'simulated',
  storages: [
    { storage: 'local', path: '/var/lib/vz', content: ['iso', 'vztmpl', 'backup', 'import', 'snippets'] },
    { storage: 'vmstore', path: '/var/lib/vmstore', content: ['images', 'rootdir', 'import'] },
  ],
  bridges: ['vmbr0'],
  images: {
    'local:import/debian-12.qcow2': 2 * gibibyte,
    'local:import/debian-13.qcow2': 3 * gibibyte,
    'local:import/pve-9.qcow2': 8 * gibibyte,
  },
}

/** Seconds that the hosts have been up when the simulation begins. */
const upSince = 86_400

export function newWorld(plan: WorldPlan, clock: Clock, random: Random): WorldState {
  const ctime = Math.floor(clock.now() / 1000) - upSince
  const volumes: Record<string, Volume> = {}
  for (const node of plan.nodeNames) {
    for (const [volid, virtual] of Object.entries(plan.images)) {
      const volume = volumeOf(volid, node, ctime, Math.round(virtual / 6))
      volumes[`${node}/${volid}`] = {
        ...volume,
        virtual,
        system: plan.systems?.[volid] ?? (volume.name.split('/')[1] ?? '').replace(/\.\w+$/, ''),
      }
    }
    for (const [volid, size] of Object.entries(plan.files ?? {}))
      volumes[`${node}/${volid}`] = volumeOf(volid, node, ctime, size)
  }
  const storages = plan.storages.map((storage) => ({
    ...storage,
    type: 'dir',
    content: [...storage.content],
    shared: false,
    disabled: false,
  }))
  return {
    version: 1,
    nodes: [...plan.nodeNames],
    booted: clock.now() - upSince * 1000,
    key: hex(random.bytes(32)),
    users: {
      'root@pam': {
        userid: 'root@pam',
        enable: true,
        expire: 0,
        groups: [],
        tokens: {},
        password: passwordHash(plan.rootPassword),
      },
    },
    groups: {},
    roles: {},
    acl: [],
    storages: Object.fromEntries(storages.map((storage) => [storage.storage, storage])),
    volumes,
    guests: {},
    pools: {},
    tasks: [],
    bridges: [...plan.bridges],
    settings: {},
    realms: {},
    ...(plan.recorded === true ? { recorded: true } : {}),
    options: { mac_prefix: 'BC:24:11' },
    nextPid: 1000,
    cycle: Math.floor(clock.now() / 10_000),
    broadcast: {},
  }
}

function volumeOf(volid: string, node: string, ctime: number, size: number): Volume {
  const [storage = '', name = ''] = volid.split(':')
  const content = name.split('/')[0] ?? ''
  const format = content === 'iso' ? 'iso' : (name.split('.').at(-1) ?? 'raw')
  return { storage, name, node, content, format, size, ctime }
}
