/** Where each node of a manifest lives: on the manifest's host, or inside of a pve node at any depth. */
import type { Manifest, ManifestNode } from '../manifest/manifest.ts'

/**
 * `outer` for what lives on the host itself, `outer/hv0/hv1` for what lives on hv1 inside of hv0, by the node's name.
 * Parents must exist and form no circle. Without recursion, so that depth is bounded by nothing.
 */
export function hostPaths({ nodes }: Pick<Manifest, 'nodes'>, outer: string): ReadonlyMap<string, string> {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const paths = new Map<string, string>()
  for (const node of nodes) {
    const waiting: ManifestNode[] = []
    for (
      let above: ManifestNode | undefined = node;
      above && !paths.has(above.name);
      above = byName.get(above.parent ?? '')
    ) {
      waiting.push(above)
    }
    for (const { name, parent } of waiting.toReversed()) {
      const host = paths.get(parent ?? '') ?? outer
      paths.set(name, byName.get(parent ?? '')?.type === 'pve' ? `${host}/${parent}` : host)
    }
  }
  return paths
}
