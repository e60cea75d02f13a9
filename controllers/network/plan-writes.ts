/** The steps that make zones, virtual networks and subnets, or change those that are there. */
import type { NetworkStep, NetworkTransaction } from '../network-controller.ts'
import { stays, subnetId } from '../../src/pve/sdn-view.ts'
import { isByTofu } from './plan-tofu.ts'
import { differing, given, subnetOptions, vnetOptions, zoneOptions } from './parameters.ts'
import { movesZone, observeNetwork, zoneDifferences, zoneStanding } from './state.ts'
import { settingOf, stepFor } from './step.ts'
import { wantedAlias } from './wanted-mark.ts'

/** One for each zone, whatever networks declare it. */
export function zoneSteps({ wanted, sdn, isOurs }: NetworkTransaction): NetworkStep[] {
  const first = new Map(wanted.map((each) => [each.network.zone.id, each] as const).toReversed())
  return [...first.values()].flatMap((each): NetworkStep[] => {
    const { zone } = each.network
    const standing = zoneStanding(zone, sdn, isOurs)
    const seen = sdn.zones.get(zone.id)
    if (standing === 'foreign') return []
    if (!stays(seen)) {
      const parameters = { type: zone.type, ...given(zoneOptions(zone)) }
      const summary = `create the ${zone.type} zone ${zone.id}`
      return [
        {
          ...stepFor(each, ['network', 'zone']),
          operation: 'create-zone',
          summary,
          input: { zone: zone.id, parameters },
        },
      ]
    }
    const fields = zoneDifferences(zone, seen).map(({ path }) => path.replace('zone.', ''))
    if (fields.length === 0) return []
    const options = Object.fromEntries(Object.entries(zoneOptions(zone)).filter(([key]) => fields.includes(key)))
    return [
      {
        ...stepFor(each, ['zone']),
        operation: 'configure-zone',
        summary: `set ${fields.join(', ')} of zone ${zone.id}`,
        input: { zone: zone.id, parameters: differing(options, seen.options) },
      },
    ]
  })
}

/** Of one that OpenTofu makes only the alias is written here, once it is there. */
export const vnetSteps = ({ wanted, sdn, isOurs }: NetworkTransaction): NetworkStep[] =>
  wanted.flatMap((each): NetworkStep[] => {
    const { network, uid } = each
    const { vnet } = network
    const alias = wantedAlias(network, uid, sdn, isOurs)
    const seen = observeNetwork(sdn, vnet)
    const options = vnetOptions(network, alias)
    if (seen.presence !== 'present') {
      if (isByTofu(each)) return []
      const summary = `create vnet ${vnet} in zone ${network.zone.id}`
      const parameters = given(options)
      return [{ ...stepFor(each, ['network']), operation: 'create-vnet', summary, input: { vnet, parameters } }]
    }
    const parameters = differing(isByTofu(each) ? { alias } : options, seen.state.vnet.options)
    if (Object.keys(parameters).length === 0) return []
    const common = stepFor(each, ['identity', 'protect', 'keep_on_removal', 'mark', 'zone', 'tag'])
    const because = common.because.filter(({ path }) => !path.startsWith('zone.'))
    return [
      {
        ...common,
        because,
        operation: 'configure-vnet',
        summary: settingOf(`vnet ${vnet}`, parameters),
        input: { vnet, parameters },
      },
    ]
  })

/** Those of a network that moves to another zone were taken away, and are made anew. */
export const subnetSteps = ({ wanted, sdn }: NetworkTransaction): NetworkStep[] =>
  wanted.flatMap((each) => {
    const { network } = each
    const seen = observeNetwork(sdn, network.vnet)
    const kept = seen.presence === 'present' && !movesZone(network, sdn) ? seen.state.subnets : []
    return network.subnets.flatMap((subnet): NetworkStep[] => {
      const { cidr } = subnet
      const found = kept.find((other) => other.cidr === cidr)
      const place = { vnet: network.vnet, cidr, id: found?.id ?? subnetId(network.zone.id, cidr) }
      const common = stepFor(each, ['network', 'zone', `subnets.${cidr}`])
      if (!found) {
        const summary = `create subnet ${cidr} of vnet ${network.vnet}`
        const parameters = given(subnetOptions(subnet))
        return [{ ...common, operation: 'create-subnet', summary, input: { ...place, parameters } }]
      }
      const parameters = differing(subnetOptions(subnet), found.options)
      if (Object.keys(parameters).length === 0) return []
      const summary = settingOf(`subnet ${cidr}`, parameters)
      return [{ ...common, operation: 'configure-subnet', summary, input: { ...place, parameters } }]
    })
  })
