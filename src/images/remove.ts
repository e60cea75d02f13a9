/** Takes images away: from hosts only what was fetched, and never the version that something still names. */
import type { Clock } from '../clock.ts'
import type { ImageVolume } from '../pve/image-name.ts'
import { removeImage } from '../pve/image-volumes.ts'
import { waitForTask } from '../pve/tasks.ts'
import { dropCached, listCached } from './cache.ts'
import { chosenVolume, readHostImages, type HostImages } from './host-images.ts'
import type { ImageHost } from './host-storages.ts'
import type { ImageResult } from './documents.ts'
import { imageResult } from './results.ts'

export interface RemovePorts {
  readonly clock: Clock
  /** What names the image on that host, in words. */
  readonly usersOf: (host: string, image: string) => readonly string[]
  readonly dryRun: boolean
  readonly signal?: AbortSignal
}

const silenceMs = 60_000

export async function removeFromHost(
  ports: RemovePorts,
  host: ImageHost,
  image: string,
): Promise<readonly ImageResult[]> {
  const images = await readHostImages(host, ports.signal)
  const own = images.volumes.filter((found) => found.image === image)
  const results: ImageResult[] = []
  for (const found of own) results.push(await removeVolume(ports, host, images, found))
  for (const { vmid } of images.templates.filter((template) => template.image === image)) {
    const message = `the template ${vmid} is a guest, not a volume`
    results.push(imageResult(image, host.name, 'kept', { message, hint: `on the host: qm destroy ${vmid}` }))
  }
  return results.length > 0 ? results : [imageResult(image, host.name, 'absent')]
}

async function removeVolume(
  { clock, usersOf, dryRun, signal }: RemovePorts,
  host: ImageHost,
  images: HostImages,
  { image, digest, volume }: ImageVolume,
): Promise<ImageResult> {
  const { volid, size } = volume
  const about = { place: volid, digest: digest === null ? null : `sha256:${digest}`, size }
  const kept = (message: string, hint: string) => imageResult(image, host.name, 'kept', { ...about, message, hint })
  if (digest === null)
    return kept('homestak did not put it there', `on the host, if nobody needs it: pvesm free ${volid}`)
  const mapped = Object.entries(host.mapped).flatMap(([name, named]) =>
    named === volid ? [`images: ${name} in nodes/${host.name}.yaml`] : [],
  )
  const users = [...mapped, ...(volid === chosenVolume(host, images, image) ? usersOf(host.name, image) : [])]
  if (users.length > 0) return kept(`it is named by ${users.join(', ')}`, 'take it out there first')
  if (dryRun) return imageResult(image, host.name, 'would-remove', about)
  const upid = await removeImage(host.client, host.node, volid, signal)
  if (upid) await waitForTask(host.client, upid, { clock, silenceMs, signal })
  return imageResult(image, host.name, 'removed', about)
}

/** From this machine. */
export async function removeCached(dir: string, image: string, dryRun: boolean): Promise<readonly ImageResult[]> {
  const own = (await listCached(dir)).filter(({ origin }) => origin?.image === image)
  for (const { digest } of own) if (!dryRun) await dropCached(dir, digest)
  return own.map(({ digest, file, size }) =>
    imageResult(image, null, dryRun ? 'would-remove' : 'removed', { place: file, digest: `sha256:${digest}`, size }),
  )
}
