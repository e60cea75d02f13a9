/** What a host offers to make guests from: storages, importable volumes, templates. */
import type { DesiredNode } from '../graph/desired-node.ts'
import type { Change } from '../../controllers/controller.ts'
import type { HostEntry } from '../config/site-config.ts'
import type { PveClient } from '../pve/client.ts'
import { grantHint } from '../pve/grant-hint.ts'
import type { HostSnapshot } from '../pve/guest-view.ts'
import { readGuest } from '../pve/read-guest.ts'
import { listVolumes, localFirst, readStorages, takes } from '../pve/storages.ts'
import type { Hold } from './documents.ts'
import type { Catalog, HostView } from './host-view.ts'

export async function readCatalog(
  client: PveClient,
  entry: HostEntry,
  snapshot: HostSnapshot,
  images: readonly string[],
  signal?: AbortSignal,
): Promise<Catalog> {
  const { node } = entry
  const storages = await readStorages(client, node, signal)
  const volumes = (name: string, content: string) => listVolumes(client, node, name, content, signal)
  const importable = storages.filter(takes('import'))
  const imports = await Promise.all(importable.map(({ name }) => volumes(name, 'import')))
  const local = storages.filter(takes('iso')).find(({ name }) => name === 'local')
  // PVE clones a guest on the node that has it.
  const wanted = [...snapshot.guests.values()].filter(
    (guest) => guest.template && guest.type === 'qemu' && guest.node === node && images.includes(guest.name),
  )
  const templates = await Promise.all(
    wanted.map(async ({ vmid }) => [vmid, await readGuest(client, node, vmid, signal)] as const),
  )
  return {
    storages,
    imports: imports.flat(),
    localIsos: local ? await volumes(local.name, 'iso') : [],
    templates: new Map(templates),
  }
}

/** Something is to be made, or a seed to be written: then storages and images have to be known. */
export const needsCatalog = (changes: readonly Change[]): boolean =>
  changes.some(
    ({ path, forces }) => forces === 'replace' || path === 'guest' || path === 'cloud_init' || path === 'seed',
  )

export type Found<T> = { readonly found: T } | { readonly hold: Hold }

/** The host file's `iso_datastore`, else `local`, else the first active storage with iso content. */
export function findIsoStorage(view: HostView): Found<string> {
  const { entry, catalog, host } = view
  const able = (catalog?.storages ?? []).filter(takes('iso'))
  const named = entry?.isoDatastore ?? null
  const chosen = named === null ? localFirst(able)[0] : able.find(({ name }) => name === named)
  if (chosen) return { found: chosen.name }
  const message =
    named === null ? `no active storage of ${host} takes ISO images` : `storage ${named} of ${host} takes no ISO images`
  const fix = 'enable the content type iso on a storage (Datacenter > Storage, or: pvesm set local --content iso,…)'
  return { hold: missingStorage(view, message, fix) }
}

/** The storages a new guest's disks are to lie on have to exist and take disks. */
export function checkDatastores({ guest }: DesiredNode, view: HostView): Hold | undefined {
  const { catalog, host } = view
  if (!catalog) return undefined
  const wanted = [...new Set([guest.datastore, ...guest.disks.map(({ datastore }) => datastore)])]
  const known = catalog.storages.filter(takes('images')).map(({ name }) => name)
  const missing = wanted.find((name) => !known.includes(name))
  if (missing === undefined) return undefined
  return missingStorage(
    view,
    `storage ${missing} of ${host} does not exist, is not active, or takes no disks`,
    known.length > 0
      ? `set datastore: in nodes/${host}.yaml to one of ${known.join(', ')}`
      : 'enable the content type images on a storage',
  )
}

/** Every host has storages: where none shows, it is the token that may not see them. */
function missingStorage({ catalog, host }: HostView, message: string, fix: string): Hold {
  if (catalog?.storages.length !== 0) return { reason: 'MissingStorage', message, fix }
  return {
    reason: 'MissingPrivilege',
    message: `the token of ${host} sees no storage: it lacks Datastore.Audit on /storage`,
    fix: `${grantHint('/storage', 'Datastore.Audit')}; \`homestak preflight -H ${host}\` names all that it lacks`,
  }
}
