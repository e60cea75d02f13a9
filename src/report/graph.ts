/** The graph of manifests as a tree, for Graphviz, for Mermaid, or as JSON. */
import type { Manifest, ManifestNode, NodeType } from '../manifest/manifest.ts'
import { dot, mermaid, type GraphView } from './graph-drawings.ts'
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
    /** null: what its preset says. */
    readonly image: string | null
    readonly template: boolean
    /** The template node that it is made from. */
    readonly clonedFrom: string | null
    /** Of a network: PVE's id of it. */
    readonly vnet: string | null
    /** The networks that its cards are on. */
    readonly networks: readonly string[]
  }[]
}

export const graphDocument = ({ manifests, clones, networks }: GraphView): GraphDocument => ({
  schema: 'homestak/graph/v1',
  nodes: manifests.flatMap(({ name, nodes }) =>
    nodes.map((node) => ({
      key: `${name}/${node.name}`,
      type: node.type,
      parent: node.parent === null ? null : `${name}/${node.parent}`,
      dependsOn: node.depends_on.map((other) => `${name}/${other}`),
      image: node.image,
      template: node.template,
      clonedFrom: clones.get(`${name}/${node.name}`) ?? null,
      vnet: node.network?.vnet ?? null,
      networks: networks.get(`${name}/${node.name}`) ?? [],
    })),
  ),
})

/** Ends with a line break. */
export function graphText(view: GraphView, format: GraphFormat): string {
  if (format === 'json') return `${jsonLine(graphDocument(view))}\n`
  if (format === 'dot') return dot(view)
  if (format === 'mermaid') return mermaid(view)
  return view.manifests.map((manifest) => tree(manifest, view)).join('\n')
}

/** Walks with a stack of its own: a chain of nodes may be longer than the call stack is deep. */
function tree({ name, nodes }: Manifest, { clones, networks }: GraphView): string {
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
    const words = [node.type, ...madeFrom(node, name, clones), ...placeOf(node, name, networks), ...needsOf(node)]
    lines.push(`${lead}${last ? '└─ ' : '├─ '}${plain(node.name)} (${words.join(', ')})`)
    push(node.name, `${lead}${last ? '   ' : '│  '}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

const needsOf = ({ depends_on }: ManifestNode): readonly string[] =>
  depends_on.length === 0 ? [] : [`needs ${plain(depends_on.join(', '))}`]

/** The zone of a network, and the networks that a guest is on; one of its own manifest is told by its name alone. */
function placeOf(
  { name, network, depends_on }: ManifestNode,
  manifest: string,
  networks: GraphView['networks'],
): readonly string[] {
  if (network) return [`${network.zone.type} zone ${network.zone.name}`]
  const names = (networks.get(`${manifest}/${name}`) ?? []).map((key) => key.replace(`${manifest}/`, ''))
  const others = names.filter((other) => !depends_on.includes(other))
  return others.length === 0 ? [] : [`on ${plain(others.join(', '))}`]
}

/** A template of its own manifest is told by its name alone. */
function madeFrom(
  { name, image, template }: ManifestNode,
  manifest: string,
  clones: GraphView['clones'],
): readonly string[] {
  const source = clones.get(`${manifest}/${name}`)
  const kind = template ? ['template'] : []
  if (source !== undefined) return [`clone of ${plain(source.replace(`${manifest}/`, ''))}`]
  return image === null ? kind : [...kind, `image ${plain(image)}`]
}
