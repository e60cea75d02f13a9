/** Brings one version of an image to a host: by the host itself where it can, else by an upload from here. */
import { createReadStream } from 'node:fs'
import type { Clock } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import { number, optional, record } from '../pve/checks.ts'
import { imageFileName, shortDigest, type ImageVersion } from '../pve/image-name.ts'
import { downloadImage, removeImage, uploadImage, type ImagePlace } from '../pve/image-volumes.ts'
import { lacks, readPrivileges } from '../pve/privileges.ts'
import { listVolumes, type StorageView } from '../pve/storages.ts'
import { waitForTask } from '../pve/tasks.ts'
import { dropCached } from './cache.ts'
import { badImage } from './format.ts'
import type { Gate } from './gate.ts'
import { readImports } from './host-images.ts'
import { importStorages, requireUploadRoom, withRoom, type ImageHost } from './host-storages.ts'
import type { Obtained } from './obtain.ts'
import type { WantedImage } from './wanted.ts'

export interface DeliverPorts {
  readonly clock: Clock
  /** The image on this machine, downloaded if it is not there. */
  readonly obtain: () => Promise<Obtained>
  /** The cache, absolute. */
  readonly dir: string
  /** One at a time for each key. */
  readonly gate: Gate
}

export interface DeliverOptions {
  readonly enableImport: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress: (stage: 'host-download' | 'upload' | 'copy', bytes: number, total: number | null) => void
  /** Why the host does not fetch the file itself. */
  readonly onDetour: (why: string) => void
}

export interface Delivered {
  readonly volume: string
  readonly size: number
  readonly how: 'present' | 'downloaded' | 'uploaded'
}

/** Copies and checksums of big files write nothing to their logs. */
const silenceMs = 1_200_000

/** Sends nothing where the host has this very version. Throws what the API refuses, Held, NoSpace, MissingPrivilege. */
export async function deliver(
  ports: DeliverPorts,
  host: ImageHost,
  wanted: WantedImage,
  options: DeliverOptions,
): Promise<Delivered> {
  const { signal } = options
  await untilCopied(ports, host, signal)
  const there = await findVersion(host, wanted, signal)
  if (there) return { ...there, how: 'present' }
  const able = await importStorages(host, { enable: options.enableImport }, signal)
  const storages = await writable(host, able, signal)
  const shared = storages.find((storage) => storage.shared)
  const send = () => sendTo(ports, host, wanted, storages, options)
  if (!shared) return send()
  // Hosts of one cluster would send the same file to the same place.
  return ports.gate(`storage ${shared.name}`, async () => {
    const meanwhile = await findVersion(host, wanted, signal)
    return meanwhile ? { ...meanwhile, how: 'present' as const } : send()
  })
}

async function sendTo(
  ports: DeliverPorts,
  host: ImageHost,
  wanted: WantedImage,
  storages: readonly StorageView[],
  options: DeliverOptions,
): Promise<Delivered> {
  const { signal } = options
  const by = await byHost(ports, host, wanted, storages, options)
  if (by) return { ...by, how: 'downloaded' }
  const image = await ports.obtain()
  const { name: storage } = withRoom(host, storages, image.size)
  await requireUploadRoom(host, image.size, signal)
  await upload(ports, host, { node: host.node, storage }, image, options)
  return { ...(await arrived(host, { node: host.node, storage }, image, signal)), how: 'uploaded' }
}

/** Those that the token may put images on; asked first, since Proxmox VE refuses an upload without a word. */
async function writable(
  { client }: ImageHost,
  storages: readonly StorageView[],
  signal?: AbortSignal,
): Promise<readonly StorageView[]> {
  const wanted = 'Datastore.AllocateTemplate'
  const read = await Promise.all(storages.map(({ name }) => readPrivileges(client, `/storage/${name}`, signal)))
  const may = storages.filter((_, index) => read[index]?.has(wanted))
  if (may.length === 0) throw lacks(client.host, wanted, `/storage/${storages[0]?.name ?? ''}`, 'put images there')
  return may
}

/** A whole volume of this version, on any storage. */
export async function findVersion(
  host: ImageHost,
  { image, digest }: Pick<WantedImage, 'image' | 'digest'>,
  signal?: AbortSignal,
): Promise<{ readonly volume: string; readonly size: number } | undefined> {
  const volumes = await readImports(host, signal)
  const found = volumes.find(
    (candidate) => candidate.whole && candidate.image === image && candidate.digest === shortDigest(digest),
  )
  return found && { volume: found.volume.volid, size: found.volume.size }
}

/** A copy that runs on the node may be of this very image: what it comes to is seen at its end. */
async function untilCopied({ clock }: DeliverPorts, { client, node }: ImageHost, signal?: AbortSignal): Promise<void> {
  const running = await client.get(
    '/nodes/{node}/tasks',
    { node, source: 'active', typefilter: 'imgcopy' },
    (value) => (Array.isArray(value) ? value.map((entry) => String(record(entry).upid)) : []),
    { signal },
  )
  for (const upid of running) {
    await waitForTask(client, upid, { clock, silenceMs, signal }).catch((error: unknown) => {
      if (signal?.aborted) throw error
    })
  }
}

