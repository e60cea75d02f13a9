/** Which guests have a card on a declared virtual network: an edge that nobody has to write down. */
import type { DesiredNetwork } from './desired-network.ts'
import type { DesiredNode, NodeKey } from './desired-node.ts'

/** Guests with the networks of their bridges among what they depend on; a guest on none stays the same object. */
export function onNetworks(nodes: readonly DesiredNode[], networks: readonly DesiredNetwork[]): readonly DesiredNode[] {
  if (networks.length === 0) return nodes
  const keys = new Map(networks.map(({ identity, vnet, key }) => [placeOf(identity.host, vnet), key]))
  return nodes.map((node) => {
    const found = node.guest.nics.flatMap(({ bridge }) => keys.get(placeOf(node.identity.host, bridge)) ?? [])
    const added = [...new Set(found)].filter((key) => !node.dependsOn.includes(key))
    return added.length === 0 ? node : withNeeds(node, added)
  })
}

const placeOf = (host: string, bridge: string): string => `${bridge} ${host}`

const known = new WeakMap<DesiredNode, DesiredNode>()

/** The same object again where the node and its networks are those of before: much is remembered by it. */
function withNeeds(node: DesiredNode, added: readonly NodeKey[]): DesiredNode {
  const before = known.get(node)
  const dependsOn = [...node.dependsOn, ...added]
  if (before?.dependsOn.join(' ') === dependsOn.join(' ')) return before
  const made = { ...node, dependsOn }
  known.set(node, made)
  return made
}
