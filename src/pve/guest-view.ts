/** The shapes in which a host and its guests are seen. */
import type { Mark, Marking } from './mark.ts'

export interface SnapshotNode {
  readonly name: string
  /** False also where the node did not answer: its guests are unknown, not gone. */
  readonly online: boolean
}

export interface SnapshotGuest {
  readonly vmid: number
  readonly node: string
  readonly type: 'qemu' | 'lxc'
  /** Empty where it has none that is known yet. */
  readonly name: string
  /** Live for virtual machines; containers up to ten seconds late. */
  readonly status: 'running' | 'stopped' | 'unknown'
  readonly tags: readonly string[]
  readonly template: boolean
  readonly lock?: string
}

/** A guest as the cluster's list shows it. */
export interface ListedGuest {
  readonly guest: SnapshotGuest
  /** Up to ten seconds late; unknown while its node reports nothing, and then the rest says little too. */
  readonly status: SnapshotGuest['status']
  /** Differs once anything else differs that the list shows. */
  readonly signature: string
}

export interface HostSnapshot {
  /** The same for all host entries that lead to one cluster. */
  readonly clusterKey: string
  readonly nodes: readonly SnapshotNode[]
  readonly guests: ReadonlyMap<number, SnapshotGuest>
  /** The cluster's list that this was made from. */
  readonly listed: ReadonlyMap<number, ListedGuest>
}

export interface PendingValue {
  /** What the setting becomes with the next start; absent where it goes. */
  readonly value?: string
  readonly delete?: boolean
}

export interface GuestView {
  readonly vmid: number
  readonly node: string
  /** Changes with every write of the configuration. */
  readonly digest: string
  /** Values in effect, as text; without digest and description. Secrets are masked by PVE. */
  readonly config: Readonly<Record<string, string>>
  readonly pending: Readonly<Record<string, PendingValue>>
  readonly marking: Marking
  /** The mark where it is valid: it names this very vmid. Which host and site it names is for the caller to judge. */
  readonly mark?: Mark
  /** The description without its mark. */
  readonly text: string
  readonly protection: boolean
  readonly template: boolean
  /** e.g. `create`, `clone`, `backup`. */
  readonly lock?: string
  /** Empty where the guest has none. */
  readonly name: string
}
