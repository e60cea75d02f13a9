/** The images on this machine, each by its digest: whole ones under their name, half-made ones under another. */
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesText } from '../bytes.ts'
import { HomestakError } from '../errors.ts'
import { isRecord } from '../pve/checks.ts'
import type { Origin } from './wanted.ts'

/** Where the files of one image lie. */
export interface CachePlace {
  readonly dir: string
  /** The verified image, or nothing. */
  readonly file: string
  /** What has come so far. */
  readonly partial: string
  /** What is known of the file that `partial` is the beginning of. */
  readonly notes: string
  /** Held by who downloads. */
  readonly lock: string
  /** Where it came from. */
  readonly origin: string
}

export interface CachedImage {
  readonly digest: string
  readonly size: number
  readonly file: string
  /** null where that was not kept. */
  readonly origin: Origin | null
}

export function cachePlace(dir: string, digest: string): CachePlace {
  const at = (ending: string) => join(dir, `sha256-${digest}${ending}`)
  return {
    dir,
    file: at(''),
    partial: at('.partial'),
    notes: at('.partial.json'),
    lock: at('.lock'),
    origin: at('.json'),
  }
}

/** Size in bytes of a file; undefined where there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return undefined
    throw unusable(path, error)
  }
}

/** Every whole image, by digest. */
export async function listCached(dir: string): Promise<readonly CachedImage[]> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw unusable(dir, error)
  })
  const digests = names.flatMap((name) => /^sha256-([0-9a-f]{64})$/.exec(name)?.[1] ?? []).toSorted()
  return Promise.all(
    digests.map(async (digest) => {
      const { file } = cachePlace(dir, digest)
      return { digest, file, size: (await sizeOf(file)) ?? 0, origin: await readOrigin(dir, digest) }
    }),
  )
}

/** Where the images that this machine has seen came from, also those that it did not keep. */
export async function listOrigins(dir: string): Promise<readonly Origin[]> {
  const names = await readdir(dir).catch(() => [])
  const digests = names.flatMap((name) => /^sha256-([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []).toSorted()
  const origins = await Promise.all(digests.map((digest) => readOrigin(dir, digest)))
  return origins.filter((origin) => origin !== null)
}

async function readOrigin(dir: string, digest: string): Promise<Origin | null> {
  const value = await readJson(cachePlace(dir, digest).origin)
  return isOrigin(value) ? value : null
}

const isOrigin = (value: unknown): value is Origin =>
  isRecord(value) && 'image' in value && 'digest' in value && 'repository' in value

/** Undefined for what is missing or broken: none of it is needed. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(value))
  await rename(`${path}.new`, path)
}

/** Throws CacheUnusable. */
export async function makeCache(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((error: unknown) => {
    throw unusable(dir, error)
  })
}

/** Gives a verified file its name, so that it is there whole or not at all, also after a power cut. */
export async function keepImage({ dir, partial, file, notes }: CachePlace): Promise<void> {
  await rename(partial, file)
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
  await rm(notes, { force: true })
}

export async function dropPartial({ partial, notes }: CachePlace): Promise<void> {
  await rm(partial, { force: true })
  await rm(notes, { force: true })
}

/** Where it came from stays known: hosts may have it still. */
export async function dropCached(dir: string, digest: string): Promise<void> {
  const place = cachePlace(dir, digest)
  await rm(place.file, { force: true })
  await dropPartial(place)
}

/** Bytes that we may still write there. */
export async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}

/** Left to others on the disk. */
const margin = 64 * 1024 * 1024

/** Throws NoSpace. */
export function requireSpace(free: number, needed: number, where: string, hint: string): void {
  if (free >= needed + margin) return
  throw new HomestakError({
    code: 'NoSpace',
    message: `${where} has ${bytesText(free)} free, and ${bytesText(needed)} are needed`,
    hint,
  })
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** An error of the file system with what it means here. */
export function unusable(path: string, cause: unknown): HomestakError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new HomestakError({
      code: 'NoSpace',
      message: `the disk of ${path} is full`,
      hint: 'make room, or put the cache elsewhere with XDG_CACHE_HOME; what has come is kept',
      cause,
    })
  }
  return new HomestakError({
    code: 'CacheUnusable',
    message: `${path} cannot be used: ${code}`,
    hint: 'check its permissions, or put the cache elsewhere with XDG_CACHE_HOME',
    cause,
  })
}
