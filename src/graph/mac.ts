/** Addresses for network cards that declare none: the same card has the same address on every run and every machine. */
import { createHash } from 'node:crypto'
import { canonical } from '../pve/mark.ts'
import type { Identity } from './desired-node.ts'

/** The prefix that is registered for Proxmox, then three bytes of a digest over the identity and the card's name. */
export function macOf({ site, host, manifest, node }: Identity, nic: string): string {
  const digest = createHash('sha256').update(canonical({ site, host, manifest, node, nic })).digest()
  return ['BC', '24', '11', ...Array.from(digest.subarray(0, 3), twoDigits)].join(':')
}

const twoDigits = (byte: number): string => byte.toString(16).padStart(2, '0').toUpperCase()
