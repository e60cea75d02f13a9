/** What one host entry showed when it was last looked at. A silent host is unknown, never empty. */
import type { HostEntry } from '../config/site-config.ts'
import type { HomestakError } from '../errors.ts'
import type { GuestView, HostSnapshot } from '../pve/guest-view.ts'
import type { StorageView, Volume } from '../pve/storages.ts'
import type { HostFacts } from '../preflight/facts.ts'
import type { NetworksView } from './networks/view.ts'

/** Who is at work on a guest that shows nothing but a lock. */
export interface MakingState {
  /** A task of the guest runs now. */
  readonly running: boolean
  /** Milliseconds since the epoch at which its last task ended; null: none is known. */
  readonly lastEnd: number | null
  /** Whether the token may see other people's tasks (Sys.Audit on the node). */
  readonly auditable: boolean
}

/** What a host offers to make guests from. */
export interface Catalog {
  readonly storages: readonly StorageView[]
  /** Volumes with import content, on every active storage that has it. */
  readonly imports: readonly Volume[]
  /** Names of ISO files on `local`, where the seed kept its images. */
  readonly localIsos: readonly Volume[]
  /** Templates by vmid, with their configuration. */
  readonly templates: ReadonlyMap<number, GuestView>
}

export interface HostView {
  readonly host: string
  readonly entry?: HostEntry
  readonly reachable: boolean
  /** Why it is not. */
  readonly error?: HomestakError
  readonly clusterKey: string
  readonly snapshot?: HostSnapshot
  /** Guests whose configuration was read, by vmid. */
  readonly guests: ReadonlyMap<number, GuestView>
  /** Guests whose configuration could not be read, e.g. on a node that is down: what they are is not known. */
  readonly unreadable: ReadonlySet<number>
  /** Who is at work on half-made guests, by vmid, as far as that was asked. */
  readonly making: ReadonlyMap<number, MakingState>
  /** Read once something has to be made here. */
  readonly catalog?: Catalog
  /** By vmid of a template that may be about to go, the guests whose disks rested on it at the last look. */
  readonly resting?: ReadonlyMap<number, readonly number[]>
  /** Read where virtual networks are declared, or remembered. */
  readonly networks?: NetworksView
  /** Read once something differs here; what it says stands in the way of writing. */
  readonly facts?: HostFacts
}

/** PVE is making the guest. A clone of several disks shows its mark before the last of them is copied. */
export const isInMaking = ({ lock }: GuestView): boolean => lock === 'create' || lock === 'clone'

/** It shows only the lock, no mark and no name, so whose it is cannot be told. */
export const isHalfMade = (view: GuestView): boolean => isInMaking(view) && view.marking.kind === 'none'

/** Whether what stands at a vmid cannot be told: a guest in the making, or one that could not be read. */
export function isUnclear({ guests, unreadable }: Pick<HostView, 'guests' | 'unreadable'>, vmid: number): boolean {
  const view = guests.get(vmid)
  return unreadable.has(vmid) || (view !== undefined && isHalfMade(view))
}

/** A guest in the making shows no mark yet, others one that cannot be read: these may be any node's. */
export const isKnownGuest = (seen: HostView, vmid: number): boolean =>
  seen.snapshot?.guests.has(vmid) === true &&
  seen.guests.get(vmid)?.marking.kind !== 'unreadable' &&
  !isUnclear(seen, vmid)

/** Two readings of one configuration, with what waits in it, are the same. */
export const isSameReading = (a: GuestView | undefined, b: GuestView | undefined): boolean =>
  a === b || (a?.digest === b?.digest && JSON.stringify(a?.pending) === JSON.stringify(b?.pending))

export const silentHost = (host: string, error: HomestakError, entry?: HostEntry): HostView => ({
  host,
  ...(entry ? { entry } : {}),
  reachable: false,
  error,
  clusterKey: `unreached:${host}`,
  guests: new Map(),
  unreadable: new Set(),
  making: new Map(),
})
