/** What the checks know of a host. Nothing here was worked out: it is what was read. */
import type { Rights } from '../pve/privileges.ts'
import type { StorageView } from '../pve/storages.ts'

/** Read before something is done on a host. */
export interface HostFacts {
  /** `user@realm!name`; null where it is a password. */
  readonly token: string | null
  readonly rights: Rights
  /** Bridges and virtual networks that the token may see; null: they could not be read. */
  readonly bridges: readonly string[] | null
}

/** Read where somebody asks for all of it. */
export interface WholeFacts extends HostFacts {
  /** e.g. `9.2.11`. */
  readonly version: string
  readonly storages: readonly StorageView[]
  /** Milliseconds that the host's clock is ahead of ours; null: the token may not see it. */
  readonly clockAheadMs: number | null
  /** Flags of the host's processors; null: the token may not see them. */
  readonly cpuFlags: readonly string[] | null
  /** Certificates that the host has. */
  readonly certificates: readonly { readonly fingerprint: string; readonly ends: number }[]
  /** Seconds since the epoch at which the token ends, 0: never; null: the token may not see it. */
  readonly tokenExpires: number | null
}
