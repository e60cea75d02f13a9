/** Holds images against their digests: files here by reading them, volumes by having their host do it. */
import type { Clock } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import { shortDigest, versionOf, type ImageVolume } from '../pve/image-name.ts'
import { downloadImage } from '../pve/image-volumes.ts'
import { waitForTask } from '../pve/tasks.ts'
import { dropCached, listCached } from './cache.ts'
import { mayDownload } from './deliver.ts'
import { readImports } from './host-images.ts'
import type { ImageHost } from './host-storages.ts'
import { digestOf } from './obtain.ts'
import type { ImageResult } from './documents.ts'
import { imageResult } from './results.ts'

/** Images on this machine; those that are damaged are removed. `names` is empty for all. */
export async function verifyCached(
  dir: string,
  names: readonly string[],
  onBytes: (image: string, bytes: number, total: number) => void,
  signal?: AbortSignal,
): Promise<readonly ImageResult[]> {
  const results: ImageResult[] = []
  for (const { digest, file, size, origin } of await listCached(dir)) {
    const image = origin?.image ?? '(unknown)'
    if (names.length > 0 && !names.includes(image)) continue
    const seen = await digestOf(file, (bytes) => onBytes(image, bytes, size), signal)
    const about = { place: file, digest: `sha256:${digest}`, size }
    if (seen !== digest) await dropCached(dir, digest)
    results.push(
      seen === digest
        ? imageResult(image, null, 'verified', about)
        : imageResult(image, null, 'damaged', {
            ...about,
            message: `its SHA-256 is ${seen}; it was removed`,
            hint: 'it is downloaded anew when it is needed',
          }),
    )
  }
  return results
}

export interface VerifyPorts {
  readonly clock: Clock
  /** The whole digest of a version, where it is known; its first digits are in the volume's name. */
  readonly fullDigest: (image: string, short: string) => Promise<string | undefined>
  readonly signal?: AbortSignal
}

/** Reading a big file from a slow disk writes nothing to the log. */
const silenceMs = 1_200_000

/** Leads nowhere: should the volume vanish in this moment, nothing is fetched in its place. */
const nowhere = 'https://127.0.0.1:9/'

export async function verifyOnHost(
  ports: VerifyPorts,
  host: ImageHost,
  names: readonly string[],
): Promise<readonly ImageResult[]> {
  const volumes = await readImports(host, ports.signal)
  const may = await mayDownload(host, ports.signal)
  const results: ImageResult[] = []
  for (const found of volumes) {
    // What others put there is only looked at where it is named: nothing can be said of it.
    const isMeant = names.length === 0 ? found.digest !== null : names.includes(found.image)
    if (isMeant) results.push(await verifyVolume(ports, host, found, may))
  }
  return results
}

async function verifyVolume(
  ports: VerifyPorts,
  host: ImageHost,
  found: ImageVolume,
  may: boolean,
): Promise<ImageResult> {
  const { image, digest: short, volume } = found
  const about = { place: volume.volid, digest: short === null ? null : `sha256:${short}`, size: volume.size }
  const result = (outcome: ImageResult['outcome'], message: string | null = null, hint: string | null = null) =>
    imageResult(image, host.name, outcome, { ...about, message, hint })
  if (!found.whole) {
    const anew = `homestak image fetch ${image} -H ${host.name} sends it anew`
    return result('damaged', 'it has not the size that its name says: its copy broke off, or goes on now', anew)
  }
  const version = versionOf(volume.volid.split('/').at(-1) ?? '')
  if (short === null || !version) return result('unverified', 'homestak did not put it there: its digest is not known')
  const digest = await ports.fullDigest(image, short)
  if (digest === undefined || shortDigest(digest) !== short) {
    return result('unverified', 'its size is right; where it came from is not known here, and so not its whole digest')
  }
  if (!may) {
    const lacking = `Sys.AccessNetwork on /nodes/${host.node}`
    return result(
      'unverified',
      `its size is right; reading it needs ${lacking}`,
      `give the token a role with ${lacking}`,
    )
  }
  try {
    const place = { node: host.node, storage: volume.volid.split(':')[0] ?? '' }
    const upid = await downloadImage(host.client, place, { ...version, digest }, nowhere, ports.signal)
    const { clock, signal } = ports
    if (upid) await waitForTask(host.client, upid, { clock, silenceMs, signal })
    return result('verified')
  } catch (error) {
    if (!(error instanceof HomestakError)) throw error
    if (!/checksum mismatch/.test(error.message)) return result('unverified', error.message, error.hint ?? null)
    return result(
      'damaged',
      'the host reads another SHA-256',
      `remove it and fetch it again: homestak image remove ${image}`,
    )
  }
}
