/** What must hold between the manifests of one selection. */
import type { LoadedManifest, Problem } from './manifest.ts'
import { shown } from './words.ts'

export interface Placed {
  readonly loaded: LoadedManifest
  readonly host: string
}

/** A problem of vmids stands at the later of two manifests. Guests inside of two manifests' pve nodes never share a host. */
export function checkSelection(placed: readonly Placed[]): readonly Problem[] {
  return [...sameNames(placed.map(({ loaded }) => loaded)), ...sameVmids(placed)]
}

/** Nobody can say which of them is meant, so each of them has the problem. */
export function sameNames(manifests: readonly LoadedManifest[]): readonly Problem[] {
  const byName = Map.groupBy(manifests, ({ manifest }) => manifest.name)
  return manifests.flatMap((loaded) => {
    const { name } = loaded.manifest
    const other = byName.get(name)?.find((candidate) => candidate !== loaded)
    if (!other) return []
    const message = `the manifest name ${shown(name)} is also that of ${other.file}`
    return [
      { ...loaded.at('name'), message, hint: 'a name is part of the identity of its guests: give one of them another' },
    ]
  })
}

function sameVmids(placed: readonly Placed[]): readonly Problem[] {
  const owners = new Map<string, { readonly loaded: LoadedManifest; readonly node: string }>()
  return placed.flatMap(({ loaded, host }) =>
    loaded.manifest.nodes.flatMap(({ name, vmid, parent }, index) => {
      if (vmid === null || parent !== null) return []
      const owner = owners.get(`${vmid} ${host}`)
      if (!owner) owners.set(`${vmid} ${host}`, { loaded, node: name })
      if (!owner || owner.loaded === loaded) return []
      const other = `node ${shown(owner.node)} in ${owner.loaded.file}, on host ${shown(host)}`
      const message = `node ${shown(name)}: vmid ${vmid} is also that of ${other}`
      return [{ ...loaded.at('nodes', index, 'vmid'), message, hint: 'give one of them another vmid' }]
    }),
  )
}
