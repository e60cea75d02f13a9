/** What a node of a manifest comes to once its host, preset and site defaults were worked in. */
import type { ClonePolicy, GuestType, NodeType, OnError, Position } from '../manifest/manifest.ts'

/** Who a guest is, wherever it runs and whatever its vmid. Nested nodes have the path of their host, `hv0/inner`. */
export interface Identity {
  readonly site: string
  readonly host: string
  readonly manifest: string
  readonly node: string
}

/** `manifest/node@host`: one name for a node within a site. */
export type NodeKey = string

export const keyOf = ({ host, manifest, node }: Omit<Identity, 'site'>): NodeKey => `${manifest}/${node}@${host}`

/** A secret by the name it has in secrets.yaml; resolved where it is used, never before. */
export interface SecretReference {
  readonly $secret: string
}

export interface DesiredDisk {
  readonly name: string
  /** GiB. */
  readonly size: number
  readonly datastore: string
}

export interface DesiredNic {
  readonly name: string
  readonly bridge: string
  /** Upper case; declared, or made from the identity and the card's name. */
  readonly mac: string
  /** Not declared: a guest that exists keeps the address it has. */
  readonly made?: true
  readonly vlan?: number
}

/** What the guest's first boot is given. */
export interface CloudInit {
  readonly hostname: string
  readonly user: string
  readonly sshKeys: readonly string[]
  readonly rootPassword?: SecretReference
  readonly packages: readonly string[]
  readonly domain?: string
  readonly dnsServers: readonly string[]
  /** `dhcp`, or IPv4 in CIDR form. */
  readonly ip: string
  readonly gateway?: string
}

export interface DesiredGuest {
  readonly name: string
  /** Declared; else the engine finds one. */
  readonly vmid?: number
  readonly image: string
  /** What others are cloned from; never started. */
  readonly template?: true
  readonly cores: number
  /** MiB. */
  readonly memory: number
  /** GiB. */
  readonly disk: number
  readonly datastore: string
  readonly disks: readonly DesiredDisk[]
  readonly nics: readonly DesiredNic[]
  /** Declared tags, lower case, sorted, without `homestak`. */
  readonly tags: readonly string[]
  readonly onBoot: boolean
  readonly cloudInit: CloudInit
}

export interface Policy {
  readonly protect: boolean
  readonly keepOnRemoval: boolean
  readonly suspend: boolean
  readonly replace: 'ask' | 'auto'
  readonly restart: 'ask' | 'auto'
  readonly stop: 'graceful' | 'hard'
  readonly clone: ClonePolicy
  readonly onError: OnError
}

/** What guests and networks have in common. */
export interface DesiredEntry {
  readonly key: NodeKey
  readonly identity: Identity
  readonly type: NodeType
  readonly parent?: NodeKey
  /** Nodes beyond the parent that must be Ready first. */
  readonly dependsOn: readonly NodeKey[]
  /** Where the host came from: a change of `-H` is another set of guests, a change in a file is a move. */
  readonly hostFrom: 'flag' | 'manifest' | 'site'
  /** Old identities that this node takes over; only `manifest` and `node` may differ. */
  readonly movedFrom: readonly Identity[]
  readonly provisioner: 'api' | 'tofu'
  readonly source: Position
}

/** A guest. */
export interface DesiredNode extends DesiredEntry {
  readonly type: GuestType
  /** The template node that a new guest is cloned from. */
  readonly clonedFrom?: NodeKey
  readonly spec?: string
  readonly policy: Policy
  readonly guest: DesiredGuest
}
