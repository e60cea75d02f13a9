/** One attempt to bring a part of an image to its end, from where it was left. */
import type { FileHandle } from 'node:fs/promises'
import { HomestakError } from '../errors.ts'
import { unusable } from './cache.ts'
import { badImage } from './format.ts'
import type { Http, HttpAnswer } from './http.ts'
import type { PartNote } from './partial.ts'
import { readError, shownUrl } from './read-error.ts'
import { refusedAnswer } from './refused-answer.ts'
import type { WantedPart } from './wanted.ts'

export interface ReceivePorts {
  readonly http: Http
  readonly now: () => number
  readonly hasToken: boolean
  readonly signal: AbortSignal | undefined
}

export interface Receiving {
  readonly part: WantedPart
  readonly note: PartNote
  readonly file: FileHandle
  /** Where in the file the part begins. */
  readonly start: number
  /** Bytes of the part that are there. */
  readonly have: number
  /** Told of every answer that begins, before any of its bytes is written. */
  readonly onNote: (note: PartNote) => Promise<void>
  /** Told of the part's bytes that are there now. */
  readonly onBytes: (have: number) => void
}

/** What an answer gives: the bytes from `from` on, of a file of `size`. */
interface Offer {
  readonly from: number
  readonly size: number | null
}

/**
 * Throws a transient error where the connection broke: what has come is in the file. Throws BadImage for what cannot be
 * the file, MissingImage, RateLimited.
 */
export async function receive(ports: ReceivePorts, receiving: Receiving): Promise<PartNote> {
  const { part, note, file, start, have, onNote } = receiving
  const rest = have > 0 ? { range: `bytes=${have}-`, ...(note.validator ? { 'if-range': note.validator } : {}) } : {}
  const headers = { accept: 'application/octet-stream', 'accept-encoding': 'identity', ...rest }
  const answer = await ports.http.get(part.url, headers, ports.signal)
  try {
    const offer = offerOf(ports, part, note, have, answer)
    if (offer.from !== have) await file.truncate(start + offer.from).catch(fail(part.name))
    const next: PartNote = { name: part.name, size: offer.size, validator: validatorOf(answer) }
    await onNote(next)
    await take(receiving, answer, offer)
    return next
  } catch (error) {
    throw ports.signal?.aborted ? ports.signal.reason : readError(part.url, error)
  } finally {
    answer.body.destroy()
  }
}

function offerOf(
  { now, hasToken }: ReceivePorts,
  part: WantedPart,
  note: PartNote,
  have: number,
  answer: HttpAnswer,
): Offer {
  const { status, headers } = answer
  const what = shownUrl(part.url)
  // Asked for more of a file that is shorter now: the next attempt begins anew.
  if (status === 416) throw new ChangedError(what)
  if (status !== 200 && status !== 206) throw refusedAnswer(part.url, answer, { now: now(), hasToken })
  if (/^text\/html\b/i.test(headers['content-type'] ?? '')) throw badImage(what, 'a web page comes in its place')
  const length = /^\d+$/.test(headers['content-length'] ?? '') ? Number(headers['content-length']) : null
  const announced = part.size
  if (status === 200) {
    if (announced !== null && length !== null && length !== announced) throw wrongSize(what, length, announced)
    return { from: 0, size: announced ?? length }
  }
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? []
  const size = total === undefined || total === '*' ? null : Number(total)
  const known = announced ?? note.size
  if (Number(from) !== have || (size !== null && known !== null && size !== known)) throw new ChangedError(what)
  return { from: have, size: known ?? size }
}

async function take({ part, file, start, onBytes }: Receiving, answer: HttpAnswer, { from, size }: Offer) {
  let have = from
  for await (const chunk of answer.body) {
    if (size !== null && have + chunk.length > size) throw wrongSize(shownUrl(part.url), have + chunk.length, size)
    await writeAll(file, chunk, start + have).catch(fail(part.name))
    have += chunk.length
    onBytes(have)
  }
  if (size !== null && have < size) throw new Error(`it ends after ${have} of ${size} bytes`)
}

/** A disk that fills up takes a part of the bytes first, and refuses the next. */
async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written)
    written += bytesWritten
  }
}

const fail = (name: string) => (error: unknown) => {
  throw unusable(name, error)
}

const wrongSize = (what: string, got: number, announced: number): HomestakError =>
  badImage(
    what,
    got > announced
      ? `more than the ${announced} bytes announced came`
      : `it has ${got} bytes, and ${announced} were announced`,
  )

/** A weak tag does not vouch for bytes. */
const validatorOf = ({ headers: { etag, 'last-modified': modified } }: HttpAnswer): string | null =>
  etag && !etag.startsWith('W/') ? etag : (modified ?? null)

/** The file is another one now: nothing of the old one can be used. */
export class ChangedError extends HomestakError {
  constructor(what: string) {
    super({ code: 'Unreachable', retry: 'transient', message: `${what} changed while it was downloaded` })
  }
}
