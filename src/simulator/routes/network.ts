/** The methods of a node's network: changes wait in a file until a reload or a revert. */
import { mayAny } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asList, asText, withAttributes } from '../call.ts'
import { pass } from '../host.ts'
import { splitList } from '../formats.ts'
import { bridgeDefaults, changesOf, fileOf, isBridge, isOnNode, settingsOf, shownInterface } from '../interfaces.ts'
import { runningOf, spread } from '../sdn/config.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import type { Interface, NodeSettings } from '../state.ts'
import { startTask } from '../tasks.ts'

const settings = ({ host, node }: Call): NodeSettings => settingsOf(host, node)
const nameOf = ({ params }: Call): string => asText(params['iface']) ?? ''

function fits(entry: Interface, asked: string | undefined): boolean {
  if (asked === undefined || asked === 'include_sdn' || asked === entry['type']) return true
  return (asked === 'any_bridge' || asked === 'any_local_bridge') && isBridge(entry)
}

/** Whether somebody may see or use a bridge, or any VLAN on it. */
function seesBridge({ host, caller }: Call, zone: string, bridge: string): boolean {
  const path = `/sdn/zones/${zone}/${bridge}`
  const below = host.state.acl.map((entry) => entry.path).filter((other) => other.startsWith(`${path}/`))
  return [path, ...below].some((place) => mayAny(host.state, caller, place, ['SDN.Audit', 'SDN.Use']))
}

/** Virtual networks that were applied, where they are asked for. */
function vnetsOf(call: Call, asked: string | undefined): unknown[] {
  if (asked !== 'any_bridge' && asked !== 'include_sdn' && asked !== 'vnet') return []
  const { zones, vnets } = runningOf(call.host)
  return Object.entries(vnets).flatMap(([iface, { zone, vlanaware, alias }]) =>
    isOnNode(zones[String(zone)], call.node) && seesBridge(call, String(zone), iface)
      ? [
          {
            iface,
            type: 'vnet',
            active: '1',
            ipam: zones[String(zone)]?.['ipam'] === undefined ? 0 : 1,
            vlanaware: vlanaware === 1 ? 1 : 0,
            comments: alias ?? null,
          },
        ]
      : [],
  )
}

function list(call: Call): unknown {
  const own = settings(call)
  const asked = asText(call.params['type'])
  const found = Object.entries(fileOf(own))
    .filter(([, entry]) => fits(entry, asked))
    .filter(([iface, entry]) => !isBridge(entry) || seesBridge(call, 'localnetwork', iface))
    .map(([iface, entry]) => ({ iface, ...shownInterface(own, iface, entry) }))
  const all = [...found, ...vnetsOf(call, asked)]
  const changes = changesOf(own)
  return changes === undefined ? all : withAttributes(all, { changes })
}

const unknown = () => parameterRefusal({ iface: 'interface does not exist' })

function one(call: Call): unknown {
  const own = settings(call)
  const entry = fileOf(own)[nameOf(call)]
  if (!entry) throw unknown()
  return shownInterface(own, nameOf(call), entry)
}

const asked = new Set(['node', 'iface', 'delete', 'type'])
const numbers = new Set(['mtu', 'autostart', 'bridge_vlan_aware', 'vlan-id', 'ovs_tag'])

/** The options among the parameters, an address in all of its forms. */
function optionsOf({ params }: Call): Interface {
  const entry: Interface = {}
  for (const [key, value] of Object.entries(params)) {
    if (!asked.has(key)) entry[key] = numbers.has(key) ? Number(asText(value)) : (asText(value) ?? '')
  }
  for (const [cidr, address, netmask] of [
    ['cidr', 'address', 'netmask'],
    ['cidr6', 'address6', 'netmask6'],
  ] as const) {
    const [plain, prefix] = String(entry[cidr] ?? '').split('/')
    if (entry[cidr] !== undefined && plain !== undefined && prefix !== undefined) {
      entry[address] = plain
      entry[netmask] = netmask === 'netmask6' ? Number(prefix) : prefix
    } else if (entry[address] !== undefined) {
      entry[cidr] = `${entry[address]}/${prefixOf(String(entry[netmask]))}`
    }
  }
  return entry
}

/** The length of a netmask, however it is written. */
function prefixOf(netmask: string): string {
  if (!netmask.includes('.')) return netmask
  const bits = netmask.split('.').map((part) => Number(part).toString(2).replaceAll('0', '').length)
  return String(bits.reduce((sum, part) => sum + part, 0))
}

const ports = ['bridge_ports', 'ovs_ports', 'slaves', 'ovs_bonds']

