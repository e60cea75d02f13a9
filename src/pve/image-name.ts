/** How the name of a volume tells which image it holds, in which version, and whether all of it is there. */
import type { Volume } from './storages.ts'

/**
 * Proxmox VE keeps no digest of a volume, and notes only for backups; an upload is copied over what has its name, also
 * while that is imported elsewhere, and shows while it is copied. A name with the digest's beginning and the size
 * answers all of it: another version has another name, and a volume of another size than its name says is not whole.
 */
export interface ImageVersion {
  readonly image: string
  /** SHA-256, hexadecimal; of a volume, its first 16 digits. */
  readonly digest: string
  /** Bytes. */
  readonly size: number
  readonly format: ImageFormat
}

export type ImageFormat = 'qcow2' | 'raw'

export const shortDigest = (digest: string): string => digest.slice(0, 16)

/** What an image may be called so that Proxmox VE keeps the name of its volume as it is. */
export const isImageName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$/.test(name)

export const imageFileName = ({ image, digest, size, format }: ImageVersion): string =>
  `${image}_sha256-${shortDigest(digest)}_${size}.${format}`

/** Undefined for a file that is called otherwise, e.g. one that a person uploaded. */
export function versionOf(filename: string): ImageVersion | undefined {
  const [, image, digest, size, format] = /^(.+)_sha256-([0-9a-f]{16})_(\d+)\.(qcow2|raw)$/.exec(filename) ?? []
  if (!image || !digest || !size || (format !== 'qcow2' && format !== 'raw')) return undefined
  return { image, digest, size: Number(size), format }
}

/** What an importable volume holds. */
export interface ImageVolume {
  readonly volume: Volume
  readonly image: string
  /** The first 16 digits; null where the name does not tell, as with what a person put there. */
  readonly digest: string | null
  /** Not known to be cut short. */
  readonly whole: boolean
}

/** Undefined for what is no disk image in import content. */
export function imageVolumeOf(volume: Volume): ImageVolume | undefined {
  const [, filename] = /^[^:/]+:import\/([^/]+)$/.exec(volume.volid) ?? []
  if (!filename) return undefined
  const version = versionOf(filename)
  if (version) {
    return { volume, image: version.image, digest: version.digest, whole: version.size === volume.size }
  }
  const [, image] = /^(.+)\.(?:qcow2|raw)$/.exec(filename) ?? []
  return image ? { volume, image, digest: null, whole: true } : undefined
}

/** The volume that an image name means: the latest fetched version that is whole, else `NAME.qcow2`, else `NAME.raw`. */
export function volumeOfImage(volumes: readonly Volume[], image: string): Volume | undefined {
  const found = volumes
    .map(imageVolumeOf)
    .filter((candidate) => candidate !== undefined)
    .filter((candidate) => candidate.image === image && candidate.whole)
  const rank = ({ digest, volume: { volid } }: ImageVolume) => (digest !== null ? 0 : volid.endsWith('.qcow2') ? 1 : 2)
  const age = ({ digest, volume: { created = 0 } }: ImageVolume) => (digest === null ? 0 : -created)
  const [best] = found.toSorted(
    (a, b) => rank(a) - rank(b) || age(a) - age(b) || (a.volume.volid < b.volume.volid ? -1 : 1),
  )
  return best?.volume
}
