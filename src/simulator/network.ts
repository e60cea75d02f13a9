/** The addresses that a simulated guest has: by DHCP, or as its seed says. */
import { createHash } from 'node:crypto'
import { parseDocument } from 'yaml'
import { readIso } from '../steps/iso9660.ts'
import { ipConfig } from './qemu/cloudinit.ts'
import { drivesOf, fileOf, isCdrom, isEmpty, isNetKey, parseDrive } from './qemu/drive.ts'
import { hasCloudinit } from './qemu/cloudinit.ts'
import type { Host } from './host.ts'
import type { Guest } from './state.ts'
import { isRecord } from './schema.ts'
import { findVolume } from './storage.ts'

export interface Address {
  readonly address: string
  readonly prefix: number
}

/** A lease that stays the same for a MAC address, in 10.10.0.0/16. */
export function lease(mac: string, moved?: number): Address {
  const digest = createHash('sha1')
    .update(`${mac.toUpperCase()}${moved ?? ''}`)
    .digest()
  return { address: `10.10.${digest[0] ?? 0}.${1 + ((digest[1] ?? 0) % 254)}`, prefix: 16 }
}

/** The link-local IPv6 address that a MAC address gives. */
export function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16))
  const interfaceId = [(bytes[0] ?? 0) ^ 2, bytes[1], bytes[2], 0xff, 0xfe, bytes[3], bytes[4], bytes[5]]
  const groups = [0, 2, 4, 6].map((at) => (((interfaceId[at] ?? 0) << 8) | (interfaceId[at + 1] ?? 0)).toString(16))
  return `fe80::${groups.join(':')}`
}

function parsePrefixed(text: string): Address | undefined {
  const [, address, prefix] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(text) ?? []
  return address === undefined ? undefined : { address, prefix: Number(prefix) }
}

/** The address of network card `index`, from the seed of the guest where it names one. */
export function addressOf(host: Host, guest: Guest, index: number, mac: string): Address {
  const own = hasCloudinit(guest.config) ? ipConfig(guest.config[`ipconfig${index}`])['ip'] : undefined
  const fromConfig = own === undefined ? undefined : parsePrefixed(own)
  return (
    fromConfig ?? staticAddress(seedFile(host, guest, 'network-config'), index, mac) ?? lease(mac, guest.running?.moved)
  )
}

/** A file of the NoCloud image that is attached, as text. */
export function seedFile(host: Host, guest: Guest, name: string): string | undefined {
  for (const [, drive] of drivesOf(guest.config)) {
    if (!isCdrom(drive) || isEmpty(drive) || fileOf(drive).startsWith('/')) continue
    const bytes = findVolume(host, guest.node, fileOf(drive))?.bytes
    if (bytes === undefined) continue
    const found = readFiles(Buffer.from(bytes, 'base64')).get(name)
    if (found) return Buffer.from(found).toString('utf8')
  }
  return undefined
}

/** Not every image that somebody uploads is one. */
function readFiles(bytes: Uint8Array): Map<string, Uint8Array> {
  try {
    return readIso(bytes)
  } catch {
    return new Map()
  }
}

/** The first IPv4 address of a card in a network-config of version 1 or 2. */
function staticAddress(text: string | undefined, index: number, mac: string): Address | undefined {
  const root: unknown = text === undefined ? undefined : parseDocument(text).toJS()
  if (!isRecord(root)) return undefined
  const source = isRecord(root['network']) ? root['network'] : root
  const cards = isRecord(source['ethernets'])
    ? Object.values(source['ethernets'])
    : Array.isArray(source['config'])
      ? source['config']
      : []
  const isThis = (card: unknown): boolean => JSON.stringify(card).toLowerCase().includes(mac.toLowerCase())
  const card =
    cards.find(isThis) ?? (cards.some((entry) => /mac/i.test(JSON.stringify(entry))) ? undefined : cards[index])
  const found = /"(?:address(?:es)?)":\[?"(\d+\.\d+\.\d+\.\d+\/\d+)"/.exec(JSON.stringify(card ?? null))?.[1]
  return found === undefined ? undefined : parsePrefixed(found)
}

export interface Card {
  readonly name: string
  readonly mac: string
  readonly address: Address
}

/** The network cards of a guest, as its operating system sees them. */
export function cardsOf(host: Host, guest: Guest): Card[] {
  return Object.keys(guest.config)
    .filter(isNetKey)
    .toSorted((a, b) => Number(a.slice(3)) - Number(b.slice(3)))
    .map((key, order) => {
      const mac = parseDrive(key, guest.config[key] ?? '')['macaddr'] ?? '00:00:00:00:00:00'
      return { name: `eth${order}`, mac, address: addressOf(host, guest, Number(key.slice(3)), mac) }
    })
}
