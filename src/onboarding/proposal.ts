/** What is proposed for a host that was looked at: the first choice of everything, and what it lacks. */
import { localFirst, takes, type StorageView } from '../pve/storages.ts'
import type { Bridge, FoundNode } from './found-host.ts'

/** Where disks may go: the roomiest first, but those that hold the system last. */
export function datastores(storages: readonly StorageView[]): readonly StorageView[] {
  return storages
    .filter(takes('images'))
    .toSorted((a, b) => Number(a.name === 'local') - Number(b.name === 'local') || (b.free ?? 0) - (a.free ?? 0))
}

/** Where seed ISOs may go, as the engine chooses it: `local` first. */
export const isoStorages = (storages: readonly StorageView[]): readonly StorageView[] =>
  localFirst(storages.filter(takes('iso')))

export const importStorages = (storages: readonly StorageView[]): readonly StorageView[] =>
  localFirst(storages.filter(takes('import')))

/** The bridge with the way out first. */
export const bridgesByUse = ({ bridges }: Pick<FoundNode, 'bridges'>): readonly Bridge[] =>
  bridges.toSorted(
    (a, b) =>
      Number(b.gateway !== undefined) - Number(a.gateway !== undefined) ||
      Number(b.name === 'vmbr0') - Number(a.name === 'vmbr0'),
  )

/** A name for something made of another name: lower-case letters, digits and dashes, a letter first. */
export const nameFrom = (text: string, otherwise: string, longest = 30): string => {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, longest)
    .replace(/-+$/, '')
  return name.length >= 2 ? name : otherwise
}

/** The first of NAME, NAME-2, NAME-3 that is not taken. */
export function freeName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!taken.includes(candidate)) return candidate
  }
}
