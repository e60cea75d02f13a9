/** What keeps a declared virtual network from being written, with the way out. */
import type { NetworkTrouble } from '../network-controller.ts'
import type { DesiredNetwork } from '../../src/graph/desired-network.ts'
import { keyOf } from '../../src/graph/desired-node.ts'
import type { IsOurs, NetworkMark } from '../../src/pve/network-mark.ts'
import { foreignWaiting } from '../../src/pve/sdn-ownership.ts'
import { stays, type SdnView, type VnetView } from '../../src/pve/sdn-view.ts'
import { zoneDifferences, zoneStanding, type ZoneDifference } from './state.ts'
import { wantedAlias } from './wanted-mark.ts'

export function troubleOf(
  network: DesiredNetwork,
  sdn: SdnView,
  isOurs: IsOurs,
  mayAdopt: boolean,
): NetworkTrouble | undefined {
  const vnet = sdn.vnets.get(network.vnet)
  return (
    (stays(vnet) ? vnetTrouble(network, vnet, isOurs, mayAdopt) : undefined) ??
    zoneTrouble(network, sdn, isOurs) ??
    aliasTrouble(network, sdn, isOurs)
  )
}

export function foreignChanges(
  networks: readonly DesiredNetwork[],
  sdn: SdnView,
  isOurs: IsOurs,
): NetworkTrouble | undefined {
  const waits = (zone: string) => sdn.zones.get(zone)?.waits !== undefined
  const declared = networks
    .filter(({ zone }) => waits(zone.id) && zoneStanding(zone, sdn, isOurs) === 'ours')
    .map(({ zone }) => zone.id)
  const waiting = foreignWaiting(sdn, isOurs, { vnets: new Set(), zones: new Set(declared) })
  if (waiting.length === 0) return undefined
  return {
    reason: 'ForeignChanges',
    message: `changes of the SDN wait to be applied that homestak did not make: ${waiting.join(', ')}`,
    fix: 'apply or revert them in Datacenter → SDN: an apply of ours would take them over',
  }
}

function vnetTrouble(
  { key, vnet, identity, movedFrom }: DesiredNetwork,
  { marking, mark }: VnetView,
  isOurs: IsOurs,
  mayAdopt: boolean,
): NetworkTrouble | undefined {
  if (marking.kind === 'unreadable') {
    return {
      reason: 'UnreadableMark',
      message: `vnet ${vnet} carries a ${marking.why}; such a network is never written to`,
      fix: 'use the version of homestak that wrote it, or take the words from homestak.1 on out of its alias by hand',
    }
  }
  if (!mark || !isOurs(mark)) {
    if (mayAdopt) return undefined
    return {
      reason: 'ForeignNetwork',
      message: `there is a vnet ${vnet} on ${identity.host} that homestak did not make`,
      fix: `if it is to be ${identity.node}, as it is: homestak reconcile --adopt ${key}; else give ${identity.node} another vnet, or take the node out`,
    }
  }
  const isSame = (other: Pick<NetworkMark, 'manifest' | 'node'>) =>
    other.manifest === mark.manifest && other.node === mark.node
  const isKnown = isSame(identity) || movedFrom.some(isSame)
  if (isKnown && mark.host === identity.host) return undefined
  if (isKnown) {
    return {
      reason: 'HostChanged',
      message: `vnet ${vnet} of ${key} is that of ${keyOf(mark)}, in the same cluster`,
      fix: `set \`host: ${mark.host}\` again, or give ${identity.node} another vnet`,
    }
  }
  const old = mark.manifest === identity.manifest ? mark.node : `${mark.manifest}/${mark.node}`
  return {
    reason: 'SuspectedRename',
    message: `vnet ${vnet} of ${key} is that of ${mark.manifest}/${mark.node}`,
    fix: `if it is the same, add to node ${identity.node}: moved_from: ${old}; else give ${identity.node} another vnet`,
  }
}

function zoneTrouble({ zone }: DesiredNetwork, sdn: SdnView, isOurs: IsOurs): NetworkTrouble | undefined {
  const seen = sdn.zones.get(zone.id)
  const standing = zoneStanding(zone, sdn, isOurs)
  if (!stays(seen) || standing === 'absent') return undefined
  const differences = zoneDifferences(zone, seen)
  if (differences.some(({ path }) => path === 'zone.type')) {
    return {
      reason: 'ZoneType',
      message: `zone ${zone.id} is a ${seen.options.type} zone, and ${zone.type} is declared: Proxmox VE changes no type`,
      fix: `declare the ${zone.type} zone under another name: its networks are moved there`,
    }
  }
  const wrong = differences.filter(({ desired }) => desired !== null)
  if (standing === 'ours' || wrong.length === 0) return undefined
  const fields = wrong.map(({ path, observed }) => `${path.replace('zone.', '')}: ${text(observed)}`)
  return {
    reason: 'ForeignZone',
    message: `homestak did not make zone ${zone.id}, which is not as declared; it has ${fields.join(', ')}`,
    fix: 'declare it as it is, or name another zone: homestak never changes one that is not its own',
  }
}

const text = (value: ZoneDifference['observed']): string =>
  value === null ? 'none' : typeof value === 'object' ? `[${value.join(', ')}]` : String(value)

/** Of a new uid only the length matters. */
function aliasTrouble(network: DesiredNetwork, sdn: SdnView, isOurs: IsOurs): NetworkTrouble | undefined {
  try {
    wantedAlias(network, sdn.vnets.get(network.vnet)?.mark?.uid ?? '0'.repeat(32), sdn, isOurs)
    return undefined
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return {
      reason: 'AliasTooLong',
      message: `vnet ${network.vnet}: ${error.message}`,
      fix: 'shorten what people wrote into the alias, or the names of manifest and node',
    }
  }
}
