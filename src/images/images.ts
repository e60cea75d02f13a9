/** From the name of an image to a volume on a host: the one way for commands, and for whatever needs an image there. */
import { HomestakError } from '../errors.ts'
import { record } from '../pve/checks.ts'
import { cachePlace, makeCache, writeJson } from './cache.ts'
import { deliver, findVersion } from './deliver.ts'
import { createFinder, once, told, type Finder, type FindOptions, type FindPorts } from './find.ts'
import { createGate } from './gate.ts'
import type { ImageHost } from './host-storages.ts'
import { obtain, type Obtained, type ObtainPorts } from './obtain.ts'
import type { WantedImage } from './wanted.ts'

export type ImagePorts = FindPorts & Omit<ObtainPorts, 'hasToken'>

/** What goes on now; `host` is null for this machine. */
export interface ImageProgress {
  readonly image: string
  readonly host: string | null
  readonly stage: 'wait' | 'download' | 'check' | 'host-download' | 'upload' | 'copy'
  readonly bytes: number
  readonly total: number | null
}

export interface ImageOptions extends FindOptions {
  /** Let a storage take images where none does. */
  readonly enableImport?: boolean
  readonly onProgress?: (progress: ImageProgress) => void
}

export interface Ensured {
  /** What a guest's disk is imported from. */
  readonly volume: string
  /** SHA-256, 64 hexadecimal digits; null for a volume that the host's file names. */
  readonly digest: string | null
  readonly size: number | null
  readonly how: 'present' | 'downloaded' | 'uploaded'
}

export interface Images extends Finder {
  /** That version on this machine, verified; asked for several times, it is downloaded once. */
  fetch(wanted: WantedImage, options?: ImageOptions): Promise<Obtained>
  /** That version on a host, or what the host's file names. Repeatable: what is there is not sent again. */
  ensure(host: ImageHost, image: string, options?: ImageOptions): Promise<Ensured>
  /** What `ensure` would find or send, without sending it. */
  look(host: ImageHost, image: string, options?: ImageOptions): Promise<Ensured | WantedImage>
}

export function createImages(ports: ImagePorts): Images {
  const { token, dir, clock } = ports
  const gate = createGate()
  const finder = createFinder(ports)
  const fetched = new Map<string, Promise<Obtained>>()

  const images: Images = {
    ...finder,
    async fetch(wanted, { signal, onProgress, onNote } = {}) {
      const obtained = await once(fetched, wanted.digest, () =>
        obtain({ ...ports, hasToken: token !== undefined }, wanted, {
          signal,
          onProgress: (stage, bytes, total) => onProgress?.({ image: wanted.image, host: null, stage, bytes, total }),
          onRetry: told(wanted.image, onNote),
        }),
      )
      // Two names may mean the same file.
      return { ...obtained, image: wanted.image }
    },
    async ensure(host, image, options = {}) {
      const { signal, onProgress, onNote, enableImport = false } = options
      const mapped = host.mapped[image]
      if (mapped !== undefined) return checkMapped(host, image, mapped, signal)
      const wanted = await images.find(image, options)
      const delivered = await gate(`host ${host.name}`, () =>
        deliver({ clock, dir, gate, obtain: () => images.fetch(wanted, options) }, host, wanted, {
          enableImport,
          signal,
          onProgress: (stage, bytes, total) => onProgress?.({ image, host: host.name, stage, bytes, total }),
          onDetour: (why) => onNote?.(`${image}: ${host.name} cannot fetch it itself (${why}); it is uploaded`),
        }),
      )
      if (delivered.how === 'downloaded') {
        await makeCache(dir)
        await writeJson(cachePlace(dir, wanted.digest).origin, wanted.origin)
      }
      return { ...delivered, digest: wanted.digest }
    },
    async look(host, image, options = {}) {
      const mapped = host.mapped[image]
      if (mapped !== undefined) return checkMapped(host, image, mapped, options.signal)
      const wanted = await images.find(image, options)
      const there = await findVersion(host, wanted, options.signal)
      return there ? { ...there, digest: wanted.digest, how: 'present' } : wanted
    },
  }
  return images
}

/** Throws MissingImage where the host does not have the volume that its file names. */
async function checkMapped(
  { name, node, client }: ImageHost,
  image: string,
  volume: string,
  signal?: AbortSignal,
): Promise<Ensured> {
  const storage = volume.split(':')[0] ?? ''
  try {
    const params = { node, storage, volume }
    await client.get('/nodes/{node}/storage/{storage}/content/{volume}', params, record, { signal })
  } catch (error) {
    // Any answer but a good one is about the volume; silence and refused credentials are not.
    if (!(error instanceof HomestakError) || !isAboutVolume(error)) throw error
    throw new HomestakError({
      code: 'MissingImage',
      message: `${name} does not have ${volume}, which its file names for ${image}`,
      hint: `correct images: in nodes/${name}.yaml, or take the line out to have the image fetched`,
      cause: error,
    })
  }
  return { volume, digest: null, size: null, how: 'present' }
}

const isAboutVolume = ({ code, message }: HomestakError): boolean =>
  (code === 'Unreachable' || code === 'Rejected') && /failed|does not exist|no such|unable to parse/i.test(message)
