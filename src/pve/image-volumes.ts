/** Images are put on a storage and taken away, under names that say their version; never any other volume. */
import type { PveClient } from './client.ts'
import { HomestakError } from '../errors.ts'
import { upidOrNull } from './checks.ts'
import { imageFileName, versionOf, type ImageVersion } from './image-name.ts'
import { multipartAround } from './multipart.ts'
import { write } from './write.ts'

export interface ImagePlace {
  readonly node: string
  readonly storage: string
}

/**
 * Sends the file, which is read while it is sent; gives the UPID of the copy. Proxmox VE holds the file against the
 * digest before it copies it.
 */
export async function uploadImage(
  client: PveClient,
  { node, storage }: ImagePlace,
  version: ImageVersion,
  open: () => AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<string | null> {
  const fields = { content: 'import', 'checksum-algorithm': 'sha256', checksum: version.digest }
  const { contentType, head, tail } = multipartAround(fields, imageFileName(version), version.digest)
  async function* whole() {
    yield head
    yield* open()
    yield tail
  }
  const stream = { length: head.length + version.size + tail.length, open: whole }
  return write(client, 'POST /nodes/{node}/storage/{storage}/upload', { node, storage }, upidOrNull, {
    body: { contentType, stream },
    signal,
  })
}

/**
 * Has the host fetch the file itself; gives the UPID. Where the volume is there, it is held against the digest instead,
 * and nothing is fetched.
 */
export async function downloadImage(
  client: PveClient,
  { node, storage }: ImagePlace,
  version: ImageVersion,
  url: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const checksum = { 'checksum-algorithm': 'sha256', checksum: version.digest } as const
  const params = { node, storage, content: 'import', filename: imageFileName(version), url, ...checksum } as const
  return write(client, 'POST /nodes/{node}/storage/{storage}/download-url', params, upidOrNull, { signal })
}

/** The UPID; a volume that is already gone ends well too. Throws Bug for a volume that is none of ours. */
export async function removeImage(
  client: PveClient,
  node: string,
  volid: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const [, storage, filename] = /^([^:/]+):import\/([^/]+)$/.exec(volid) ?? []
  if (!storage || !filename || !versionOf(filename)) {
    throw new HomestakError({ code: 'Bug', message: `asked to remove ${volid}, which homestak did not put there` })
  }
  const params = { node, storage, volume: volid }
  return write(client, 'DELETE /nodes/{node}/storage/{storage}/content/{volume}', params, upidOrNull, { signal })
}

/** Lets a storage take images beside what it takes now. */
export async function enableImport(
  client: PveClient,
  storage: string,
  content: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const params = { storage, content: [...content, 'import'].join(',') }
  await write(client, 'PUT /storage/{storage}', params, () => undefined, { signal })
}
