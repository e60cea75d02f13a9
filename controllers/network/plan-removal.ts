/** The steps that take subnets, virtual networks and zones away, or let a network go. */
import type { NetworkStep, NetworkTransaction } from '../network-controller.ts'
import { differing, type Options } from './parameters.ts'
import { ownsZone } from '../../src/pve/sdn-ownership.ts'
import { stays, type SubnetView } from '../../src/pve/sdn-view.ts'
import { movesZone, observeNetwork, zonesOf } from './state.ts'
import { stepAgainst, stepFor } from './step.ts'

type Common = ReturnType<typeof stepFor>

export const unwantedSteps = ({ unwanted, sdn }: NetworkTransaction): NetworkStep[] =>
  unwanted.flatMap((each): NetworkStep[] => {
    const { vnet, act } = each
    const seen = observeNetwork(sdn, vnet)
    if (seen.presence !== 'present') return []
    const common = stepAgainst(each)
    if (act !== 'release') {
      return [
        ...seen.state.subnets.map((subnet) => removal(common, subnet)),
        { ...common, operation: 'remove-vnet', summary: `remove vnet ${vnet}`, input: { vnet } },
      ]
    }
    const options: Options = { alias: seen.state.vnet.text === '' ? undefined : seen.state.vnet.text }
    const parameters = differing(options, seen.state.vnet.options)
    // A run that was cut off took it out, and did not apply that.
    if (Object.keys(parameters).length === 0) return []
    const summary = 'take the mark out of the alias; the network stays as it is'
    return [{ ...common, operation: 'configure-vnet', summary, input: { vnet, parameters } }]
  })

/** Subnets that are not declared, and all of a network that moves to another zone. */
export const removalSteps = ({ wanted, sdn }: NetworkTransaction): NetworkStep[] =>
  wanted.flatMap((each) => {
    const { network } = each
    const seen = observeNetwork(sdn, network.vnet)
    if (seen.presence !== 'present') return []
    const declared = movesZone(network, sdn) ? [] : network.subnets.map(({ cidr }) => cidr)
    return seen.state.subnets
      .filter(({ cidr }) => !declared.includes(cidr))
      .map((subnet) => removal(stepFor(each, ['zone', `subnets.${subnet.cidr}`]), subnet))
  })

const removal = (common: Common, { vnet, cidr, id }: SubnetView): NetworkStep => ({
  ...common,
  operation: 'remove-subnet',
  summary: `remove subnet ${cidr} of vnet ${vnet}`,
  input: { vnet, cidr, id },
})

/** Zones of ours that the last network leaves. */
export function zoneRemovals({ wanted, unwanted, sdn, isOurs }: NetworkTransaction): NetworkStep[] {
  const going = unwanted.filter(({ act }) => act !== 'release')
  const moving = wanted.filter(({ network }) => movesZone(network, sdn))
  const gone = new Set([...going.map(({ vnet }) => vnet), ...moving.map(({ network }) => network.vnet)])
  const left = new Map<string, Common>([
    ...going.flatMap((each) => zonesOf(each.vnet, sdn).map((zone) => [zone, stepAgainst(each)] as const)),
    ...wanted.flatMap((each) =>
      zonesOf(each.network.vnet, sdn).map((zone) => [zone, stepFor(each, ['zone'])] as const),
    ),
  ])
  return [...left].flatMap(([zone, common]): NetworkStep[] => {
    const isUsed =
      [...sdn.vnets.values()].some((vnet) => vnet.zone === zone && stays(vnet) && !gone.has(vnet.id)) ||
      wanted.some(({ network }) => network.zone.id === zone)
    if (isUsed || !stays(sdn.zones.get(zone)) || !ownsZone(sdn, zone, isOurs)) return []
    return [{ ...common, operation: 'remove-zone', summary: `remove zone ${zone}, which is empty`, input: { zone } }]
  })
}
