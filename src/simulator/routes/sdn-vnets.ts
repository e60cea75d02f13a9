/** The methods of virtual networks, and of the subnets in them. */
import { BlockList, isIP, isIPv4 } from 'node:net'
import { mayAny } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import { parsePropertyString } from '../property-string.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import type { Shown } from '../sdn/config.ts'
import {
  changeSdn,
  changedObject,
  checkFile,
  demandVnet,
  givenOptions,
  newObject,
  objectNamed,
  oneOf,
  sdnOf,
  sdnReaders,
  viewOf,
} from '../sdn/config.ts'
import { checkVnetInZone } from '../sdn/zone-types.ts'
import type { SectionOptions } from '../section-config.ts'
import { isRecord } from '../schema.ts'
import type { SdnConfig, SdnObject } from '../state.ts'
import { stringFormats } from '../string-formats.ts'

const nameOf = ({ params }: Call): string => asText(params['vnet']) ?? ''
const writers = ['SDN.Allocate']

const vnetOptions: SectionOptions = {
  required: ['zone'],
  optional: ['tag', 'alias', 'vlanaware', 'isolate-ports'],
  fixed: [],
}

const shownVnet = (vnet: string, entry: Shown): Shown => ({ ...entry, vnet })

function listVnets(call: Call): unknown[] {
  const { host, caller } = call
  return [...viewOf(call, 'vnets')]
    .filter(([vnet, entry]) => {
      const pending = isRecord(entry['pending']) ? entry['pending'] : {}
      const path = `/sdn/zones/${String(entry['zone'] ?? pending['zone'])}/${vnet}`
      return mayAny(host.state, caller, path, sdnReaders)
    })
    .map(([vnet, entry]) => shownVnet(vnet, entry))
}

function oneVnet(call: Call): unknown {
  demandVnet(call, nameOf(call), sdnReaders)
  return shownVnet(nameOf(call), oneOf(call, 'vnets', nameOf(call)))
}

const subnetsOf = (config: SdnConfig, vnet: string): string[] =>
  Object.keys(config.subnets).filter((subnet) => config.subnets[subnet]?.['vnet'] === vnet)

function checkVnet(config: SdnConfig, id: string, vnet: SdnObject): void {
  if (!config.zones[String(vnet['zone'])]) throw failure('cannot lookup undefined type!')
  checkVnetInZone(config, id, vnet)
  if (vnet['vlanaware'] === 1 && subnetsOf(config, id).length > 0) {
    throw parameterRefusal({ vlanaware: 'vlanaware vnet is not compatible with subnets' })
  }
}

function createVnet(call: Call): null {
  const vnet = nameOf(call)
  return changeSdn(call, 'create sdn vnet object failed', (config) => {
    const made = newObject(vnetOptions, 'vnet', givenOptions('vnets', call.params))
    if (config.vnets[vnet]) throw failure(`sdn vnet object ID '${vnet}' already defined`)
    checkVnet(config, vnet, made)
    config.vnets[vnet] = made
  })
}

function updateVnet(call: Call): null {
  const vnet = nameOf(call)
  demandVnet(call, vnet, writers)
  return changeSdn(call, 'update sdn vnet object failed', (config) => {
    checkFile(call, 'vnets')
    const present = objectNamed(config, 'vnets', vnet)
    const made = changedObject(vnetOptions, present, givenOptions('vnets', call.params), call.params)
    if (made['zone'] !== present['zone'] && subnetsOf(config, vnet).length > 0) {
      throw parameterRefusal({ zone: "can't change zone if subnets exist" })
    }
    checkVnet(config, vnet, made)
    config.vnets[vnet] = made
  })
}

function removeVnet(call: Call): null {
  const vnet = nameOf(call)
  demandVnet(call, vnet, writers)
  return changeSdn(call, 'delete sdn vnet object failed', (config) => {
    if (subnetsOf(config, vnet).length > 0) throw parameterRefusal({ vnet: "Can't delete vnet if subnets exists" })
    delete config.vnets[vnet]
  })
}

const subnetOptions: SectionOptions = {
  required: ['vnet'],
  optional: ['gateway', 'snat', 'dnszoneprefix', 'dhcp-range', 'dhcp-dns-server'],
  fixed: [],
}

const subnetName = ({ params }: Call): string => asText(params['subnet']) ?? ''

/** `10.0.0.0/24` of `zone-10.0.0.0-24`. */
function partsOf(subnet: string): { readonly zone: string; readonly network: string; readonly mask: string } {
  const [zone = '', network = '', mask = ''] = subnet.split('-')
  return { zone, network, mask }
}

const rangeKeys = stringFormats['pve-sdn-dhcp-range'] ?? new Map()

function rawRanges({ 'dhcp-range': ranges }: Shown): string[] {
  return typeof ranges === 'string' ? ranges.split(' ').filter((range) => range !== '') : []
}

