/** Addresses for network cards that declare none: the same card has the same address on every run and every machine. */
import { hash } from 'node:crypto'
import type { DesiredNic, DesiredNode, Identity } from './desired-node.ts'

/** The prefix that is registered for Proxmox, then three bytes of a digest over the identity and the card's name. */
export function macOf({ site, host, manifest, node }: Identity, nic: string, attempt = 0): string {
  // Canonical JSON: the keys stand in the order of the alphabet.
  const again = attempt === 0 ? {} : { attempt }
  const digest = hash('sha256', JSON.stringify({ ...again, host, manifest, nic, node, site })).toUpperCase()
  return `BC:24:11:${digest.slice(0, 2)}:${digest.slice(2, 4)}:${digest.slice(4, 6)}`
}

/**
 * Three bytes are few: among some thousand cards two have the same made address. Then the card whose node comes later
 * by its key takes another; a guest that exists keeps its own, so nothing follows from an order that changes.
 */
export function withDistinctMacs(nodes: readonly DesiredNode[]): readonly DesiredNode[] {
  const cards = nodes.flatMap((node) => node.guest.nics.map((nic) => ({ node, nic })))
  const taken = new Set(cards.filter(({ nic }) => !nic.made).map(({ node, nic }) => placeOf(node, nic.mac)))
  const moved = new Map<DesiredNode, Map<DesiredNic, string>>()
  const made = cards.filter(({ nic }) => nic.made)
  if (new Set([...taken, ...made.map(({ node, nic }) => placeOf(node, nic.mac))]).size === taken.size + made.length)
    return nodes
  for (const { node, nic } of made.toSorted((a, b) => (a.node.key < b.node.key ? -1 : 1))) {
    let { mac } = nic
    for (let attempt = 1; taken.has(placeOf(node, mac)); attempt++) mac = macOf(node.identity, nic.name, attempt)
    taken.add(placeOf(node, mac))
    if (mac !== nic.mac) moved.set(node, (moved.get(node) ?? new Map()).set(nic, mac))
  }
  return nodes.map((node) => {
    const own = moved.get(node)
    if (!own) return node
    const nics = node.guest.nics.map((nic) => ({ ...nic, mac: own.get(nic) ?? nic.mac }))
    return { ...node, guest: { ...node.guest, nics } }
  })
}

const placeOf = ({ identity }: DesiredNode, mac: string): string => `${identity.host} ${mac}`
