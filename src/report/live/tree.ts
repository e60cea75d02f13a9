/** Nodes as trees: what lives on a node comes right after it, and trees of one manifest on one host stand together. */
import type { NodeKey } from '../../graph/desired-node.ts'
import type { LiveNode } from '../../reconciler/live.ts'

export interface Branch {
  readonly node: LiveNode
  /** Without manifest and host. */
  readonly name: string
  readonly parent: Branch | null
  readonly depth: number
}

export interface Group {
  readonly manifest: string
  readonly host: string
  readonly branches: readonly Branch[]
}

/** Every node once, in the order given; a parent that is not there, or a circle of parents, makes a root. */
export function groupsOf(nodes: readonly LiveNode[]): readonly Group[] {
  const known = new Map(nodes.map((node) => [node.key, node]))
  const children = childrenOf(nodes)
  const groups = new Map<string, Group & { readonly branches: Branch[] }>()
  const placed = new Set<LiveNode>()
  const grow = (root: LiveNode): void => {
    const { manifest } = nameParts(root)
    const id = JSON.stringify([manifest, root.host])
    const group = groups.get(id) ?? { manifest, host: root.host, branches: [] }
    groups.set(id, group)
    // A stack of its own: a chain of parents may be thousands long.
    const open: Branch[] = [branchOf(root, null)]
    for (let branch = open.pop(); branch; branch = open.pop()) {
      if (placed.has(branch.node)) continue
      placed.add(branch.node)
      group.branches.push(branch)
      const below = children.get(branch.node.key) ?? []
      for (const child of below.toReversed()) open.push(branchOf(child, branch))
    }
  }
  for (const node of nodes) if (node.parent === null || !known.has(node.parent)) grow(node)
  for (const node of nodes) if (!placed.has(node)) grow(node)
  return [...groups.values()]
}

/** A manifest of a single node needs no heading: it is named with its node, and with its host where there are others. */
export const isAlone = ({ branches }: Group): boolean => branches.length === 1

export const nameAlone = ({ manifest, host, branches }: Group, hosts: number): string =>
  `${manifest}/${branches[0]?.name ?? ''}${hosts > 1 ? ` on ${host}` : ''}`

function childrenOf(nodes: readonly LiveNode[]): ReadonlyMap<NodeKey, readonly LiveNode[]> {
  const children = new Map<NodeKey, LiveNode[]>()
  for (const node of nodes) {
    if (node.parent === null) continue
    const siblings = children.get(node.parent)
    if (siblings) siblings.push(node)
    else children.set(node.parent, [node])
  }
  return children
}

const branchOf = (node: LiveNode, parent: Branch | null): Branch => ({
  node,
  name: nameParts(node).name,
  parent,
  depth: parent === null ? 0 : parent.depth + 1,
})

/** A key is `manifest/node@host`. */
function nameParts({ key, host }: LiveNode): { readonly manifest: string; readonly name: string } {
  const slash = key.indexOf('/')
  const end = key.endsWith(`@${host}`) ? key.length - host.length - 1 : key.length
  return { manifest: key.slice(0, Math.max(0, slash)), name: key.slice(slash + 1, end) }
}