function rangesOf(subnet: Shown): Record<string, string>[] {
  return rawRanges(subnet).flatMap((range) => {
    const parsed = parsePropertyString(rangeKeys, range)
    return typeof parsed === 'string' ? [] : [parsed]
  })
}

function shownSubnet(subnet: string, entry: Shown): Shown {
  const { zone, network, mask } = partsOf(subnet)
  const cidr = `${network}/${mask}`
  const { pending } = entry
  const waiting =
    isRecord(pending) && pending['dhcp-range'] !== undefined && pending['dhcp-range'] !== 'deleted'
      ? { pending: { ...pending, 'dhcp-range': rawRanges(pending) } }
      : {}
  return { ...entry, ...waiting, id: subnet, subnet, cidr, zone, network, mask, 'dhcp-range': rangesOf(entry) }
}

function listSubnets(call: Call): unknown[] {
  demandVnet(call, nameOf(call), sdnReaders)
  return [...viewOf(call, 'subnets')]
    .filter(([, entry]) => entry['vnet'] === nameOf(call))
    .map(([subnet, entry]) => shownSubnet(subnet, entry))
}

function oneSubnet(call: Call): unknown {
  demandVnet(call, nameOf(call), sdnReaders)
  const entry = oneOf(call, 'subnets', subnetName(call))
  if (entry['vnet'] !== nameOf(call)) throw parameterRefusal({ vnet: 'wrong vnet' })
  return shownSubnet(subnetName(call), entry)
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6')

function checkSubnet(config: SdnConfig, id: string, subnet: SdnObject): void {
  const { network, mask } = partsOf(id)
  const cidr = `${network}/${mask}`
  const block = new BlockList()
  block.addSubnet(network, Number(mask), family(network))
  const isInside = (address: string) => block.check(address, family(address))
  if (config.vnets[String(subnet['vnet'])]?.['vlanaware'] === 1) {
    throw parameterRefusal({ vnet: "you can't add a subnet on a vlanaware vnet" })
  }
  const gateway = String(subnet['gateway'] ?? '')
  if (gateway !== '' && !isInside(gateway) && !(isIPv4(gateway) && mask === '32')) {
    throw parameterRefusal({ gateway: `${gateway} is not in subnet ${cidr}` })
  }
  for (const range of rangesOf(subnet)) checkRange(range, cidr, isInside)
}

function checkRange(range: Readonly<Record<string, string>>, cidr: string, isInside: (address: string) => boolean) {
  const refuse = (text: string) => parameterRefusal({ 'dhcp-range': text })
  for (const key of ['start-address', 'end-address']) {
    const address = range[key] ?? ''
    if (isIP(address) === 0) throw refuse(`${key} is not a valid IP ${address}`)
  }
  for (const key of ['start-address', 'end-address']) {
    const address = range[key] ?? ''
    if (!isInside(address)) throw refuse(`${key} ${address} is not in subnet ${cidr}`)
  }
}

function createSubnet(call: Call): null {
  const vnet = nameOf(call)
  demandVnet(call, vnet, writers)
  return changeSdn(call, 'create sdn subnet object failed', (config) => {
    const zone = String(sdnOf(call.host).config.vnets[vnet]?.['zone'])
    const id = `${zone}-${subnetName(call).replace('/', '-')}`
    const made = newObject(subnetOptions, 'subnet', givenOptions('subnets', call.params))
    if (config.subnets[id]) throw failure(`sdn subnet object ID '${id}' already defined`)
    checkSubnet(config, id, made)
    config.subnets[id] = made
  })
}

function updateSubnet(call: Call): null {
  const subnet = subnetName(call)
  demandVnet(call, nameOf(call), writers)
  return changeSdn(call, 'update sdn subnet object failed', (config) => {
    const present = objectNamed(config, 'subnets', subnet)
    checkFile(call, 'subnets')
    const made = changedObject(subnetOptions, present, givenOptions('subnets', call.params), call.params)
    checkSubnet(config, subnet, made)
    config.subnets[subnet] = made
  })
}

function removeSubnet(call: Call): null {
  demandVnet(call, nameOf(call), writers)
  return changeSdn(call, 'delete sdn subnet object failed', (config) => {
    delete config.subnets[subnetName(call)]
  })
}

const at = '/cluster/sdn/vnets'
const below = `${at}/{vnet}/subnets`

export const sdnVnetRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: listVnets,
  [`POST ${at}`]: createVnet,
  [`GET ${at}/{vnet}`]: oneVnet,
  [`PUT ${at}/{vnet}`]: updateVnet,
  [`DELETE ${at}/{vnet}`]: removeVnet,
  [`GET ${below}`]: listSubnets,
  [`POST ${below}`]: createSubnet,
  [`GET ${below}/{subnet}`]: oneSubnet,
  [`PUT ${below}/{subnet}`]: updateSubnet,
  [`DELETE ${below}/{subnet}`]: removeSubnet,
}
