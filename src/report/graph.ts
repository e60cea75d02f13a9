/** The graph of manifests as a tree, for Graphviz, for Mermaid, or as JSON. */
import type { Manifest, ManifestNode, NodeType } from '../manifest/manifest.ts'
import { dot, mermaid } from './graph-drawings.ts'
import { jsonLine, plain } from './plain.ts'

export const graphFormats = ['tree', 'dot', 'mermaid', 'json'] as const
export type GraphFormat = (typeof graphFormats)[number]

export interface GraphDocument {
  readonly schema: 'homestak/graph/v1'
  readonly nodes: readonly {
    /** `manifest/node`. */
    readonly key: string
    readonly type: NodeType
    readonly parent: string | null
    readonly dependsOn: readonly string[]
  }[]
}

export const graphDocument = (manifests: readonly Manifest[]): GraphDocument => ({
  schema: 'homestak/graph/v1',
  nodes: manifests.flatMap(({ name, nodes }) =>
    nodes.map((node) => ({
      key: `${name}/${node.name}`,
      type: node.type,
      parent: node.parent === null ? null : `${name}/${node.parent}`,
      dependsOn: node.depends_on.map((other) => `${name}/${other}`),
    })),
  ),
})

/** Ends with a line break. */
export function graphText(manifests: readonly Manifest[], format: GraphFormat): string {
  if (format === 'json') return `${jsonLine(graphDocument(manifests))}\n`
  if (format === 'dot') return dot(manifests)
  if (format === 'mermaid') return mermaid(manifests)
  return manifests.map(tree).join('\n')
}

/** Walks with a stack of its own: a chain of nodes may be longer than the call stack is deep. */
function tree({ name, nodes }: Manifest): string {
  const children = Map.groupBy(nodes, ({ parent }) => parent)
  const lines = [plain(name)]
  const open: { readonly node: ManifestNode; readonly lead: string; readonly last: boolean }[] = []
  const push = (parent: string | null, lead: string): void => {
    const siblings = children.get(parent) ?? []
    siblings.forEach((_, index) => {
      const node = siblings[siblings.length - 1 - index]
      if (node) open.push({ node, lead, last: index === 0 })
    })
  }
  push(null, '')
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, lead, last } = next
    const needs = node.depends_on.length === 0 ? '' : `, needs ${plain(node.depends_on.join(', '))}`
    lines.push(`${lead}${last ? '└─ ' : '├─ '}${plain(node.name)} (${node.type}${needs})`)
    push(node.name, `${lead}${last ? '   ' : '│  '}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}
