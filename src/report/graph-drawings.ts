/** The graph of manifests for the programs that draw graphs: each manifest is a frame around its nodes. */
import type { Manifest, ManifestNode, NodeType } from '../manifest/manifest.ts'
import { plain } from './plain.ts'

export interface GraphView {
  readonly manifests: readonly Manifest[]
  /** Keys of nodes that are cloned, with those of their templates. */
  readonly clones: ReadonlyMap<string, string>
  /** Keys of guests that have cards on networks, with those of the networks. */
  readonly networks: ReadonlyMap<string, readonly string[]>
}

/** For Graphviz. Arrows lead from what is needed to what needs it; dashed ones where it is not what one lives on. */
export function dot(view: GraphView): string {
  const { manifests } = view
  const frames = manifests.flatMap((manifest, index) => [
    `  subgraph cluster_${index} {`,
    `    label=${dotLabel(manifest.name)}`,
    ...manifest.nodes.map((node) => {
      const shape = shapes[node.type] ?? (node.template ? 'folder' : 'box')
      return `    ${dotId(manifest, node.name)} [label="${labelOf(node)}" shape=${shape}]`
    }),
    '  }',
  ])
  const arrows = manifests.flatMap((manifest) =>
    arrowsOf(manifest).map(({ from, to, dashed }) => {
      const line = `  ${dotId(manifest, from)} -> ${dotId(manifest, to)}`
      return dashed ? `${line} [style=dashed]` : line
    }),
  )
  const images = imagesOf(view).flatMap(({ image, users }) => [
    `  ${dotQuoted(`image ${image}`)} [label=${dotLabel(`${image} (image)`)} shape=cylinder]`,
    ...users.map((user) => `  ${dotQuoted(`image ${image}`)} -> ${dotQuoted(user)} [style=dashed]`),
  ])
  const others = othersOf(view).map(({ from, to }) => `  ${dotQuoted(from)} -> ${dotQuoted(to)} [style=dashed]`)
  return lines('digraph homestak {', ...frames, ...images, ...arrows, ...others, '}')
}

const shapes: Readonly<Partial<Record<NodeType, string>>> = { pve: 'box3d', network: 'ellipse' }

const dotId = ({ name }: Manifest, node: string): string => dotQuoted(`${name}/${node}`)

/** In a label an `&` begins an entity. */
const dotLabel = (text: string): string => dotQuoted(text.replaceAll('&', '&amp;'))

const dotQuoted = (text: string): string => `"${plain(text).replace(/["\\]/g, '\\$&')}"`

/** For Mermaid, with arrows as for Graphviz. Ids are numbers: a name may be a word of the language. */
export function mermaid(view: GraphView): string {
  const { manifests } = view
  const frames = manifests.flatMap((manifest, index) => [
    `  subgraph m${index}["${mermaidText(manifest.name)}"]`,
    ...manifest.nodes.map((node, place) => `    m${index}n${place}["${labelOf(node)}"]`),
    '  end',
  ])
  const arrows = manifests.flatMap((manifest, index) => {
    const places = new Map(manifest.nodes.map(({ name }, place) => [name, `m${index}n${place}`]))
    return arrowsOf(manifest).map(
      ({ from, to, dashed }) => `  ${places.get(from)} ${dashed ? '-.->' : '-->'} ${places.get(to)}`,
    )
  })
  const ids: ReadonlyMap<string, string> = new Map(
    manifests.flatMap((manifest, index) =>
      manifest.nodes.map(({ name }, place) => [`${manifest.name}/${name}`, `m${index}n${place}`] as const),
    ),
  )
  const images = imagesOf(view).flatMap(({ image, users }, index) => [
    `  i${index}[("${mermaidText(`${image} (image)`)}")]`,
    ...users.map((user) => `  i${index} -.-> ${ids.get(user)}`),
  ])
  const others = othersOf(view).map(({ from, to }) => `  ${ids.get(from)} -.-> ${ids.get(to)}`)
  return lines('flowchart TD', ...frames, ...images, ...arrows, ...others)
}

/**
 * Whatever could be markup (Mermaid reads labels as Markdown, too), an entity or the end of the text is written as the
 * number of its character.
 */
const mermaidText = (text: string): string =>
  plain(text).replace(
    /(?<![\p{Letter}\p{Number}])-|[^\p{Letter}\p{Number} -]/gu,
    (character) => `#${character.codePointAt(0)};`,
  )

/** Names of nodes are those of hosts: letters, digits and dashes within. */
const labelOf = ({ name, type, template }: ManifestNode): string => `${name} (${template ? 'template' : type})`

/** Images that virtual machines are made from directly, each with the keys of those. */
function imagesOf({
  manifests,
  clones,
}: GraphView): readonly { readonly image: string; readonly users: readonly string[] }[] {
  const uses = manifests.flatMap(({ name, nodes }) =>
    nodes.flatMap(({ name: node, image, type }) => {
      const key = `${name}/${node}`
      return image === null || type === 'ct' || clones.has(key) ? [] : [{ image, key }]
    }),
  )
  return [...Map.groupBy(uses, ({ image }) => image)].map(([image, users]) => ({
    image,
    users: users.map(({ key }) => key),
  }))
}

interface Arrow {
  readonly from: string
  readonly to: string
  readonly dashed: boolean
}

const arrowsOf = ({ nodes }: Manifest): readonly Arrow[] =>
  nodes.flatMap(({ name, parent, depends_on }) => [
    ...(parent === null ? [] : [{ from: parent, to: name, dashed: false }]),
    ...depends_on.map((other) => ({ from: other, to: name, dashed: true })),
  ])

/** What nobody wrote down: by keys, from templates and networks to the guests that need them. */
function othersOf({ manifests, clones, networks }: GraphView): readonly Pick<Arrow, 'from' | 'to'>[] {
  const written = new Set(
    manifests.flatMap(({ name, nodes }) =>
      nodes.flatMap((node) => node.depends_on.map((other) => `${name}/${other} ${name}/${node.name}`)),
    ),
  )
  return [
    ...[...clones].map(([to, from]) => ({ from, to })),
    ...[...networks].flatMap(([to, all]) =>
      all.flatMap((from) => (written.has(`${from} ${to}`) ? [] : [{ from, to }])),
    ),
  ]
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('')
