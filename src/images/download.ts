/** Downloads an image into its partial file, over as many connections as it takes. */
import type { Clock, Random } from '../clock.ts'
import type { HomestakError } from '../errors.ts'
import { dropPartial, requireSpace, sizeOf, unusable, type CachePlace } from './cache.ts'
import type { Http } from './http.ts'
import { keepNotes, openPartial, type Partial } from './partial.ts'
import { ChangedError, receive } from './receive.ts'
import { isPassing, pauseAfter } from './retry.ts'
import type { WantedImage } from './wanted.ts'

export interface DownloadPorts {
  readonly http: Http
  readonly clock: Clock
  readonly random: Random
  readonly hasToken: boolean
  /** Bytes that may still be written to a folder. */
  readonly freeBytes: (dir: string) => Promise<number>
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined
  readonly onBytes: (have: number, total: number | null) => void
  /** Told of a failure that is tried again. */
  readonly onRetry: (failure: HomestakError, pauseMs: number) => void
}

const triesWithoutProgress = 5
const triesInAll = 100

/** Resolves when every byte that was announced is on the disk; whether they are the right ones is not looked at. */
export async function download(
  ports: DownloadPorts,
  wanted: WantedImage,
  place: CachePlace,
  options: DownloadOptions,
): Promise<void> {
  let inVain = 0
  for (let tries = 1; ; tries += 1) {
    const before = (await sizeOf(place.partial)) ?? 0
    try {
      return await attempt(ports, wanted, place, options)
    } catch (error) {
      if (!isPassing(error)) throw error
      if (error instanceof ChangedError) await dropPartial(place)
      inVain = ((await sizeOf(place.partial)) ?? 0) > before ? 0 : inVain + 1
      if (inVain >= triesWithoutProgress || tries >= triesInAll) throw error
      const pause = pauseAfter(inVain, ports.random)
      options.onRetry(error, pause)
      await ports.clock.sleep(pause, options.signal)
    }
  }
}

async function attempt(
  ports: DownloadPorts,
  wanted: WantedImage,
  place: CachePlace,
  { signal, onBytes }: DownloadOptions,
): Promise<void> {
  const partial = await openPartial(place, wanted.parts)
  try {
    if (wanted.size !== null) await requireRoom(ports, place, wanted.size - partial.length)
    const receiving = { http: ports.http, now: () => ports.clock.now(), hasToken: ports.hasToken, signal }
    let notes = partial.parts
    let start = 0
    for (const [index, part] of wanted.parts.entries()) {
      const note = notes[index] ?? { name: part.name, size: part.size, validator: null }
      const have = await beginning(partial, start, note.size)
      const total = () => wanted.size ?? notes[index]?.size ?? null
      onBytes(start + have, total())
      const ended =
        have === note.size
          ? note
          : await receive(receiving, {
              part,
              note,
              file: partial.file,
              start,
              have,
              onNote: async (next) => {
                notes = notes.with(index, next)
                await keepNotes(place, notes)
                if (wanted.size === null && next.size !== null) await requireRoom(ports, place, next.size - have)
              },
              onBytes: (now) => onBytes(start + now, total()),
            })
      start += ended.size ?? (await partial.file.stat()).size - start
    }
    try {
      await partial.file.truncate(start)
      await partial.file.sync()
    } catch (error) {
      throw unusable(place.partial, error)
    }
  } finally {
    await partial.file.close()
  }
}

/** Bytes of a part that are there; what lies beyond its end is of another file, and cut off. */
async function beginning({ file }: Partial, start: number, size: number | null): Promise<number> {
  const { size: length } = await file.stat()
  const have = Math.max(0, length - start)
  return size === null ? have : Math.min(have, size)
}

const requireRoom = async ({ freeBytes }: DownloadPorts, { dir }: CachePlace, needed: number): Promise<void> =>
  requireSpace(
    await freeBytes(dir),
    needed,
    dir,
    'make room (homestak image list shows what lies there), or put the cache elsewhere with XDG_CACHE_HOME',
  )
