/** What making or changing the guest of a node asks of token and host; and what stands in its way, as far as that was read. */
import type { DesiredNode } from '../graph/desired-node.ts'
import { bridgeFix, isMissing } from '../preflight/checks/bridges.ts'
import type { HostFacts } from '../preflight/facts.ts'
import { byPath, grantCommand } from '../preflight/grant.ts'
import { bridgesOf, lacking, needsOf, type GuestNeeds, type Need } from '../preflight/needs.ts'
import { localFirst, takes } from '../pve/storages.ts'
import { findIsoStorage } from './catalog.ts'
import type { Hold } from './documents.ts'
import { findImage, type ImageContext } from './find-image.ts'
import type { HostView } from './host-view.ts'
import type { World } from './world.ts'

export interface NeedsParts {
  readonly vmid: number
  /** Fields that differ; none: all of the guest. */
  readonly paths?: readonly string[]
  readonly context?: ImageContext
  readonly networks: World['networks']
}

export function guestNeeds(node: DesiredNode, view: HostView, parts: NeedsParts): GuestNeeds {
  const { vmid, paths = [], context, networks } = parts
  const { guest } = node
  const image = view.catalog ? findImage(node, view, context) : undefined
  const origin = image && 'found' in image ? image.found : undefined
  const iso = view.catalog ? findIsoStorage(view) : undefined
  const isMeant = (what: string) =>
    paths.length === 0 || paths.some((path) => path === what || path.startsWith(`${what}.`))
  const zones = new Map(node.dependsOn.map((key) => [networks.get(key)?.vnet, networks.get(key)?.zone.id]))
  const disks = guest.disks.filter(({ name }) => isMeant(`disks.${name}`)).map(({ datastore }) => datastore)
  return {
    vmid,
    datastores: [...new Set([...(isMeant('disk') ? [guest.datastore] : []), ...disks])],
    ...(iso && 'found' in iso ? { isoStorage: iso.found } : {}),
    ...(origin?.kind === 'clone' ? { source: origin.vmid } : {}),
    ...(origin?.kind === 'fetch' ? shelfOf(view) : {}),
    nics: guest.nics
      .filter(({ name }) => isMeant(`nics.${name}`))
      .map((nic) => {
        const zone = zones.get(nic.bridge)
        return zone === undefined ? nic : { ...nic, zone }
      }),
  }
}

/** Where an image would be put. */
function shelfOf({ catalog }: HostView): Pick<GuestNeeds, 'shelf'> {
  const [shelf] = localFirst((catalog?.storages ?? []).filter(takes('import')))
  return shelf ? { shelf: shelf.name } : {}
}

/** Why the host would refuse, or fail in the middle. */
export function obstacle(
  { facts, host }: Pick<HostView, 'facts' | 'host'>,
  needs: readonly Need[],
  bridges: readonly string[],
): Hold | undefined {
  if (!facts) return undefined
  const lacked = byPath(lacking(facts.rights, needs))
  if (lacked.length > 0) {
    const what = lacked.map(({ path, privileges }) => `${privileges.join(', ')} on ${path}`).join('; ')
    return {
      reason: 'MissingPrivilege',
      message: `the token of ${host} lacks ${what}`,
      fix: grantCommand(facts, lacked),
    }
  }
  const missing = bridges.find((bridge) => isMissing(facts, bridge))
  if (missing === undefined) return undefined
  return {
    reason: 'MissingBridge',
    message: `${host} has no bridge ${missing}; known: ${facts.bridges?.join(', ') || 'none'}`,
    fix: bridgeFix(missing),
  }
}

/** Nothing stands in the way of making any of the nodes. */
export const isClear = (
  view: HostView,
  facts: HostFacts,
  nodes: readonly DesiredNode[],
  networks: World['networks'],
): boolean =>
  nodes.every((node) => {
    const needs = guestNeeds(node, view, { vmid: node.guest.vmid ?? 0, networks })
    return obstacle({ ...view, facts }, needsOf('create', needs), bridgesOf(needs)) === undefined
  })
