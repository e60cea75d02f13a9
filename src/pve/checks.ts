/** Small readers that turn what a server sent into values of a known type, or say what is wrong with it. */

/** The server sent something else than Proxmox VE does; the wire turns it into an error that names host and call. */
export class UnexpectedReply extends Error {
  constructor(wanted: string, value: unknown) {
    super(`expected ${wanted}, got ${value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value}`)
    this.name = 'UnexpectedReply'
  }
}

/** Returns the value as what it is, or throws `UnexpectedReply`. */
export type Check<T> = (value: unknown) => T

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const record: Check<Readonly<Record<string, unknown>>> = (value) => {
  if (!isRecord(value)) throw new UnexpectedReply('an object', value)
  return value
}

export const list =
  <T>(item: Check<T>): Check<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value)) throw new UnexpectedReply('a list', value)
    return value.map((entry) => item(entry))
  }

/** Numbers become text: PVE sends some settings as either. */
export const text: Check<string> = (value) => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new UnexpectedReply('a text', value)
}

/** Text of digits becomes a number: PVE sends some figures as either. */
export const number: Check<number> = (value) => {
  const result = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof result !== 'number' || !Number.isFinite(result)) throw new UnexpectedReply('a number', value)
  return result
}

/** PVE's booleans are 1 and 0, as number or text; an absent one is false. */
export const flag: Check<boolean> = (value) => value === 1 || value === '1' || value === true

/** Absent and null become undefined. */
export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value) =>
    value === undefined || value === null ? undefined : check(value)

/** A task's UPID, or null where a call had nothing to wait for. */
export const upidOrNull: Check<string | null> = (value) => {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string') throw new UnexpectedReply('a task or null', value)
  return value.startsWith('UPID:') ? value : null
}
