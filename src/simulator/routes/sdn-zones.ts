/** The methods of zones, which virtual networks lie in. */
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import type { Shown } from '../sdn/config.ts'
import {
  changeSdn,
  changedObject,
  checkFile,
  givenOptions,
  newObject,
  objectNamed,
  oneOf,
  seesZone,
  viewOf,
} from '../sdn/config.ts'
import { zoneTypes } from '../sdn/zone-types.ts'
import type { SectionOptions } from '../section-config.ts'
import type { SdnConfig, SdnObject } from '../state.ts'

const nameOf = ({ params }: Call): string => asText(params['zone']) ?? ''
const optionsOf = (type: unknown): SectionOptions =>
  zoneTypes[String(type)] ?? { required: [], optional: [], fixed: [] }

const shown = (zone: string, entry: Shown): Shown => ({ ...entry, zone })

function list(call: Call): unknown[] {
  const { params } = call
  return [...viewOf(call, 'zones')]
    .filter(([zone]) => seesZone(call, zone))
    .filter(([, entry]) => params['type'] === undefined || params['type'] === entry['type'])
    .map(([zone, entry]) => shown(zone, entry))
}

/** There are no servers of names, and only the address management that comes with the host. */
function checkServers({ dns, reversedns, dnszone, ipam }: SdnObject): void {
  if (dns !== undefined) throw parameterRefusal({ dns: `${dns} don't exist` })
  if (reversedns !== undefined) throw parameterRefusal({ reversedns: `${reversedns} don't exist` })
  if (dnszone !== undefined) throw parameterRefusal({ dnszone: 'missing dns server' })
  if (ipam !== undefined && ipam !== 'pve') throw parameterRefusal({ ipam: `${ipam} not existing` })
}

function checkZone({ type, peers, fabric, controller }: SdnObject): void {
  if (type === 'evpn' || type === 'faucet') throw failure(`controller ${controller} don't exist`)
  if (type !== 'vxlan' || (peers === undefined) !== (fabric === undefined)) return
  const text = 'must have exactly one of peers / fabric defined'
  throw parameterRefusal({ peers: text, fabric: text })
}

function create(call: Call): null {
  const { params } = call
  const zone = nameOf(call)
  const type = asText(params['type']) ?? ''
  const made = newObject(optionsOf(type), type, givenOptions('zones', params))
  return changeSdn(call, 'create sdn zone object failed', (config) => {
    if (config.zones[zone]) throw failure(`sdn zone object ID '${zone}' already defined`)
    checkServers(made)
    checkZone(made)
    config.zones[zone] = made
  })
}

function update(call: Call): null {
  const { params } = call
  const zone = nameOf(call)
  return changeSdn(call, 'update sdn zone object failed', (config) => {
    checkFile(call, 'zones')
    const present = objectNamed(config, 'zones', zone)
    const given = givenOptions('zones', params)
    const made = changedObject(optionsOf(present['type']), present, given, params)
    if (made['ipam'] !== present['ipam'] && hasSubnets(config, zone)) {
      throw parameterRefusal({ ipam: "can't change ipam if a subnet is already defined in this zone" })
    }
    checkServers(given)
    checkZone(made)
    config.zones[zone] = made
  })
}

const hasSubnets = (config: SdnConfig, zone: string): boolean =>
  Object.keys(config.subnets).some((subnet) => subnet.startsWith(`${zone}-`))

function remove(call: Call): null {
  const zone = nameOf(call)
  return changeSdn(call, 'delete sdn zone object failed', (config) => {
    objectNamed(config, 'zones', zone)
    const user = Object.keys(config.vnets).find((vnet) => config.vnets[vnet]?.['zone'] === zone)
    if (user !== undefined) throw failure(`zone ${zone} is used by vnet ${user}`)
    delete config.zones[zone]
  })
}

const at = '/cluster/sdn/zones'

export const sdnZoneRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: list,
  [`POST ${at}`]: create,
  [`GET ${at}/{zone}`]: (call) => shown(nameOf(call), oneOf(call, 'zones', nameOf(call))),
  [`PUT ${at}/{zone}`]: update,
  [`DELETE ${at}/{zone}`]: remove,
}
