/** The shape of a site-config directory once read; entries keep the place they came from. */
import type { Position, Problem } from '../manifest/manifest.ts'
import type { Path, Source } from './said.ts'

/** `site.yaml`. */
export interface Site {
  /** Without it nothing may be written: guests could not be told from another site's. */
  readonly id: string | null
  /** `all`: the site-config's own `manifests/` is reconciled as a whole. */
  readonly reconcile: 'all' | null
  /** The range that vmids are found in where a node declares none. */
  readonly vmidRange: { readonly first: number; readonly last: number }
  readonly defaults: {
    readonly gateway?: string
    readonly dns_servers: readonly string[]
    readonly domain?: string
    readonly timezone?: string
    readonly bridge: string
    /** Of nodes that name none; left out: `api`. */
    readonly provisioner?: 'api' | 'tofu'
    readonly vm_user: string
    /** Login on Proxmox VE hosts. */
    readonly host_user?: string
    /** Of the spec server. */
    readonly server_url?: string
    readonly pve_remove_subscription_nag: boolean
    readonly packages: readonly string[]
    /** The host entry for manifests that name none. */
    readonly host?: string
  }
  readonly notifications: readonly NotificationRule[]
  readonly images: ImageSettings
}

/** Where images are fetched from. */
export interface ImageSettings {
  /** Of the release API, e.g. `https://api.github.com`. */
  readonly api: string
  /** `OWNER/NAME`. */
  readonly repository: string
  /** The tag of a release. */
  readonly release: string
  /** Path of a PEM file that is trusted beside the system's authorities, absolute. */
  readonly caFile: string | null
  /** `images:`, by name; what it leaves out is as above. */
  readonly named: Readonly<Record<string, NamedImage>>
}

/** Either a file of a release, or a URL with a pin. */
export interface NamedImage {
  readonly repository?: string
  readonly release?: string
  readonly asset?: string
  readonly url?: string
  /** `sha256:` and 64 hexadecimal digits. */
  readonly pin?: string
}

/** An entry of `settings.notifications`: who is told of what a watching run does. */
export interface NotificationRule {
  /** Reasons of events, and groups of them. */
  readonly on: readonly string[]
  readonly to:
    | {
        readonly kind: 'webhook'
        readonly url: string
        /** Path into the secrets; null: none is sent. */
        readonly secret: string | null
        /** The header that carries it as it is; null: as a bearer token. */
        readonly header: string | null
      }
    | { readonly kind: 'command'; readonly argv: readonly string[] }
  /** Empty: all. */
  readonly hosts: readonly string[]
  readonly manifests: readonly string[]
}

/** `nodes/NAME.yaml`: a host with an API. */
export interface HostEntry {
  readonly name: string
  readonly file: string
  /** The Proxmox VE node's own name. */
  readonly node: string
  /** e.g. `https://192.0.2.10:8006`. */
  readonly apiEndpoint: string
  /** Key into `secrets.api_tokens`. */
  readonly apiToken: string
  readonly datastore: string | null
  /** Where seed ISOs go; null: the first active storage with iso content, `local` first. */
  readonly isoDatastore: string | null
  /** SHA-256 of the certificate, `AA:BB:…`. */
  readonly fingerprint: string | null
  /** Path of a PEM file, absolute. */
  readonly caFile: string | null
  /** Address for SSH. */
  readonly ip: string | null
  /** Login for SSH. */
  readonly hostUser: string | null
  /** Image name -> volume id. */
  readonly images: Readonly<Record<string, string>>
  readonly position: Position
}

/** `presets/NAME.yaml`: values for nodes that name it; what a node then still lacks is told where the node stands. */
export interface Preset {
  readonly cores?: number
  /** MiB. */
  readonly memory?: number
  /** GiB. */
  readonly disk?: number
  readonly image?: string
  readonly bridge?: string
  readonly ip?: string
  readonly gateway?: string
  readonly packages?: readonly string[]
}

