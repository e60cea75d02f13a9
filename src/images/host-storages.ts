/** Which storage of a host takes an image, and what to do where none does. */
import { bytesText } from '../bytes.ts'
import { HomestakError } from '../errors.ts'
import { number, optional, record } from '../pve/checks.ts'
import type { PveClient } from '../pve/client.ts'
import { enableImport } from '../pve/image-volumes.ts'
import { readPrivileges } from '../pve/privileges.ts'
import { couldTake, localFirst, readStorages, takes, type StorageView } from '../pve/storages.ts'

/** A host as this part sees it: a client, and the name of its node. */
export interface ImageHost {
  /** The host entry of site-config. */
  readonly name: string
  readonly node: string
  readonly client: PveClient
  /** `images:` of the host's file: image name -> volume id. */
  readonly mapped: Readonly<Record<string, string>>
}

/**
 * Storages with import content, the one that comes first by name but `local` before all. Throws Held with the way out
 * where there is none; with `enable` that way is taken.
 */
export async function importStorages(
  host: ImageHost,
  { enable }: { readonly enable: boolean },
  signal?: AbortSignal,
): Promise<readonly StorageView[]> {
  const storages = await readStorages(host.client, host.node, signal)
  const able = localFirst(storages.filter(takes('import')))
  if (able.length > 0) return able
  const candidate = couldTake(storages, 'import')
  if (!candidate) {
    throw new HomestakError({
      code: 'Held',
      message: `no storage of ${host.name} can take images for import`,
      hint: 'add a storage of the type dir, nfs, cifs, cephfs or btrfs with the content type import',
    })
  }
  const path = '/storage'
  const command = `pvesm set ${candidate.name} --content ${[...candidate.content, 'import'].join(',')}`
  if (!enable) {
    const doIt = `homestak image fetch IMAGE -H ${host.name} --enable-import`
    const may = (await readPrivileges(host.client, path, signal)).has('Datastore.Allocate')
    throw new HomestakError({
      code: 'Held',
      message: `no storage of ${host.name} takes images for import`,
      hint: `on the host: ${command}${may ? `; or let homestak do it: ${doIt}` : `; with Datastore.Allocate on ${path}, this does it, too: ${doIt}`}`,
    })
  }
  await enableImport(host.client, candidate.name, candidate.content, signal)
  return [{ ...candidate, content: [...candidate.content, 'import'] }]
}

/** An upload is kept on the root file system before it is copied. Throws NoSpace; a token that may not look is let by. */
export async function requireUploadRoom(
  { name, node, client }: ImageHost,
  needed: number,
  signal?: AbortSignal,
): Promise<void> {
  const readFree = (value: unknown) => optional(number)(record(record(value).rootfs ?? {}).avail)
  const free = await client.get('/nodes/{node}/status', { node }, readFree, { signal }).catch((error: unknown) => {
    if (signal?.aborted || !(error instanceof HomestakError)) throw error
    return undefined
  })
  if (free === undefined || free > needed) return
  throw new HomestakError({
    code: 'NoSpace',
    message: `the root file system of ${name} has ${bytesText(free)} free, and an upload of ${bytesText(needed)} is kept in /var/tmp there first`,
    hint: 'make room on the host; or publish the image as one public .qcow2 file that the host can fetch itself',
  })
}

/** The first with room for so many bytes. Throws NoSpace. */
export function withRoom(host: ImageHost, storages: readonly StorageView[], needed: number): StorageView {
  const roomy = storages.find(({ free = 0 }) => free > needed)
  if (roomy) return roomy
  const each = storages.map(({ name, free = 0 }) => `${name} ${bytesText(free)}`).join(', ')
  throw new HomestakError({
    code: 'NoSpace',
    message: `no storage of ${host.name} with import content has ${bytesText(needed)} free: ${each}`,
    hint: 'make room on the host, or enable import content on another storage',
  })
}
