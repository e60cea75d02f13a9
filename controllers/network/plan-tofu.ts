/** What OpenTofu is asked to make of a network. It takes nothing away, and moves nothing: such steps are calls of our own. */
import type { NetworkStep, NetworkTransaction, WantedNetwork } from '../network-controller.ts'
import type { TofuNetworkInput } from '../../src/steps/operation.ts'
import { stays } from '../../src/pve/sdn-view.ts'
import { observeNetwork, zoneStanding } from './state.ts'
import { stepFor } from './step.ts'
import { wantedAlias } from './wanted-mark.ts'

/**
 * What the provider cannot do is left to our own calls, with all that differs by then: move a network to another zone;
 * set the mtu of a zone that is there, after which it takes the other settings for gone, and breaks off before it applies;
 * change a subnet, which it takes away and makes anew.
 */
export const isByTofu = ({ network, changes }: WantedNetwork): boolean =>
  network.provisioner === 'tofu' && !changes.some(({ path }) => beyondTofu.test(path))

const beyondTofu = /^(zone|zone\.mtu|subnets\..+\.(gateway|snat))$/

/** Written by our own calls, whoever made the network. */
const ours = ['owner', 'identity', 'protect', 'keep_on_removal', 'mark.zone', 'applied']

export const tofuSteps = (transaction: NetworkTransaction): NetworkStep[] =>
  transaction.wanted.filter(isByTofu).flatMap((each): NetworkStep[] => {
    const changes = each.changes.filter(({ path, desired }) => !ours.includes(path) && desired !== 'absent')
    if (changes.length === 0) return []
    const what = changes.some(({ path }) => path === 'network')
      ? 'create'
      : `set ${changes.map(({ path }) => path).join(', ')} of`
    return [
      {
        ...stepFor(each, []),
        kind: 'tofu',
        operation: 'make-network',
        because: changes,
        summary: `${what} vnet ${each.network.vnet} with OpenTofu`,
        input: inputOf(
          transaction,
          each,
          changes.map(({ path }) => path),
        ),
        timeout: 'medium',
      },
    ]
  })

function inputOf(
  { sdn, isOurs }: NetworkTransaction,
  { network, uid }: WantedNetwork,
  may: readonly string[],
): TofuNetworkInput {
  const { vnet, zone, tag, subnets } = network
  const seen = observeNetwork(sdn, vnet)
  const declared = subnets.map(({ cidr }) => cidr)
  const there = seen.presence === 'present' ? seen.state.subnets.map(({ cidr }) => cidr) : []
  return {
    exists: {
      zone: stays(sdn.zones.get(zone.id)),
      vnet: seen.presence === 'present',
      subnets: there.filter((cidr) => declared.includes(cidr)),
    },
    ownsZone: zoneStanding(zone, sdn, isOurs) !== 'foreign',
    network: {
      zone_id: zone.id,
      zone_type: zone.type,
      peers: zone.peers,
      ...(zone.mtu === undefined ? {} : { mtu: zone.mtu }),
      ...(zone.bridge === undefined ? {} : { bridge: zone.bridge }),
      vnet_id: vnet,
      ...(tag === undefined ? {} : { tag }),
      alias: wantedAlias(network, uid, sdn, isOurs),
      subnets,
    },
    may,
  }
}
