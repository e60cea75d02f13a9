/** Everything a simulated cluster remembers, as plain JSON, so that it can be saved and looked at. */

export interface User {
  readonly userid: string
  enable: boolean
  /** Seconds since the epoch; 0 is never. */
  expire: number
  firstname?: string
  lastname?: string
  email?: string
  comment?: string
  /** Of second factors. */
  keys?: string
  groups: string[]
  /** SHA-256 in hex; users without one cannot log in. */
  password?: string
  tokens: Record<string, Token>
}

export interface Token {
  secret: string
  privsep: boolean
  /** Seconds since the epoch; 0 is never. */
  expire: number
  comment?: string
}

export interface AclEntry {
  readonly path: string
  readonly type: 'user' | 'group' | 'token'
  /** A user, group, or `user!token`. */
  readonly ugid: string
  readonly roleid: string
  readonly propagate: boolean
}

export interface StorageConfig {
  readonly storage: string
  readonly type: string
  /** Where its volumes lie. */
  readonly path: string
  /** What only its type knows. */
  options?: Record<string, string>
  content: string[]
  shared: boolean
  disabled: boolean
  /** Nodes that have it; absent means all. */
  nodes?: string[]
}

export interface Volume {
  readonly storage: string
  /** Empty where the storage is shared. */
  readonly node: string
  /** What follows the colon of the volume id. */
  readonly name: string
  readonly content: string
  readonly format: string
  /** Bytes. */
  size: number
  /** Bytes that a guest sees, where they differ from those of the file. */
  readonly virtual?: number
  readonly ctime: number
  /** The guest that owns an image. */
  readonly vmid?: number
  /** The operating system on it: a guest without one never answers, nor reacts to a shutdown. */
  readonly system?: string
  /** Base64, kept for small ISO images. */
  readonly bytes?: string
  /** Of an image for import that was brought here, in hexadecimal. */
  readonly sha256?: string
}

export type Config = Record<string, string>

export interface Snapshot {
  readonly name: string
  readonly snaptime: number
  readonly description: string
  readonly parent?: string
  readonly config: Config
}

export interface Running {
  readonly pid: number
  /** Milliseconds since the epoch. */
  readonly since: number
  /** When the guest has booted and its agent answers; null where there is no operating system. */
  readonly bootedAt: number | null
  paused: boolean
  /** Makes the addresses that it leases others than those of its last run. */
  readonly moved?: number
  /** Its file systems, by the agent. */
  frozen?: boolean
  readonly system?: string
  /** Files written, and commands that ran, through the agent. */
  readonly files: Record<string, string>
  readonly execs: Record<string, Exec>
}

export interface Exec {
  readonly endsAt: number
  readonly exitcode: number
  readonly out: string
  readonly err: string
}

export interface Guest {
  readonly vmid: number
  node: string
  config: Config
  /** Values that wait for a restart. */
  pending: Config
  /** Keys whose removal waits; true also destroys the disk. */
  pendingDelete: Record<string, boolean>
  snapshots: Snapshot[]
  running?: Running
  /** The cloud-init values that the generated image has. */
  cloudinit?: Config
  /** A guest whose agent was taken away, or that ignores a shutdown: set by hand. */
  agentSilent?: boolean
  ignoresShutdown?: boolean
}

/** What a node says of a zone that reaches it. */
export interface ZoneStatus {
  readonly zone: string
  readonly status: string
  readonly 'zone-type': string
}

/** What the ten-second cycle last said about a guest. */
export interface Broadcast {
  readonly fields: Record<string, unknown>
}

export interface Task {
  readonly upid: string
  readonly node: string
  readonly pid: number
  readonly pstart: number
  /** Seconds since the epoch. */
  readonly starttime: number
  readonly type: string
  readonly id: string
  readonly user: string
  readonly tokenid?: string
  readonly log: string[]
  endtime?: number
  exitstatus?: string
}

export interface Pool {
  readonly poolid: string
  comment?: string
  vms: number[]
  storages: string[]
}

/** A network interface of a node, by the names of the API. */
export type Interface = Record<string, string | number>

/** A zone, virtual network or subnet, by the names of the API; lists have blanks between. */
export type SdnObject = Record<string, string | number>

/** Networks that span the nodes, each by its name. */
export interface SdnConfig {
  zones: Record<string, SdnObject>
  vnets: Record<string, SdnObject>
  subnets: Record<string, SdnObject>
}

/** What was declared of networks, and what was last applied. */
export interface Sdn {
  config: SdnConfig
  running?: SdnConfig
  /** How often it was applied. */
  version: number
  /** Held by who may change anything. */
  lock?: string
}

/** What a node is set to. */
export interface NodeSettings {
  dns: Record<string, string>
  timezone: string
  config: Record<string, string>
  /** Its `/etc/hosts`. */
  hosts: string
  interfaces: Record<string, Interface>
  /** What the file says where it differs: it becomes true with a reload. */
  pending?: Record<string, Interface>
  /** The networks across nodes that it was last given. */
  sdn?: { readonly version: number; readonly config: SdnConfig }
}

/** A realm besides the two that are built in. */
export type Realm = Record<string, string>

export interface WorldState {
  readonly version: 1
  readonly nodes: string[]
  /** Milliseconds since the epoch. */
  readonly booted: number
  /** What tickets are signed with. */
  readonly key: string
  readonly users: Record<string, User>
  readonly groups: Record<string, { comment?: string }>
  readonly roles: Record<string, string[]>
  acl: AclEntry[]
  readonly storages: Record<string, StorageConfig>
  readonly volumes: Record<string, Volume>
  readonly guests: Record<string, Guest>
  readonly pools: Record<string, Pool>
  /** Oldest first. */
  tasks: Task[]
  /** Bridges that every node began with. */
  readonly bridges: string[]
  /** By node. */
  readonly settings: Record<string, NodeSettings>
  readonly realms: Record<string, Realm>
  sdn?: Sdn
  /** The host of the recordings, which was no whole installation. */
  readonly recorded?: boolean
  options: Record<string, string>
  nextPid: number
  /** The last cycle, as its number since the epoch. */
  cycle: number
  broadcast: Record<string, Broadcast>
  /** What the last cycle said of zones, by node; absent until something of an SDN was applied. */
  zones?: Record<string, readonly ZoneStatus[]>
}
