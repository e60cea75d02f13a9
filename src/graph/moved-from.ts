/** Under which old names the guest of a node may still be known. */
import type { Manifest, ManifestNode } from '../manifest/manifest.ts'
import type { Identity } from './desired-node.ts'

/** A manifest that was renamed keeps its nodes' names, and a node that was renamed may have been in the old manifest or in the new. */
export function movedFromOf(identity: Identity, node: ManifestNode, manifest: Manifest): readonly Identity[] {
  const manifests = manifest.moved_from === null ? [manifest.name] : [manifest.moved_from, manifest.name]
  const olds = new Map<string, Identity>()
  const add = (oldManifest: string, oldNode: string) => {
    if (oldManifest === identity.manifest && oldNode === identity.node) return
    olds.set(`${oldManifest}/${oldNode}`, { ...identity, manifest: oldManifest, node: oldNode })
  }
  const [first = '', second] = node.moved_from?.split('/') ?? []
  if (second !== undefined) add(first, second)
  else if (first !== '') for (const name of manifests) add(name, first)
  if (manifest.moved_from !== null) add(manifest.moved_from, node.name)
  return [...olds.values()]
}