/** `hosts/NAME.yaml`: a machine without an API yet. */
export interface Machine {
  readonly name: string
  readonly ip: string | null
  readonly hostUser: string | null
}

/** `postures/NAME.yaml`: how strict guests are; what it leaves out is left alone. */
export interface Posture {
  readonly auth?: { readonly method?: string }
  readonly ssh?: {
    readonly port?: number
    readonly permit_root_login?: string
    readonly password_authentication?: string
  }
  readonly sudo?: { readonly nopasswd?: boolean }
  readonly fail2ban?: { readonly enabled?: boolean }
  readonly packages?: readonly string[]
}

/** `specs/NAME.yaml`: what a guest becomes. */
export interface Spec {
  readonly schema_version: 1
  readonly identity?: { readonly hostname?: string; readonly domain?: string }
  readonly network?: { readonly ip: string; readonly gateway: string; readonly dns?: readonly string[] }
  readonly access?: { readonly posture?: string; readonly users?: readonly SpecUser[] }
  readonly platform?: {
    readonly packages?: readonly string[]
    readonly services?: { readonly enable?: readonly string[]; readonly disable?: readonly string[] }
  }
  readonly config?: Readonly<Record<string, unknown>> & { readonly timezone?: string }
  readonly run?: Readonly<Record<string, string | number>>
}

export interface SpecUser {
  readonly name: string
  readonly sudo?: boolean
  /** Names below `ssh_keys` of the secrets; once resolved, the keys themselves. */
  readonly ssh_keys?: readonly string[]
}

/** A spec with everything worked in that it leaves to the site: defaults, keys, and its posture. */
export interface ResolvedSpec {
  readonly name: string
  readonly value: Omit<Spec, 'access'> & {
    readonly access: NonNullable<Spec['access']> & { readonly _posture: Posture }
  }
  readonly posture: string
  /** Where the time zone comes from, and the keys of the first user. */
  readonly sources: { readonly timezone: Source; readonly keys: Source }
}

export type Lookup<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

/** `code` is what the spec server answers: E200 no spec, E201 posture, E202 key, E400 not a spec, E500 the rest. */
export type SpecLookup =
  | { readonly ok: true; readonly value: ResolvedSpec }
  | { readonly ok: false; readonly code: SpecCode; readonly problem: Problem }

export type SpecCode = 'E200' | 'E201' | 'E202' | 'E400' | 'E500'

export interface SiteConfig {
  /** Absolute. */
  readonly dir: string
  readonly site: Site
  /** Names of the host entries, sorted. */
  readonly hostNames: readonly string[]
  readonly presetNames: readonly string[]
  readonly postureNames: readonly string[]
  readonly specNames: readonly string[]
  /** Names in `hosts/`, which have no API yet, sorted. */
  readonly sshOnlyHostNames: readonly string[]
  /** `from` is where the name was used: a problem points there. */
  host(name: string, from: Position): Lookup<HostEntry>
  preset(name: string, from: Position): Lookup<Preset>
  /** A machine of `hosts/`. */
  machine(name: string, from: Position): Lookup<Machine>
  posture(name: string, from: Position): Lookup<Posture>
  spec(name: string, from: Position): SpecLookup
  /** Where a value is written; undefined where the file does not say it. `file` is relative to `dir`. */
  placeOf(file: string, path: Path): Position | undefined
  /** Public keys by name, in file order. */
  readonly sshKeys: Readonly<Record<string, string>>
  /** Text of a secret by its dotted path, e.g. `api_tokens.hv0`; undefined where there is none. */
  secret(path: string): string | undefined
  /** Every secret value, for redaction. */
  readonly secretValues: readonly string[]
  /** Names of entries that are not there: of no harm before somebody uses what names them. */
  readonly dangling: readonly Problem[]
  /** Warnings that do not stop anything, e.g. a secrets file that others can read. */
  readonly warnings: readonly string[]
}