/** Undefined where the host cannot, and it has to be an upload. */
async function byHost(
  { clock }: DeliverPorts,
  host: ImageHost,
  wanted: WantedImage,
  storages: readonly StorageView[],
  { signal, onProgress, onDetour }: DeliverOptions,
): Promise<Omit<Delivered, 'how'> | undefined> {
  const { client, node } = host
  const [part] = wanted.parts
  const url = part?.publicUrl
  // Of parts, and of a raw file under another name, Proxmox VE could not make one volume.
  if (!url || wanted.parts.length !== 1 || !part.name.endsWith('.qcow2')) return undefined
  if (!(await mayDownload(host, signal))) return undefined
  try {
    const seen = await client.get(
      '/nodes/{node}/query-url-metadata',
      { node, url },
      (value) => optional(number)(record(value).size),
      { signal },
    )
    const { image, digest } = wanted
    const version: ImageVersion = { image, digest, size: wanted.size ?? seen ?? 0, format: 'qcow2' }
    if (version.size === 0 || version.size !== (seen ?? version.size)) {
      throw new HomestakError({ code: 'Rejected', message: `${host.name} sees ${seen ?? 'no'} bytes at its address` })
    }
    const { name: storage } = withRoom(host, storages, version.size)
    const place = { node, storage }
    await clearRemains(clock, host, place, version, signal)
    const upid = await downloadImage(client, place, version, url, signal)
    const onLine = (line: string) => {
      const [, percent] = /\s(\d{1,3})%\s/.exec(line) ?? []
      if (percent) onProgress('host-download', (version.size * Number(percent)) / 100, version.size)
    }
    if (upid) await waitForTask(client, upid, { clock, silenceMs, onProgress: onLine, signal })
    return await arrived(host, place, version, signal)
  } catch (error) {
    if (signal?.aborted || !(error instanceof HomestakError)) throw error
    if (!['Rejected', 'TaskFailed', 'Unreachable', 'Stalled'].includes(error.code)) throw error
    onDetour(error.message)
    return undefined
  }
}

/** Whether the token may have the host fetch addresses, and check files against a digest. */
export async function mayDownload({ client, node }: ImageHost, signal?: AbortSignal): Promise<boolean> {
  if ((await readPrivileges(client, `/nodes/${node}`, signal)).has('Sys.AccessNetwork')) return true
  const root = await readPrivileges(client, '/', signal)
  return root.has('Sys.Audit') && root.has('Sys.Modify')
}

/** What a copy that broke off left under the name: a download would be refused because of it. */
async function clearRemains(
  clock: Clock,
  { client, node }: ImageHost,
  { storage }: ImagePlace,
  version: ImageVersion,
  signal?: AbortSignal,
): Promise<void> {
  const volid = `${storage}:import/${imageFileName(version)}`
  const volumes = await listVolumes(client, node, storage, 'import', signal)
  if (!volumes.some((volume) => volume.volid === volid)) return
  const upid = await removeImage(client, node, volid, signal)
  if (upid) await waitForTask(client, upid, { clock, silenceMs, signal })
}

async function upload(
  { clock, dir }: DeliverPorts,
  { client }: ImageHost,
  place: ImagePlace,
  image: Obtained,
  { signal, onProgress }: DeliverOptions,
): Promise<void> {
  async function* read() {
    let sent = 0
    for await (const chunk of createReadStream(image.file, { highWaterMark: 256 * 1024 })) {
      const bytes: Uint8Array = chunk
      yield bytes
      sent += bytes.length
      onProgress('upload', sent, image.size)
    }
  }
  try {
    const upid = await uploadImage(client, place, image, read, signal)
    onProgress('copy', 0, null)
    if (upid) await waitForTask(client, upid, { clock, silenceMs, signal })
  } catch (error) {
    if (!(error instanceof HomestakError) || !/checksum mismatch/.test(error.message)) throw error
    // It was right when it was downloaded.
    await dropCached(dir, image.digest)
    throw badImage(
      `the copy of ${image.image} on this machine`,
      'it no longer has its digest; it was removed',
      'run the command again: it is downloaded anew',
    )
  }
}

/** The volume as the host lists it. Throws TaskFailed where it is not there whole. */
async function arrived(
  { name, client, node }: ImageHost,
  { storage }: ImagePlace,
  version: ImageVersion,
  signal?: AbortSignal,
): Promise<Omit<Delivered, 'how'>> {
  const volid = `${storage}:import/${imageFileName(version)}`
  const volumes = await listVolumes(client, node, storage, 'import', signal)
  const size = volumes.find((volume) => volume.volid === volid)?.size
  if (size === version.size) return { volume: volid, size }
  throw new HomestakError({
    code: 'TaskFailed',
    retry: 'transient',
    message: `${volid} on ${name} has ${size ?? 'no'} bytes after its copy ended well, and should have ${version.size}`,
    hint: 'something else may work on that storage; run the command again',
  })
}