/** Refuses what another interface has already: the default gateway, or a port. */
function checkTaken(interfaces: Readonly<Record<string, Interface>>, iface: string, entry: Interface): void {
  for (const gateway of ['gateway', 'gateway6'] as const) {
    if (entry[gateway] === undefined) continue
    const other = Object.keys(interfaces).find((name) => name !== iface && interfaces[name]?.[gateway] !== undefined)
    if (other !== undefined) {
      const what = gateway === 'gateway' ? 'Default gateway' : 'Default ipv6 gateway'
      throw parameterRefusal({ [gateway]: `${what} already exists on interface '${other}'.` })
    }
  }
  const portsOf = (of: Interface) => ports.flatMap((key) => splitList(String(of[key] ?? '')))
  const first = ports.find((key) => entry[key] !== undefined && entry[key] !== '') ?? ''
  for (const [name, other] of Object.entries(interfaces)) {
    const taken = name === iface ? undefined : portsOf(other).find((port) => portsOf(entry).includes(port))
    if (taken !== undefined) throw parameterRefusal({ [first]: `${taken} is already used on interface '${name}'.` })
  }
}

/** Refuses an address that is given in two ways. */
function checkAddress({ params }: Call): void {
  for (const six of ['', '6']) {
    if (params[`cidr${six}`] === undefined) continue
    for (const key of [`address${six}`, `netmask${six}`]) {
      if (params[key] !== undefined) throw parameterRefusal({ [key]: `${key} conflicts with cidr${six}` })
    }
  }
}

/** Refuses what the file could not hold. */
function checkType(type: string): void {
  if (type.startsWith('OVS')) throw failure("Open VSwitch is not installed (need package 'openvswitch-switch')")
}

/** What a call says of addresses decides how the interface is set up, whatever the file had. */
const methodsOf = (given: Interface): Interface => ({
  method: given['address'] === undefined ? 'manual' : 'static',
  method6: given['address6'] === undefined ? 'manual' : 'static',
})

function create(call: Call): null {
  const own = settings(call)
  const iface = nameOf(call)
  const interfaces = fileOf(own)
  if (interfaces[iface]) throw parameterRefusal({ iface: 'interface already exists' })
  const type = asText(call.params['type']) ?? ''
  const entry = optionsOf(call)
  checkTaken(interfaces, iface, entry)
  checkAddress(call)
  checkType(type)
  const [, device, tag] = /^(.+)\.(\d+)$/.exec(iface) ?? []
  const vlan = type === 'vlan' && device !== undefined ? { 'vlan-raw-device': device, 'vlan-id': Number(tag) } : {}
  const made = {
    type,
    priority: Math.max(2, ...Object.values(interfaces).map((other) => Number(other['priority'] ?? 2))) + 1,
    ...(type === 'bridge' ? bridgeDefaults : {}),
    ...vlan,
    ...entry,
    ...methodsOf(entry),
  }
  own.pending = { ...interfaces, [iface]: made }
  return null
}

function update(call: Call): null {
  const own = settings(call)
  const iface = nameOf(call)
  const interfaces = fileOf(own)
  const present = interfaces[iface]
  if (!present) throw unknown()
  const changes = optionsOf(call)
  checkAddress(call)
  checkTaken(interfaces, iface, changes)
  const kept: Interface = { ...present }
  for (const key of asList(call.params['delete'])) {
    delete kept[key]
    for (const six of ['', '6']) {
      if (key !== `cidr${six}` && key !== `address${six}`) continue
      for (const part of ['cidr', 'address', 'netmask']) delete kept[`${part}${six}`]
    }
  }
  const entry = { ...kept, ...changes, ...methodsOf(changes), type: asText(call.params['type']) ?? '' }
  own.pending = { ...interfaces, [iface]: entry }
  return null
}

function remove(call: Call): null {
  const own = settings(call)
  const { [nameOf(call)]: gone, ...rest } = fileOf(own)
  if (!gone) throw unknown()
  own.pending = rest
  return null
}

function revert(call: Call): null {
  delete settings(call).pending
  return null
}

function reload(call: Call): string {
  const { host, node, caller } = call
  return startTask(host, { node, type: 'srvreload', id: 'networking', caller }, async (worker) => {
    await pass(host, 'configure', worker.signal)
    const own = settings(call)
    if (own.pending) own.interfaces = own.pending
    delete own.pending
    spread(host, node)
  })
}

const at = '/nodes/{node}/network'

export const networkRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${at}`]: list,
  [`POST ${at}`]: create,
  [`PUT ${at}`]: reload,
  [`DELETE ${at}`]: revert,
  [`GET ${at}/{iface}`]: one,
  [`PUT ${at}/{iface}`]: update,
  [`DELETE ${at}/{iface}`]: remove,
}
