/** Addresses for network cards that declare none: the same card has the same address on every run and every machine. */
import { hash } from 'node:crypto'
import type { Identity } from './desired-node.ts'

/** The prefix that is registered for Proxmox, then three bytes of a digest over the identity and the card's name. */
export function macOf({ site, host, manifest, node }: Identity, nic: string): string {
  // Canonical JSON: the keys stand in the order of the alphabet.
  const digest = hash('sha256', JSON.stringify({ host, manifest, nic, node, site })).toUpperCase()
  return `BC:24:11:${digest.slice(0, 2)}:${digest.slice(2, 4)}:${digest.slice(4, 6)}`
}
