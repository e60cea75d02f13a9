/** What hosts and this machine have of images, from where, and who names it. */
import { HomestakError } from '../errors.ts'
import { listCached, listOrigins } from './cache.ts'
import type { ImageListDocument, ImageOrigin, ListedHost, ListedImage } from './documents.ts'
import { chosenVolume, readHostImages } from './host-images.ts'
import type { ImageHost } from './host-storages.ts'
import type { Origin } from './wanted.ts'

export interface ListPorts {
  /** The cache, absolute. */
  readonly dir: string
  /** What names the image on that host, in words. */
  readonly usersOf: (host: string, image: string) => readonly string[]
  readonly signal?: AbortSignal
}

/** `names` is empty for all. A host that cannot be looked at is listed with its error. */
export async function listImages(
  ports: ListPorts,
  hosts: readonly ImageHost[],
  names: readonly string[],
): Promise<ImageListDocument> {
  const isMeant = (image: string | null) => names.length === 0 || (image !== null && names.includes(image))
  const origins = await listOrigins(ports.dir)
  const listed = await Promise.all(hosts.map((host) => listHost(ports, host, origins)))
  const cached = (await listCached(ports.dir)).map(({ digest, size, file, origin }) => ({
    image: origin?.image ?? null,
    digest: `sha256:${digest}`,
    size,
    file,
    origin: origin && shownOrigin(origin),
  }))
  return {
    schema: 'homestak/image-list/v1',
    hosts: listed.map((host) => ({ ...host, images: host.images.filter(({ image }) => isMeant(image)) })),
    cached: cached.filter(({ image }) => isMeant(image)),
  }
}

async function listHost(
  { usersOf, signal }: ListPorts,
  host: ImageHost,
  origins: readonly Origin[],
): Promise<ListedHost> {
  try {
    return { host: host.name, error: null, images: await imagesOf(host, origins, usersOf, signal) }
  } catch (error) {
    if (!(error instanceof HomestakError)) throw error
    const { code, message, hint = null } = error
    return { host: host.name, error: { code, message, hint }, images: [] }
  }
}

async function imagesOf(
  host: ImageHost,
  origins: readonly Origin[],
  usersOf: ListPorts['usersOf'],
  signal: AbortSignal | undefined,
): Promise<readonly ListedImage[]> {
  const found = await readHostImages(host, signal)
  const entry = (image: string, kind: ListedImage['kind'], place: string, more: Partial<ListedImage>): ListedImage => {
    const chosen = more.chosen ?? chosenVolume(host, found, image) === place
    const usedBy = chosen ? usersOf(host.name, image) : []
    return { image, kind, place, digest: null, size: null, whole: true, origin: null, ...more, chosen, usedBy }
  }
  const mapped = Object.entries(host.mapped).map(([image, volid]) => entry(image, 'mapped', volid, {}))
  const volumes = found.volumes.map(({ image, digest, whole, volume: { volid, size } }) => {
    const origin = digest === null ? undefined : origins.find((known) => known.digest.startsWith(digest))
    return entry(image, 'import', volid, {
      digest: digest === null ? null : `sha256:${digest}`,
      size,
      whole,
      origin: origin === undefined ? null : shownOrigin(origin),
    })
  })
  const templates = found.templates.map(({ image, vmid }) =>
    entry(image, 'template', String(vmid), { chosen: chosenVolume(host, found, image) === undefined }),
  )
  const isos = found.isos.map(({ image, volume: { volid, size } }) =>
    entry(image, 'iso', volid, { size, chosen: false }),
  )
  return [...mapped, ...volumes, ...templates, ...isos]
}

const shownOrigin = ({ repository, tag, url }: Origin): ImageOrigin => ({ repository, tag, url })
