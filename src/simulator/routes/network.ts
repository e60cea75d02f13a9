/** The methods of a node's network: changes wait in a file until a reload or a revert. */
import type { Call, Handler } from '../call.ts'
import { asList, asText, withAttributes } from '../call.ts'
import { pass } from '../host.ts'
import { bridgeDefaults, changesOf, fileOf, settingsOf, shownInterface } from '../interfaces.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import type { Interface, NodeSettings } from '../state.ts'
import { startTask } from '../tasks.ts'

const settings = ({ host, node }: Call): NodeSettings => settingsOf(host, node)
const nameOf = ({ params }: Call): string => asText(params['iface']) ?? ''

function fits(type: string, asked: string | undefined): boolean {
  if (asked === undefined || asked === type) return true
  return /^any_.*bridge$|^include_sdn$/.test(asked) && /bridge$/i.test(type)
}

function list(call: Call): unknown {
  const own = settings(call)
  const asked = asText(call.params['type'])
  const found = Object.entries(fileOf(own))
    .filter(([, entry]) => fits(String(entry['type']), asked))
    .map(([iface, entry]) => ({ iface, ...shownInterface(own, iface, entry) }))
  const changes = changesOf(own)
  return changes === undefined ? found : withAttributes(found, { changes })
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

function checkGateway(interfaces: Readonly<Record<string, Interface>>, iface: string, entry: Interface): void {
  for (const gateway of ['gateway', 'gateway6'] as const) {
    if (entry[gateway] === undefined) continue
    const other = Object.keys(interfaces).find((name) => name !== iface && interfaces[name]?.[gateway] !== undefined)
    if (other !== undefined) {
      throw parameterRefusal({ [gateway]: `Default gateway already exists on interface '${other}'.` })
    }
  }
}

/** Refuses what the file could not hold. */
function checkType(type: string): void {
  if (type.startsWith('OVS')) throw failure("Open VSwitch is not installed (need package 'openvswitch-switch')")
}

const withMethods = (entry: Interface): Interface => ({
  ...entry,
  method: entry['address'] === undefined ? 'manual' : 'static',
  method6: entry['address6'] === undefined ? 'manual' : 'static',
})

function create(call: Call): null {
  const own = settings(call)
  const iface = nameOf(call)
  const interfaces = fileOf(own)
  if (interfaces[iface]) throw parameterRefusal({ iface: 'interface already exists' })
  const type = asText(call.params['type']) ?? ''
  checkType(type)
  const entry = optionsOf(call)
  checkGateway(interfaces, iface, entry)
  const [, device, tag] = /^(.+)\.(\d+)$/.exec(iface) ?? []
  const vlan = type === 'vlan' && device !== undefined ? { 'vlan-raw-device': device, 'vlan-id': Number(tag) } : {}
  const made = withMethods({
    type,
    priority: Math.max(2, ...Object.values(interfaces).map((other) => Number(other['priority'] ?? 2))) + 1,
    ...(type === 'bridge' ? bridgeDefaults : {}),
    ...vlan,
    ...entry,
  })
  own.pending = { ...interfaces, [iface]: made }
  return null
}

function update(call: Call): null {
  const own = settings(call)
  const iface = nameOf(call)
  const interfaces = fileOf(own)
  const present = interfaces[iface]
  if (!present) throw unknown()
  checkType(asText(call.params['type']) ?? '')
  const changes = optionsOf(call)
  checkGateway(interfaces, iface, changes)
  const kept: Interface = { ...present }
  for (const key of asList(call.params['delete'])) {
    delete kept[key]
    if (key === 'cidr' || key === 'address') for (const part of ['cidr', 'address', 'netmask']) delete kept[part]
    if (key === 'cidr6' || key === 'address6') for (const part of ['cidr6', 'address6', 'netmask6']) delete kept[part]
  }
  const entry = withMethods({ ...kept, ...changes, type: asText(call.params['type']) ?? '' })
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
