/** A create that looks like an existing guest under a new name is held together with that guest. */
import type { Hold } from '../documents.ts'
import type { Guard } from '../intent.ts'
import type { OwnedGuest, World } from '../world.ts'
import { makes } from '../intent.ts'

export const rename: Guard = (intent, world) => {
  const suspected =
    makes(intent) || intent.act === 'adopt'
      ? world.renames.find(({ node }) => node === intent.key)
      : intent.act === 'destroy' || intent.act === 'release'
        ? world.renames.find(({ guest }) => guest.mark.uid === intent.uid && !world.consents.destroy.has(intent.uid))
        : undefined
  if (!suspected) return undefined
  const { node, guest } = suspected
  if (world.nodes.has(guest.key)) return bothDeclared(node, guest, world)
  return {
    reason: 'SuspectedRename',
    message: `${node} is new and ${guest.key} (guest ${guest.view.vmid}) is gone from the manifests: this looks like a rename`,
    fix: `${movedFromLine(node, guest.mark, world)}; or, if the old guest shall go: homestak destroy ${guest.key}`,
  }
}

const bothDeclared = (node: string, { key, view, mark }: OwnedGuest, { nodes }: World): Hold => {
  const name = nodes.get(node)?.identity.node ?? node
  return {
    reason: 'SuspectedRename',
    message: `${node} has the vmid of ${key} (guest ${view.vmid}), which is declared as well`,
    fix: `give ${name} another vmid; or, if it is ${mark.node} under a new name, take ${mark.node} out and add to node ${name}: moved_from: ${mark.manifest}/${mark.node}`,
  }
}

/** The line that says where the guest comes from: at the top of the manifest when all of it was renamed. */
export function movedFromLine(
  node: string,
  old: { readonly manifest: string; readonly node: string },
  { nodes, networks }: Pick<World, 'nodes' | 'networks'>,
): string {
  const { identity } = nodes.get(node) ?? networks.get(node) ?? {}
  const loaded = [...nodes.values(), ...networks.values()].some((other) => other.identity.manifest === old.manifest)
  if (identity && identity.node === old.node && identity.manifest !== old.manifest && !loaded) {
    return `if it is the same, add at the top of manifest ${identity.manifest}: moved_from: ${old.manifest}`
  }
  const from = identity?.manifest === old.manifest ? old.node : `${old.manifest}/${old.node}`
  return `if it is the same, add to node ${identity?.node ?? node}: moved_from: ${from}`
}
