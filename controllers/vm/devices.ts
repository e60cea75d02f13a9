/** Which disk and card of a guest is which declared one, and how it stands: disks by serial, cards by MAC address, never by list position. */
import type { DesiredDisk, DesiredNic } from '../../src/graph/desired-node.ts'
import type { Nic } from '../../src/pve/drive.ts'
import type { ObservedDisk, ObservedNic, VmState } from './state.ts'

/** The disk that `disk:` sizes: the first to boot from, else the first that is no declared extra. */
export function bootDisk(state: VmState, declared: readonly DesiredDisk[]): ObservedDisk | undefined {
  const extras = new Set(declared.map(({ name }) => name))
  const own = state.disks.filter(({ serial }) => serial === null || !extras.has(serial))
  const [first] = state.bootOrder.flatMap((slot) => own.filter((disk) => disk.slot === slot))
  return first ?? own[0]
}

/** `waits`: the next start brings what is declared. `revert`: it is as declared, and the next start would change that. */
export type Standing = 'fits' | 'missing' | 'differs' | 'waits' | 'revert'

export interface DiskPair {
  readonly declared: DesiredDisk
  readonly seen: ObservedDisk | undefined
  readonly standing: Standing
}

/** A disk larger than declared fits: PVE cannot shrink one. */
export const pairDisks = (declared: readonly DesiredDisk[], { disks }: Pick<VmState, 'disks'>): DiskPair[] =>
  declared.map((disk) => {
    const seen = disks.find(({ serial }) => serial === disk.name)
    return { declared: disk, seen, standing: diskStanding(disk, seen) }
  })

function diskStanding({ size }: DesiredDisk, seen: ObservedDisk | undefined): Standing {
  if (!seen) return 'missing'
  if (seen.pending === 'plug') return 'waits'
  if (seen.pending === 'unplug') return 'revert'
  return seen.size < size ? 'differs' : 'fits'
}

export interface NicPair {
  readonly declared: DesiredNic
  readonly seen: ObservedNic | undefined
  readonly standing: Standing
}

/** A card with another MAC than expected is found at the place that no other declared card claims. */
export function pairNics(declared: readonly DesiredNic[], { nics }: Pick<VmState, 'nics'>): NicPair[] {
  const macOf = ({ now, pending }: ObservedNic) => (now ?? pending)?.mac
  const claimed = new Set(nics.filter((seen) => declared.some(({ mac }) => mac === macOf(seen))))
  return declared.map((nic, index) => {
    const byMac = nics.find((seen) => macOf(seen) === nic.mac)
    const byPlace = nics.find(({ slot }) => slot === `net${index}`)
    const seen = byMac ?? (byPlace && !claimed.has(byPlace) ? byPlace : undefined)
    return { declared: nic, seen, standing: nicStanding(nic, seen) }
  })
}

function nicStanding(declared: DesiredNic, seen: ObservedNic | undefined): Standing {
  if (!seen) return 'missing'
  const { now, pending } = seen
  const fits = (nic: Nic | null | undefined) => nic != null && nicDifferences(declared, nic).length === 0
  if (pending === undefined) return fits(now) ? 'fits' : 'differs'
  if (fits(now)) return 'revert'
  return fits(pending) ? 'waits' : now ? 'differs' : 'missing'
}

export interface NicDifference {
  readonly field: 'mac' | 'bridge' | 'vlan'
  readonly desired: string | number | null
  readonly observed: string | number | null
}

/** A made address is only for a card that has none yet. */
export function nicDifferences(declared: DesiredNic, seen: Nic): NicDifference[] {
  const differences: NicDifference[] = [
    { field: 'mac', desired: declared.made ? (seen.mac ?? declared.mac) : declared.mac, observed: seen.mac ?? null },
    { field: 'bridge', desired: declared.bridge, observed: seen.bridge ?? null },
    { field: 'vlan', desired: declared.vlan ?? null, observed: seen.vlan ?? null },
  ]
  return differences.filter(({ desired, observed }) => desired !== observed)
}

/** Declared disks that the guest lacks, each with the slot that it gets. */
export function missingDisks(
  declared: readonly DesiredDisk[],
  state: VmState,
): readonly { readonly declared: DesiredDisk; readonly slot: string }[] {
  const missing = pairDisks(declared, state).filter(({ standing }) => standing === 'missing')
  const slots = freeSlots('virtio', takenSlots(state), missing.length, 1)
  return missing.map((pair, index) => ({ declared: pair.declared, slot: slots[index] ?? '' }))
}

export const takenSlots = ({ view }: VmState): string[] => [...Object.keys(view.config), ...Object.keys(view.pending)]

/** The first free slots of a kind, e.g. `virtio1`. */
export function freeSlots(prefix: string, taken: readonly string[], count: number, first = 0): string[] {
  const used = new Set(taken)
  const slots: string[] = []
  for (let index = first; slots.length < count; index++) {
    if (!used.has(`${prefix}${index}`)) slots.push(`${prefix}${index}`)
  }
  return slots
}
