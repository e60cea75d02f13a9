/** A node under a new name looks like one that went and one that came: the line that tells them apart. */
import type { OwnedGuest, World } from './world.ts'

/** Empty, or a clause that names the nodes of the same manifest and host that have no guest yet. */
export function renameHint({ mark }: OwnedGuest, { nodes, byKey }: World): string {
  const fresh = [...nodes.values()].filter(
    ({ key, identity, type }) =>
      identity.manifest === mark.manifest && identity.host === mark.host && type === mark.type && !byKey.has(key),
  )
  const [only] = fresh
  if (!only || fresh.length > 1) return ''
  return `; if it is ${only.identity.node} under a new name, add to that node: moved_from: ${mark.node}`
}
