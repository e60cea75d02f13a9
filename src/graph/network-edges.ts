/** Which guests have a card on a declared virtual network: an edge that nobody has to write down. */
import type { Manifest } from '../manifest/manifest.ts'
import type { DesiredNetwork } from './desired-network.ts'
import type { DesiredNode, NodeKey } from './desired-node.ts'
import type { Origins } from './origins.ts'

/** Guests with the networks of their bridges among what they depend on; a guest on none stays the same object. */
export function onNetworks(
  nodes: readonly DesiredNode[],
  networks: readonly DesiredNetwork[],
  origins?: ReadonlyMap<NodeKey, Origins>,
): readonly DesiredNode[] {
  if (networks.length === 0) return nodes
  const keys = new Map(networks.map(({ identity, vnet, key }) => [`${vnet} ${identity.host}`, key]))
  return nodes.map((node) => {
    const found = node.guest.nics.flatMap(({ bridge }) => keys.get(`${bridge} ${node.identity.host}`) ?? [])
    const added = [...new Set(found)].filter((key) => !node.dependsOn.includes(key))
    if (added.length === 0) return node
    if (node.dependsOn.length === 0)
      origins?.get(node.key)?.set('depends_on', [{ kind: 'note', text: 'the bridges of its cards' }])
    return withNeeds(node, added)
  })
}

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

/** As far as manifests tell it by themselves: `manifest/node` of a guest -> `manifest/node` of the networks of its cards. */
export function networksIn(manifests: readonly Manifest[]): ReadonlyMap<string, readonly string[]> {
  const placeOf = (manifest: string, parent: string | null) => (parent === null ? '' : `${manifest}/${parent}`)
  const all = manifests.flatMap(({ name: manifest, nodes }) =>
    nodes.map((node) => ({ ...node, key: `${manifest}/${node.name}`, place: placeOf(manifest, node.parent) })),
  )
  const owners = new Map(all.flatMap(({ network, place, key }) => (network ? [[`${network.vnet} ${place}`, key]] : [])))
  return new Map(
    all.flatMap(({ nics, place, key }) => {
      const found = new Set(nics.flatMap(({ bridge }) => owners.get(`${bridge} ${place}`) ?? []))
      return found.size === 0 ? [] : [[key, [...found]] as const]
    }),
  )
}
