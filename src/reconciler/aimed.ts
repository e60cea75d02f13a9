/** What a pass is pointed at, by key. */
import type { DesiredEntry, NodeKey } from '../graph/desired-node.ts'
import type { Ports } from './engine.ts'
import type { Aim } from './pass.ts'
import type { WorldParts } from './world.ts'

export const aimed = (
  { seedGuest }: Ports,
  { nodes, networks }: Aim,
): Pick<WorldParts, 'nodes' | 'networks' | 'seedGuests'> => ({
  nodes: byKeyOf(nodes),
  networks: byKeyOf(networks),
  seedGuests: new Map(
    nodes.flatMap(({ key, identity }) => {
      const noted = seedGuest?.(identity)
      return noted ? [[key, noted]] : []
    }),
  ),
})

const byKeyOf = <Entry extends DesiredEntry>(entries: readonly Entry[]): ReadonlyMap<NodeKey, Entry> =>
  new Map(entries.map((entry) => [entry.key, entry]))
