/** Compares a declared virtual network with what is configured: one change for each field that differs. */
import type { Change } from '../controller.ts'
import type { NetworkState } from '../network-controller.ts'
import type { DesiredNetwork } from '../../src/graph/desired-network.ts'
import type { IsOurs, NetworkMark } from '../../src/pve/network-mark.ts'
import { stays, type SdnView } from '../../src/pve/sdn-view.ts'
import { adoptable, asAdopted, ownerChange } from './adopt.ts'
import { amissOf } from './nodes.ts'
import { observeNetwork, zoneDifferences, zoneStanding } from './state.ts'
import { wantedMark } from './wanted-mark.ts'

const update = (path: string, desired: unknown, observed: unknown): Change => ({
  path,
  desired,
  observed,
  forces: 'update',
})

/** A vnet of that id that is not ours is compared as if it were; whether it may be, `troubleOf` says. */
export function diffNetwork(network: DesiredNetwork, sdn: SdnView, isOurs: IsOurs): readonly Change[] {
  const theirs = adoptable(network, sdn, isOurs)
  if (theirs) {
    const rest = diffNetwork(network, asAdopted(network, '', sdn, isOurs), isOurs)
    return [ownerChange(network, theirs), ...rest]
  }
  const seen = observeNetwork(sdn, network.vnet)
  const mark = seen.presence === 'present' ? seen.state.vnet.mark : undefined
  const zone = zoneChanges(network, sdn, isOurs)
  if (seen.presence !== 'present' || !mark || !isOurs(mark)) return [update('network', 'present', 'absent'), ...zone]
  const changes = [
    ...markChanges(network, mark, sdn, isOurs),
    ...zone,
    ...ownChanges(network, seen.state),
    ...subnetChanges(network, seen.state),
  ]
  if (changes.length > 0) return changes
  if (mark.protect && !network.policy.protect) return [update('protect', false, true)]
  if (!isApplied(network, sdn, isOurs)) return [update('applied', true, false)]
  const amiss = amissOf(network.vnet, sdn)
  return amiss === undefined ? [] : [update('applied', true, amiss)]
}

/** Lifting a protection waits until nothing else differs. */
function markChanges(network: DesiredNetwork, mark: NetworkMark, sdn: SdnView, isOurs: IsOurs): Change[] {
  const wanted = wantedMark(network, mark.uid, sdn, isOurs)
  const said = ({ manifest, node, host }: NetworkMark) => `${manifest}/${node}@${host}`
  return [
    ...(said(wanted) === said(mark) ? [] : [update('identity', said(wanted), said(mark))]),
    ...(wanted.protect && !mark.protect ? [update('protect', true, false)] : []),
    ...(wanted.keep === mark.keep ? [] : [update('keep_on_removal', wanted.keep ?? false, mark.keep ?? false)]),
    ...(wanted.zone === mark.zone ? [] : [update('mark.zone', wanted.zone ?? false, mark.zone ?? false)]),
  ]
}

/** Only of a zone that is ours, and there. */
function zoneChanges({ zone }: DesiredNetwork, sdn: SdnView, isOurs: IsOurs): Change[] {
  const seen = sdn.zones.get(zone.id)
  if (!stays(seen) || zoneStanding(zone, sdn, isOurs) !== 'ours') return []
  return zoneDifferences(zone, seen).map(({ path, desired, observed }) => update(path, desired, observed))
}

function ownChanges({ zone, tag }: DesiredNetwork, { vnet }: NetworkState): Change[] {
  const seen = vnet.options.tag === undefined ? undefined : Number(vnet.options.tag)
  return [
    ...(vnet.zone === zone.id ? [] : [update('zone', zone.id, vnet.zone)]),
    ...(seen === tag ? [] : [update('tag', tag ?? null, seen ?? null)]),
  ]
}

function subnetChanges({ subnets }: DesiredNetwork, { subnets: seen }: NetworkState): Change[] {
  const declared = subnets.flatMap(({ cidr, gateway, snat }) => {
    const found = seen.find((subnet) => subnet.cidr === cidr)
    const path = `subnets.${cidr}`
    if (!found) return [update(path, 'present', 'absent')]
    const { options } = found
    return [
      ...(options.gateway === gateway ? [] : [update(`${path}.gateway`, gateway ?? null, options.gateway ?? null)]),
      ...((options.snat === '1') === snat ? [] : [update(`${path}.snat`, snat, !snat)]),
    ]
  })
  const others = seen.filter(({ cidr }) => !subnets.some((subnet) => subnet.cidr === cidr))
  return [...declared, ...others.map(({ cidr }) => update(`subnets.${cidr}`, 'absent', 'present'))]
}

function isApplied({ vnet, zone }: DesiredNetwork, sdn: SdnView, isOurs: IsOurs): boolean {
  const ours = zoneStanding(zone, sdn, isOurs) === 'ours' ? [sdn.zones.get(zone.id)] : []
  const all = [sdn.vnets.get(vnet), ...(sdn.subnets.get(vnet) ?? []), ...ours]
  return all.every((each) => each?.waits === undefined)
}
