/** The contract between the engine and a node type: look, compare, plan. Nothing here has effects. */
import type { DesiredNode, NodeKey } from '../src/graph/desired-node.ts'
import type { GuestView } from '../src/pve/guest-view.ts'
import type { Mark } from '../src/pve/mark.ts'
import type { Act } from '../src/pve/warrant.ts'
import type { Operation } from '../src/steps/operation.ts'

/** What a change costs: nothing, a restart of the guest, or a new guest. */
export type Forces = 'update' | 'restart' | 'replace'

/** One field that differs. */
export interface Change {
  /** e.g. `cores`, `disks.data.size`, `tags`. */
  readonly path: string
  readonly desired: unknown
  readonly observed: unknown
  readonly forces: Forces
}

/** How long a step may go without progress, in the seed's tiers. */
export type TimeoutTier = 'quick' | 'short' | 'medium' | 'long' | 'extended'

export const tierMs: Readonly<Record<TimeoutTier, number>> = {
  quick: 30_000,
  short: 60_000,
  medium: 300_000,
  long: 600_000,
  extended: 1_200_000,
}

/** One repeatable effect as plain data: printed by `diff`, carried out by the runner registered for its kind. */
export type Step = Operation & {
  /** `image`: what the guest is made from has to be fetched first; `tofu`: OpenTofu makes the calls. */
  readonly kind: 'api' | 'image' | 'tofu'
  /** What the warrant is asked for; absent where no guest is changed. */
  readonly act?: Act
  readonly node: NodeKey
  /** One line for people. */
  readonly summary: string
  readonly because: readonly Change[]
  readonly timeout: TimeoutTier
  /** The storage whose lock the call takes, where it copies or allocates; a disk grows without it. */
  readonly storage?: string
}

/** A guest with a valid mark of ours, as it was last read. */
export interface MarkedGuest {
  readonly view: GuestView
  readonly mark: Mark
  /** `running`, `stopped` or what PVE says besides. */
  readonly status: string
}

/** What was seen of the guest behind a node. A silent host is `unknown`, never `absent`. */
export type Observation<State> =
  | { readonly presence: 'absent' }
  | { readonly presence: 'present'; readonly state: State }
  | { readonly presence: 'unknown'; readonly why: string }

/** Where a new guest's system disk comes from. `version` is what its mark says of it, e.g. `sha256:0123456789abcdef`. */
export type ImageSource =
  /** A volume that PVE's API can import, e.g. `local:import/debian-12.qcow2`. */
  | { readonly kind: 'import'; readonly volume: string; readonly version?: string }
  /** A template guest; `protect`: it has PVE's protection, which a clone inherits. */
  | {
      readonly kind: 'clone'
      readonly vmid: number
      readonly full: boolean
      readonly protect?: true
      readonly version?: string
    }
  /** It is not on the host yet. */
  | { readonly kind: 'fetch'; readonly image: string; readonly from: string }

/** What only the engine can decide about a node before it is planned. */
export interface Assignment {
  readonly vmid: number
  /** The uid that a create writes into the mark. */
  readonly uid: string
  /** Where a new guest's disk comes from; absent for a guest that exists. */
  readonly image?: ImageSource
  /** Where the seed ISO goes. */
  readonly isoStorage: string
}

export interface Controller<State> {
  /** Pure. What a guest's configuration says, to be compared with what is declared. */
  read(guest: MarkedGuest): State
  /** Pure. The MAC addresses of its cards, upper case. */
  macs(state: State): readonly string[]
  /** Pure. Empty means converged. `inputs` are the digests of what PVE cannot show again. */
  diff(node: DesiredNode, seen: Observation<State>): readonly Change[]
  /** Pure and ordered; every step names the changes that caused it. */
  plan(node: DesiredNode, seen: Observation<State>, changes: readonly Change[], assignment: Assignment): readonly Step[]
  /** Pure. The mark of a guest that is there already and becomes this node's; the change of `owner` asks for it. */
  adoptedMark(node: DesiredNode, vmid: number, uid: string): Mark
  /** Pure. The steps that take a guest away, in order. */
  planDestroy(
    key: NodeKey,
    state: State,
    stop: 'graceful' | 'hard',
    act: 'destroy' | 'replace' | 'rollback',
  ): readonly Step[]
  /** Pure. The steps that let a guest go: mark and tag are taken out, the human text stays. */
  planRelease(key: NodeKey, state: State): readonly Step[]
}
