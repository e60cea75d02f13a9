/** What must hold between the manifests of one selection. */
import type { LoadedManifest, NetworkDeclaration, Problem } from './manifest.ts'
import { shown } from './words.ts'
import { tagPlace, zoneForm } from './zone-form.ts'

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

/** Networks of one host are told apart by their vnet; those of one zone say the same of it, and share no subnet. */
function networkClashes(placed: readonly Placed[]): readonly Problem[] {
  const owners = new Map<string, { readonly loaded: LoadedManifest; readonly node: string; readonly said: string }>()
  return placed.flatMap(({ loaded, host }) =>
    loaded.manifest.nodes.flatMap(({ name, network, parent }, index) => {
      if (!network || parent !== null) return []
      return claimsOf(network).flatMap(({ id, said = '', text, hint, path }) => {
        const owner = owners.get(`${id} ${host}`)
        if (!owner) owners.set(`${id} ${host}`, { loaded, node: name, said })
        if (!owner || owner.loaded === loaded || (said !== '' && owner.said === said)) return []
        const other = `node ${shown(owner.node)} in ${owner.loaded.file}, on host ${shown(host)}`
        return [{ ...loaded.at('nodes', index, ...path), message: `node ${shown(name)}: ${text} ${other}`, hint }]
      })
    }),
  )
}

interface Claim {
  readonly id: string
  /** Others may claim it, too, who say the same. */
  readonly said?: string
  /** Followed by whose it is. */
  readonly text: string
  readonly hint: string
  readonly path: readonly (string | number)[]
}

function claimsOf({ vnet, zone, tag, subnets }: NetworkDeclaration): readonly Claim[] {
  const taken = tagPlace(zone, tag)
  return [
    {
      id: `vnet ${vnet}`,
      text: `vnet ${shown(vnet)} is also that of`,
      hint: 'give one of them another vnet',
      path: ['vnet'],
    },
    {
      id: `zone ${zone.name}`,
      said: zoneForm(zone),
      text: `zone ${shown(zone.name)} is declared otherwise by`,
      hint: 'write the same of the zone in both',
      path: ['zone'],
    },
    ...subnets.map(({ cidr }, index) => ({
      id: `subnet ${cidr} ${zone.name}`,
      text: `subnet ${cidr} is, in the same zone, also that of`,
      hint: 'name another network, or another zone',
      path: ['subnets', index, 'cidr'],
    })),
    ...(taken
      ? [
          {
            id: `tag ${taken.place}`,
            text: `tag ${taken.tag} is also that of`,
            hint: 'give one of them another tag',
            path: ['tag'],
          },
        ]
      : []),
  ]
}
