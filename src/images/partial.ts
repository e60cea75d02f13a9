/** The beginning of a file that is being downloaded, and what is known of the parts that it is joined from. */
import { open, type FileHandle } from 'node:fs/promises'
import { isRecord } from '../pve/checks.ts'
import { isMissing, readJson, unusable, writeJson, type CachePlace } from './cache.ts'
import type { WantedPart } from './wanted.ts'

export interface PartNote {
  readonly name: string
  /** Bytes; null until an answer told. */
  readonly size: number | null
  /** What an answer was marked with, so that the rest is only taken of the same file: ETag, or Last-Modified. */
  readonly validator: string | null
}

export interface Partial {
  readonly file: FileHandle
  readonly parts: readonly PartNote[]
  /** Bytes that are there. */
  readonly length: number
}

/** Opens what there is, or begins anew where it belongs to other parts than these. */
export async function openPartial(place: CachePlace, wanted: readonly WantedPart[]): Promise<Partial> {
  const fresh = wanted.map(({ name, size }) => ({ name, size, validator: null }))
  const noted = readNotes(await readJson(place.notes))
  const fits = noted?.length === fresh.length && fresh.every((part, index) => isSame(part, noted[index]))
  const parts = noted && fits ? noted : fresh
  try {
    const file = await open(place.partial, fits ? 'r+' : 'w+').catch((error: unknown) => {
      if (isMissing(error)) return open(place.partial, 'w+')
      throw error
    })
    const { size } = await file.stat()
    return { file, parts, length: size }
  } catch (error) {
    throw unusable(place.partial, error)
  }
}

const isSame = (wanted: PartNote, noted: PartNote | undefined): boolean =>
  noted?.name === wanted.name && (wanted.size === null || noted.size === wanted.size)

export const keepNotes = (place: CachePlace, parts: readonly PartNote[]): Promise<void> => writeJson(place.notes, parts)

function readNotes(value: unknown): readonly PartNote[] | undefined {
  if (!Array.isArray(value)) return undefined
  const notes = value.filter(isNote)
  return notes.length === value.length ? notes : undefined
}

function isNote(value: unknown): value is PartNote {
  if (!isRecord(value)) return false
  const { name, size, validator } = value
  return (
    typeof name === 'string' &&
    (size === null || typeof size === 'number') &&
    (validator === null || typeof validator === 'string')
  )
}
