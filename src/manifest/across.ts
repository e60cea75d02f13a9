/** What must hold between the manifests of one selection. */
import type { LoadedManifest, Problem } from './manifest.ts'
import { shown } from './words.ts'
import { zoneForm } from './zone-form.ts'

export interface Placed {
  readonly loaded: LoadedManifest
  readonly host: string
}

/** A problem of vmids or networks stands at the later of two manifests. Guests inside of two manifests' pve nodes never share a host. */
export function checkSelection(placed: readonly Placed[]): readonly Problem[] {
  return [...sameNames(placed.map(({ loaded }) => loaded)), ...sameVmids(placed), ...networkClashes(placed)]
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

/** Networks of one host are told apart by their vnet, and say the same of a zone. */
function networkClashes(placed: readonly Placed[]): readonly Problem[] {
  const owners = new Map<string, { readonly loaded: LoadedManifest; readonly node: string; readonly said: string }>()
  return placed.flatMap(({ loaded, host }) =>
    loaded.manifest.nodes.flatMap(({ name, network, parent }, index) => {
      if (!network || parent !== null) return []
      const { vnet, zone } = network
      const clash = (kind: 'vnet' | 'zone', id: string, said: string): readonly Problem[] => {
        const owner = owners.get(`${kind} ${id} ${host}`)
        if (!owner) owners.set(`${kind} ${id} ${host}`, { loaded, node: name, said })
        if (!owner || owner.loaded === loaded || (kind === 'zone' && owner.said === said)) return []
        const other = `node ${shown(owner.node)} in ${owner.loaded.file}, on host ${shown(host)}`
        const what = kind === 'vnet' ? 'is also that of' : 'is declared otherwise by'
        const message = `node ${shown(name)}: ${kind} ${shown(id)} ${what} ${other}`
        const hint = kind === 'vnet' ? 'give one of them another vnet' : 'write the same of the zone in both'
        return [{ ...loaded.at('nodes', index, kind), message, hint }]
      }
      return [...clash('vnet', vnet, vnet), ...clash('zone', zone.name, zoneForm(zone))]
    }),
  )
}
