/** Which guests are cloned from which template node: an edge that nobody has to write down. */
import type { ClonePolicy, Manifest, NodeType, Problem } from '../manifest/manifest.ts'
import type { DesiredNode, NodeKey } from './desired-node.ts'
import { reachable } from './reachable.ts'

/** What of a node decides. */
interface Candidate {
  readonly key: string
  readonly manifest: string
  /** Where it lives, in whatever words: only nodes of one place are compared. */
  readonly place: string
  readonly name: string
  readonly type: NodeType
  readonly image: string | null
  readonly isTemplate: boolean
  readonly provisioner: DesiredNode['provisioner']
  readonly clone: ClonePolicy
  readonly needs: readonly string[]
}

/** Nodes that are cloned, each with the key of its template; without a template every node stays the same object. */
export function withTemplates(nodes: readonly DesiredNode[]): readonly DesiredNode[] {
  if (!nodes.some(({ guest }) => guest.template)) return nodes
  const sources = cloneSources(nodes.map(candidateOf))
  return nodes.map((node) => {
    const clonedFrom = sources.get(node.key)
    return clonedFrom === undefined ? node : cloneOf(node, clonedFrom)
  })
}

const known = new WeakMap<DesiredNode, DesiredNode>()

/** The same object again where the node and its template are those of before: much is remembered by it. */
function cloneOf(node: DesiredNode, clonedFrom: NodeKey): DesiredNode {
  const before = known.get(node)
  if (before?.clonedFrom === clonedFrom) return before
  const clone = { ...node, clonedFrom, dependsOn: [...new Set([...node.dependsOn, clonedFrom])] }
  known.set(node, clone)
  return clone
}

/** Of nodes whose image names a template that needs them itself: neither could be made. */
export function circularClones(nodes: readonly DesiredNode[]): ReadonlyMap<NodeKey, Problem> {
  const circular = new Map<NodeKey, Problem>()
  if (!nodes.some(({ clonedFrom }) => clonedFrom !== undefined)) return circular
  const needs = new Map(nodes.map((node) => [node.key, new Set(needsOf(node))]))
  for (const { key, clonedFrom, source } of nodes) {
    if (clonedFrom === undefined || !reaches(needs, clonedFrom, key)) continue
    const message = `'${key}' is cloned from '${clonedFrom}', which needs it itself`
    circular.set(key, { ...source, message, hint: `name another image, or take out what '${clonedFrom}' depends on` })
  }
  return circular
}

/** As far as manifests tell it by themselves: `manifest/node` of what is cloned -> `manifest/node` of the template. */
export const clonesIn = (manifests: readonly Manifest[]): ReadonlyMap<string, string> =>
  cloneSources(
    manifests.flatMap(({ name: manifest, nodes, settings }) =>
      nodes.map(({ name, type, image, template, provisioner, parent, depends_on, settings: own }) => ({
        key: `${manifest}/${name}`,
        manifest,
        place: parent === null ? '' : `${manifest}/${parent}`,
        name,
        type,
        image,
        isTemplate: template,
        provisioner: provisioner ?? 'api',
        clone: own.clone ?? settings.clone,
        needs: [...(parent === null ? [] : [parent]), ...depends_on].map((other) => `${manifest}/${other}`),
      })),
    ),
  )

function candidateOf(node: DesiredNode): Candidate {
  const { key, identity, type, guest, provisioner, policy } = node
  return {
    key,
    manifest: identity.manifest,
    place: identity.host,
    name: guest.name,
    type,
    image: guest.image,
    isTemplate: guest.template === true,
    provisioner,
    clone: policy.clone,
    needs: needsOf(node),
  }
}

const needsOf = ({ parent, dependsOn }: DesiredNode): readonly NodeKey[] =>
  parent === undefined ? dependsOn : [parent, ...dependsOn]

function cloneSources(all: readonly Candidate[]): ReadonlyMap<string, string> {
  const templates = all.filter(({ isTemplate }) => isTemplate).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const needs = new Map(all.map((node) => [node.key, new Set(node.needs)]))
  const sources = new Map<string, string>()
  for (const node of all) {
    const template = templateOf(node, templates, (other) => reaches(needs, other.key, node.key))
    if (!template) continue
    sources.set(node.key, template.key)
    needs.get(node.key)?.add(template.key)
  }
  return sources
}

/** Whether the one needs the other, directly or through others. */
const reaches = (needs: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean =>
  reachable([from], (key) => needs.get(key) ?? []).has(to)

/**
 * The template whose name is the node's image, whatever manifest declares it, its own first; else the one that its own
 * manifest declares of the same image, unless that one needs the node itself.
 */
function templateOf(
  node: Candidate,
  templates: readonly Candidate[],
  needsIt: (template: Candidate) => boolean,
): Candidate | undefined {
  if (node.isTemplate || node.clone === 'import' || node.type === 'ct') return undefined
  const here = templates.filter(({ place }) => place === node.place)
  const own = here.filter(({ manifest }) => manifest === node.manifest)
  const isNamed = ({ name }: Candidate) => name === node.image
  const isAlike = (template: Candidate) =>
    node.provisioner === 'api' && template.image !== null && template.image === node.image && !needsIt(template)
  return own.find(isNamed) ?? here.find(isNamed) ?? own.find(isAlike)
}
