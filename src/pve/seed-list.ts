/** Which ISO volumes are seeds of our site, told by their names. */
import type { PveClient } from './client.ts'
import { listVolumes, type Volume } from './storages.ts'

/** Whose seed an ISO is, as its name `homestak-{site}-{vmid}-{uid}.iso` says. */
export interface SeedVolume extends Volume {
  readonly seed: { readonly vmid: number; readonly uid: string }
}

/** Undefined for a volume that is no seed of `site`. A uid is 32 hex digits, so no other site's name fits. */
export function seedOf(site: string, volid: string): SeedVolume['seed'] | undefined {
  const [, name] = /^[^:/]+:iso\/([^/]+)$/.exec(volid) ?? []
  const start = `homestak-${site}-`
  if (site === '' || !name?.startsWith(start)) return undefined
  const [, vmid, uid] = /^(\d+)-([0-9a-f]{32})\.iso$/.exec(name.slice(start.length)) ?? []
  return vmid && uid ? { vmid: Number(vmid), uid } : undefined
}

/** The seeds of `site` on one storage. */
export async function listSeeds(
  client: PveClient,
  { node, storage, site }: { readonly node: string; readonly storage: string; readonly site: string },
  signal?: AbortSignal,
): Promise<readonly SeedVolume[]> {
  const volumes = await listVolumes(client, node, storage, 'iso', signal)
  return volumes.flatMap((volume) => {
    const seed = seedOf(site, volume.volid)
    return seed ? [{ ...volume, seed }] : []
  })
}
