/** The shape of a manifest once it was read and found valid: every default filled in. */

/** Lines and columns count from 1. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One thing that is wrong in a file; printed as `file:line:col: message (hint)`, without a place where line is 0. */
export interface Problem extends Position {
  readonly message: string
  readonly hint?: string
}

export type GuestType = 'vm' | 'ct' | 'pve'
/** `network`: a virtual network of the host's SDN. */
export type NodeType = GuestType | 'network'
export type ExecutionMode = 'push' | 'pull'
export type OnError = 'stop' | 'rollback' | 'continue'
/** `linked`: a full clone where the storage can make no linked one; `import`: from the image itself. */
export type ClonePolicy = 'linked' | 'full' | 'import'

export interface Settings {
  readonly verify_ssh: boolean
  readonly cleanup_on_failure: boolean
  /** Seconds. */
  readonly timeout_buffer: number
  readonly on_error: OnError
  /** `ask`: a replace is held until `--replace KEY`. */
  readonly replace: 'ask' | 'auto'
  /** `ask`: a restart is held until a yes on the terminal. */
  readonly restart: 'ask' | 'auto'
  /** `graceful`: shut down for up to 120 s before a stop; `hard`: stop at once. */
  readonly stop: 'graceful' | 'hard'
  /** How a guest is made that a template could be cloned for. */
  readonly clone: ClonePolicy
}

/** An extra disk; its name is its identity and becomes the drive's serial. */
export interface DiskDeclaration {
  readonly name: string
  /** GiB. */
  readonly size: number
  readonly datastore?: string
}

/** A network card; its name is its identity. */
export interface NicDeclaration {
  readonly name: string
  readonly bridge?: string
  readonly mac?: string
  readonly vlan?: number
}

export type ZoneType = 'vxlan' | 'simple' | 'vlan'

/** The zone of a virtual network, as each network in it declares it. */
export interface ZoneDeclaration {
  /** PVE's id of the zone. */
  readonly name: string
  readonly type: ZoneType
  /** Only of a vxlan zone, which needs them. */
  readonly peers?: readonly string[]
  /** Absent: PVE's own choice. */
  readonly mtu?: number
  /** Only of a vlan zone, which needs it. */
  readonly bridge?: string
}

export interface SubnetDeclaration {
  readonly cidr: string
  readonly gateway?: string
  readonly snat?: boolean
}

/** What only a node of type `network` says. */
export interface NetworkDeclaration {
  /** PVE's id of the virtual network, which guests name as bridge. */
  readonly vnet: string
  readonly zone: ZoneDeclaration
  /** null: none, as in a simple zone. */
  readonly tag: number | null
  readonly subnets: readonly SubnetDeclaration[]
}

export interface ManifestNode {
  readonly name: string
  readonly type: NodeType
  /** Of a node of type `network`, and only of that: then what is only of guests has its defaults. */
  readonly network: NetworkDeclaration | null
  readonly spec: string | null
  readonly preset: string | null
  readonly image: string | null
  readonly template: boolean
  readonly vmid: number | null
  /** GiB. */
  readonly disk: number | null
  readonly parent: string | null
  readonly execution_mode: ExecutionMode | null
  readonly depends_on: readonly string[]
  readonly protect: boolean
  readonly keep_on_removal: boolean
  readonly suspend: boolean
  /** null: what the site says, else `api`. */
  readonly provisioner: 'api' | 'tofu' | null
  /** null: no tag of one's own. */
  readonly tags: readonly string[]
  readonly on_boot: boolean
  /** `dhcp`, or IPv4 in CIDR form; null: what the preset says, else dhcp. */
  readonly ip: string | null
  readonly gateway: string | null
  readonly disks: readonly DiskDeclaration[]
  /** Empty: one card named `eth0` on the site's bridge. */
  readonly nics: readonly NicDeclaration[]
  /** `node` or `manifest/node`. */
  readonly moved_from: string | null
  /** Overrides of the manifest's settings for this node alone. */
  readonly settings: Partial<Pick<Settings, 'replace' | 'restart' | 'stop' | 'clone'>>
}

export interface Manifest {
  readonly schema_version: 2
  readonly name: string
  readonly description: string
  readonly pattern: 'flat' | 'tiered'
  readonly execution_mode: ExecutionMode
  readonly host: string | null
  /** An old manifest name. */
  readonly moved_from: string | null
  readonly settings: Settings
  readonly nodes: readonly ManifestNode[]
}

/** A manifest with the place it came from; `at` finds where a value stands, e.g. `at('nodes', 0, 'preset')`. */
export interface LoadedManifest {
  readonly manifest: Manifest
  readonly file: string
  at(...path: readonly (string | number)[]): Position
}

/** One file of the selection: a manifest, or the problems that keep it from being one. */
export interface LoadedFile {
  /** As it is shown to the user. */
  readonly file: string
  /** The PATH of the command line (real, absolute) that brought this file; `json:` sources have a fixed name. */
  readonly root: string
  readonly loaded?: LoadedManifest
  /** The manifest's name where it could be read although the file is broken. */
  readonly name?: string
  readonly problems: readonly Problem[]
}

/** Everything that one run loaded, before any narrowing. */
export interface Selection {
  /** Real absolute PATHs in the order given. */
  readonly roots: readonly string[]
  readonly files: readonly LoadedFile[]
}
