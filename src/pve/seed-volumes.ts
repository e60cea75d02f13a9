/** The seed ISOs of our site are put on a storage and taken away, never any other volume. */
import { createHash } from 'node:crypto'
import type { PveClient } from './client.ts'
import { HomestakError } from '../errors.ts'
import { upidOrNull } from './checks.ts'
import { multipartAround } from './multipart.ts'
import { seedOf } from './seed-list.ts'
import { write } from './write.ts'

export interface IsoUpload {
  readonly node: string
  readonly storage: string
  readonly filename: string
  readonly bytes: Uint8Array
}

/** The copy's UPID. An ISO of the same name is overwritten, hence only names that are ours are taken. */
export async function uploadIso(
  client: PveClient,
  { node, storage, filename, bytes }: IsoUpload,
  signal?: AbortSignal,
): Promise<string | null> {
  if (!/^homestak-[A-Za-z0-9._-]+\.iso$/.test(filename)) throw notOurs('upload', filename)
  const digest = createHash('sha256').update(bytes).digest('hex')
  const { contentType, head, tail } = multipartAround({ content: 'iso' }, filename, digest)
  return write(client, 'POST /nodes/{node}/storage/{storage}/upload', { node, storage }, upidOrNull, {
    body: { contentType, bytes: Buffer.concat([head, bytes, tail]) },
    signal,
  })
}

/** The UPID; a volume that is already gone ends well too. Throws Bug for any name that is no seed of `site`. */
export async function removeIso(
  client: PveClient,
  { node, site, volid }: { readonly node: string; readonly site: string; readonly volid: string },
  signal?: AbortSignal,
): Promise<string | null> {
  const storage = volid.split(':')[0]
  if (!seedOf(site, volid) || !storage) throw notOurs('remove', volid)
  const params = { node, storage, volume: volid }
  return write(client, 'DELETE /nodes/{node}/storage/{storage}/content/{volume}', params, upidOrNull, { signal })
}

const notOurs = (what: string, name: string): HomestakError =>
  new HomestakError({ code: 'Bug', message: `asked to ${what} ${name}, which is no seed of this site` })
