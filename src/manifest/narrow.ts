/** Smaller manifests made from a whole one. */
import { dependencyGraph, type DependencyGraph } from '../graph/dependency-graph.ts'
import type { Manifest, ManifestNode } from './manifest.ts'

/**
 * The first `levels` levels of the tree, under the name `name[:levels]`, which is for showing: nodes keep their
 * identity with the manifest. Unchanged where there is nothing to cut, and for 0 and below.
 */
export function limitNodes(manifest: Manifest, levels: number): Manifest {
  const tree = treeOf(manifest)
  const nodes = manifest.nodes.filter(({ name }) => tree.depth(name) < levels)
  if (levels <= 0 || nodes.length === manifest.nodes.length) return manifest
  return { ...manifest, name: `${manifest.name}[:${levels}]`, nodes: keptOnly(nodes) }
}

/** What lives on a pve node, breadth first; its direct children become roots. */
export function subtreeOf(manifest: Manifest, pveNode: string): Manifest {
  const byName = new Map(manifest.nodes.map((node) => [node.name, node]))
  const nodes = treeOf(manifest)
    .subtreeOf(pveNode)
    .flatMap((name) => byName.get(name) ?? [])
  return {
    ...manifest,
    name: `${pveNode}-subtree`,
    description: `Subtree of ${manifest.name} rooted at children of ${pveNode}`,
    host: null,
    moved_from: null,
    nodes: keptOnly(nodes.map((node) => (node.parent === pveNode ? { ...node, parent: null } : node))),
  }
}

const treeOf = ({ nodes }: Manifest): DependencyGraph =>
  dependencyGraph(nodes.map(({ name, parent }) => ({ key: name, parent: parent ?? undefined, dependsOn: [] })))

/** Nodes that are not here any more are above the others, so they are ready whenever these are looked at. */
function keptOnly(nodes: readonly ManifestNode[]): readonly ManifestNode[] {
  const kept = new Set(nodes.map(({ name }) => name))
  return nodes.map((node) => ({ ...node, depends_on: node.depends_on.filter((name) => kept.has(name)) }))
}
