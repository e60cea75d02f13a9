/** What of ours no manifest can reach: guests and networks outside of every recorded scope, and seeds that no guest has. */
import type { StoreReader } from '../../state/store.ts'
import type { StatusDocument } from './documents.ts'
import { looseSeeds } from './loose-seeds.ts'
import type { Pass } from './pass.ts'

/**
 * A guest whose manifest was recorded for any PATH on its host is no orphan: the next run of that PATH decides about
 * it. That a node is remembered says nothing: the PATH it came from may have been forgotten.
 */
export async function orphans(
  pass: Pass,
  store: StoreReader | undefined,
  signal: AbortSignal,
): Promise<Required<Pick<StatusDocument, 'orphans' | 'orphanNetworks' | 'looseVolumes'>>> {
  const world = pass.world()
  const { owned, ourNetworks, hosts } = world
  const pairs = store?.scopePaths().flatMap((path) => store.scope(path)) ?? []
  const inScope = new Set(pairs.map(({ manifest, host }) => `${manifest}@${host}`))
  const lost = owned.filter(({ mark }) => !inScope.has(`${mark.manifest}@${mark.host}`))
  // A network that nobody remembers is looked for by no run.
  const lostNetworks = ourNetworks.owned.filter(
    ({ mark, identity }) => !inScope.has(`${mark.manifest}@${mark.host}`) || store?.node(identity)?.type !== 'network',
  )
  const seen = [...hosts.values()].filter(({ reachable }) => reachable)
  const loose = await Promise.all(
    seen.map(async (view) => {
      const seeds = await looseSeeds(pass.connection(view.host).client, view, world, signal)
      return seeds.map(({ volid }) => ({ host: view.host, volume: volid }))
    }),
  )
  return {
    orphans: lost.map(({ key, host, view }) => ({ key, host, vmid: view.vmid, name: view.name })),
    orphanNetworks: lostNetworks.map(({ key, host, vnet }) => ({ key, host, vnet: vnet.id })),
    looseVolumes: loose.flat(),
  }
}
