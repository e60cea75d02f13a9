/** The mark of a virtual network: the last words of its alias say whose it is. */
import type { Identity } from '../graph/desired-node.ts'

/** Proxmox VE takes one character more, which the kernel then refuses. */
export const aliasLimit = 255

export interface NetworkMark extends Identity {
  /** The id of the virtual network that it was written for: in any other alias it is a copy, and not valid. */
  readonly vnet: string
  readonly uid: string
  /** homestak made the zone, too; said by every network of ours in that zone. */
  readonly zone?: true
  readonly protect?: true
  readonly keep?: true
}

export type NetworkMarking =
  | { readonly kind: 'none' }
  | { readonly kind: 'mark'; readonly mark: NetworkMark }
  /** A version that we do not know, or words that we cannot read: never written to. */
  | { readonly kind: 'unreadable'; readonly why: string }

/** Whether a mark counts as ours: it is our site's, and seen through the host that it names. */
export type IsOurs = (mark: NetworkMark) => boolean

/** Only of signs that every client takes in an alias: Proxmox VE's own pattern allows more than the provider of OpenTofu. */
const words = /(?:^|\s)homestak\.(\d+)(?:\s+(.*))?$/s
const flags = ['zone', 'protect', 'keep'] as const

/** The mark in an alias, and the human text without it. */
export function readNetworkMark(alias: string): { readonly marking: NetworkMarking; readonly text: string } {
  const found = words.exec(alias)
  if (!found) return { marking: { kind: 'none' }, text: alias.trim() }
  const text = alias.slice(0, found.index).trim()
  const [, version, rest = ''] = found
  if (version !== '1') return { marking: { kind: 'unreadable', why: `mark of version ${version}` }, text }
  const mark = parseMark(rest)
  return { marking: mark ? { kind: 'mark', mark } : { kind: 'unreadable', why: 'mark that cannot be read' }, text }
}

/** The alias with `mark` at its end; null takes a mark out. Throws a RangeError beyond the limit. */
export function writeNetworkMark(alias: string, mark: NetworkMark | null): string {
  const { text } = readNetworkMark(alias)
  if (!mark) return text
  const written = text === '' ? markText(mark) : `${text} ${markText(mark)}`
  if (written.length > aliasLimit)
    throw new RangeError(`the alias is ${written.length} characters long with its mark, ${aliasLimit} are possible`)
  return written
}

export function markText({ site, host, manifest, node, vnet, uid, ...said }: NetworkMark): string {
  const names = [site, manifest, node, host].map(encoded)
  return ['homestak.1', ...names, vnet, uid, ...flags.filter((flag) => said[flag])].join(' ')
}

function parseMark(rest: string): NetworkMark | undefined {
  const [first = '', second = '', third = '', fourth = '', vnet, uid, ...said] = rest.trim().split(/\s+/)
  const [site, manifest, node, host] = [first, second, third, fourth].map(decoded)
  if (!site || !manifest || !node || !host || !vnet || !uid) return undefined
  const known = Object.fromEntries(flags.filter((flag) => said.includes(flag)).map((flag) => [flag, true as const]))
  return { site, host, manifest, node, vnet, uid, ...known }
}

/** What else a name may hold is written as the byte in hex, in parentheses. */
const encoded = (name: string): string =>
  [...new TextEncoder().encode(name)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[A-Za-z0-9._-]/.test(character) ? character : `(${byte.toString(16).toUpperCase().padStart(2, '0')})`
    })
    .join('')

function decoded(text: string): string | undefined {
  const isWhole = /^(?:[A-Za-z0-9._-]|\([0-9A-F]{2}\))+$/.test(text)
  if (!isWhole) return undefined
  try {
    return decodeURIComponent(text.replaceAll('(', '%').replaceAll(')', ''))
  } catch {
    return undefined
  }
}
