/** Seed ISOs of our site whose guest is gone. Reads only. */
import type { PveClient } from '../pve/client.ts'
import { listSeeds, type SeedVolume } from '../pve/seed-list.ts'
import { readStorages, takes } from '../pve/storages.ts'
import { isUnclear, type HostView } from './host-view.ts'
import type { World } from './world.ts'

export interface LooseSeed extends SeedVolume {
  /** Other hosts may have the storage, too, and a guest of theirs this seed. */
  readonly shared: boolean
}

/** Seeds on the storages of `view` whose vmid does not exist there, or carries another uid, as far as guests were read. */
export async function looseSeeds(
  client: PveClient,
  view: HostView,
  { site, owned }: Pick<World, 'site' | 'owned'>,
  signal: AbortSignal,
): Promise<readonly LooseSeed[]> {
  const node = view.entry?.node
  if (node === undefined || !view.snapshot) return []
  const storages = (await readStorages(client, node, signal)).filter(takes('iso'))
  const seeds = await Promise.all(
    storages.map(async ({ name, shared }) => {
      const listed = await listSeeds(client, { node, storage: name, site }, signal)
      return listed.map((seed) => ({ ...seed, shared }))
    }),
  )
  const inUse = new Set(owned.map(({ mark }) => mark.uid))
  return seeds.flat().filter(({ seed }) => !inUse.has(seed.uid) && !isUnclear(view, seed.vmid))
}
