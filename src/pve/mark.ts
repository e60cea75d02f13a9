/** The mark: the line at the end of a guest's description that says whose the guest is. */
import type { Identity } from '../graph/desired-node.ts'

/** PVE's limit for a description, in characters. */
export const descriptionLimit = 8192

// A name may hold a line separator of Unicode.
const line = /^<!-- homestak:(\d+) (.*) -->$/s

export interface Mark extends Identity {
  readonly uid: string
  readonly vmid: number
  readonly type: 'vm' | 'ct' | 'pve'
  readonly protect?: true
  readonly keep?: true
  /** Digests of what PVE cannot show again, each `1:` and a SHA-256 in hex. */
  readonly inputs?: Readonly<Record<string, string>>
}

export type Marking =
  | { readonly kind: 'none' }
  | { readonly kind: 'mark'; readonly mark: Mark }
  /** A version that we do not know, or text that we cannot read: never written to. */
  | { readonly kind: 'unreadable'; readonly why: string }

/** The mark in a description, and the human text without it. More than one mark line is unreadable. */
export function readMark(description: string): { readonly marking: Marking; readonly text: string } {
  const lines = description.split('\n')
  const marks = lines.filter((candidate) => line.test(candidate.trim()))
  const text = lines
    .filter((candidate) => !line.test(candidate.trim()))
    .join('\n')
    .replace(/\n+$/, '')
  if (marks.length === 0) return { marking: { kind: 'none' }, text }
  if (marks.length > 1)
    return { marking: { kind: 'unreadable', why: `${marks.length} marks in one description` }, text }
  const [, version, json] = line.exec((marks[0] ?? '').trim()) ?? []
  if (version !== '1') return { marking: { kind: 'unreadable', why: `mark of version ${version}` }, text }
  const mark = parseMark(json ?? '')
  return { marking: mark ? { kind: 'mark', mark } : { kind: 'unreadable', why: 'mark that cannot be read' }, text }
}

/** The description with `mark` as its last line; null takes a mark out. Throws a RangeError beyond PVE's limit. */
export function writeMark(description: string, mark: Mark | null): string {
  const { text } = readMark(description)
  if (!mark) return text
  const written = withMark(text, mark)
  if (written.length > descriptionLimit) {
    throw new RangeError(
      `the description is ${written.length} characters long with its mark, Proxmox VE takes ${descriptionLimit}`,
    )
  }
  return written
}

/** `text` has no mark. However long it comes to be. */
export const withMark = (text: string, mark: Mark): string =>
  `${text === '' ? '' : `${text}\n`}<!-- homestak:1 ${canonical(mark).replaceAll('>', '\\u003e')} -->`

/** JSON with sorted keys and without blanks, so that equal values are equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

function parseMark(json: string): Mark | undefined {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const fields: Partial<Record<string, unknown>> = { ...value }
  const { site, host, manifest, node, uid, vmid, type, protect, keep, inputs } = fields
  if (!isName(site) || !isName(host) || !isName(manifest) || !isName(node) || !isName(uid)) return undefined
  if (typeof vmid !== 'number' || !Number.isInteger(vmid)) return undefined
  if (type !== 'vm' && type !== 'ct' && type !== 'pve') return undefined
  return {
    site,
    host,
    manifest,
    node,
    uid,
    vmid,
    type,
    ...(protect === true ? { protect } : {}),
    ...(keep === true ? { keep } : {}),
    ...(isTexts(inputs) ? { inputs } : {}),
  }
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isTexts = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item === 'string')
