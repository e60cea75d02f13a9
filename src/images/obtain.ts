/** An image on this machine, whole and verified: as it is there already, or once it has been downloaded. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { HomestakError } from '../errors.ts'
import type { ImageVersion } from '../pve/image-name.ts'
import { cachePlace, dropPartial, keepImage, makeCache, sizeOf, writeJson, type CachePlace } from './cache.ts'
import { download, type DownloadPorts } from './download.ts'
import { badImage, formatOf, readHead } from './format.ts'
import { takeLock, type Lock } from './lock.ts'
import type { WantedImage } from './wanted.ts'

export interface ObtainPorts extends DownloadPorts {
  /** The cache, absolute. */
  readonly dir: string
}

export type ObtainStage = 'wait' | 'download' | 'check'

export interface ObtainOptions {
  readonly signal?: AbortSignal | undefined
  /** `total` is null where it is not known. */
  readonly onProgress: (stage: ObtainStage, bytes: number, total: number | null) => void
  readonly onRetry: (failure: HomestakError, pauseMs: number) => void
}

export interface Obtained extends ImageVersion {
  readonly file: string
  /** It had to be downloaded. */
  readonly fresh: boolean
}

/** Throws BadImage, Stalled, Unreachable, NoSpace and their like; then nothing that could pass for the image is left. */
export async function obtain(ports: ObtainPorts, wanted: WantedImage, options: ObtainOptions): Promise<Obtained> {
  await makeCache(ports.dir)
  const place = cachePlace(ports.dir, wanted.digest)
  if ((await sizeOf(place.file)) !== undefined) return obtained(wanted, place, false)
  const lock = await wait(ports, wanted, place, options)
  if (lock === undefined) return obtained(wanted, place, false)
  try {
    await fill(ports, wanted, place, options)
    return await obtained(wanted, place, true)
  } finally {
    lock.release()
  }
}

const pauseMs = 200

/** The right to download; undefined where somebody else has finished meanwhile. */
async function wait(
  { clock }: ObtainPorts,
  wanted: WantedImage,
  place: CachePlace,
  { signal, onProgress }: ObtainOptions,
): Promise<Lock | undefined> {
  for (;;) {
    const lock = takeLock(place.lock)
    if ((await sizeOf(place.file)) !== undefined) {
      lock?.release()
      return undefined
    }
    if (lock) return lock
    onProgress('wait', (await sizeOf(place.partial)) ?? 0, wanted.size)
    await clock.sleep(pauseMs, signal)
  }
}

async function fill(ports: ObtainPorts, wanted: WantedImage, place: CachePlace, options: ObtainOptions): Promise<void> {
  const resumed = ((await sizeOf(place.partial)) ?? 0) > 0
  const { onProgress, onRetry, signal } = options
  try {
    await download(ports, wanted, place, {
      onBytes: (have, total) => onProgress('download', have, total),
      onRetry,
      signal,
    })
    const size = (await sizeOf(place.partial)) ?? 0
    const digest = await digestOf(place.partial, (bytes) => onProgress('check', bytes, size), signal)
    if (digest !== wanted.digest) {
      await dropPartial(place)
      // What a former run left may have suffered; a file that came in one go cannot be blamed on that.
      if (resumed) return await fill(ports, wanted, place, options)
      throw badImage(
        wanted.parts.map(({ name }) => name).join(' + '),
        `its SHA-256 is ${digest}, and ${wanted.digest} was announced`,
        'nothing of it was kept; its source may be in the middle of a change, or was tampered with',
      )
    }
    await formatOfFile(place.partial, wanted)
    await writeJson(place.origin, wanted.origin)
    await keepImage(place)
  } catch (error) {
    if (isHopeless(error)) await dropPartial(place)
    throw error
  }
}

const isHopeless = (error: unknown): boolean => error instanceof HomestakError && error.code === 'BadImage'

async function obtained(wanted: WantedImage, { file }: CachePlace, fresh: boolean): Promise<Obtained> {
  const { image, digest } = wanted
  return { image, digest, file, fresh, size: (await sizeOf(file)) ?? 0, format: await formatOfFile(file, wanted) }
}

async function formatOfFile(path: string, { image }: WantedImage): Promise<Obtained['format']> {
  const file = await open(path, 'r')
  try {
    return formatOf(await readHead(file), `what is published as ${image}`)
  } finally {
    await file.close()
  }
}

/** SHA-256 of a file, 64 hexadecimal digits. */
export async function digestOf(path: string, onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(
    createReadStream(path, { highWaterMark: 1024 * 1024 }),
    async function (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        bytes += chunk.length
        onBytes(bytes)
      }
    },
    signal ? { signal } : {},
  )
  return hash.digest('hex')
}
