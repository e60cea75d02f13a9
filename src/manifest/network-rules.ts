/** What must hold of nodes of type `network`, and of the fields that only they have. */
import { isIPv6 } from 'node:net'
import { addressText } from '../address-text.ts'
import { isMapping, type Path } from './document.ts'
import { isNetworkAddress, lies, networkText, parseNetwork } from './cidr.ts'
import type { OutlineNode } from './outline.ts'
import type { Scene } from './rules.ts'
import { shown } from './words.ts'
import { tagPlace, zoneForm } from './zone-form.ts'

export const networkRules: readonly ((scene: Scene) => void)[] = [
  fieldsOfItsType,
  vnetHasAnId,
  zoneFitsItsType,
  peersAreAddresses,
  tagFitsTheZone,
  subnetsAreNetworks,
  oneVnetEach,
  zonesAgree,
  subnetsMeetNowhere,
  tagsMeetNowhere,
]

const ofNetworks = ['vnet', 'zone', 'tag', 'subnets']
const ofGuests = [
  'spec',
  'preset',
  'image',
  'template',
  'vmid',
  'disk',
  'execution',
  'tags',
  'on_boot',
  'ip',
  'gateway',
  'disks',
  'nics',
  'settings',
]

const networksOf = ({ nodes }: Scene): readonly OutlineNode[] => nodes.filter(({ type }) => type === 'network')

/** Those that have a cidr, each with its place. */
function subnetsOf({ index, given }: OutlineNode) {
  const subnets: readonly unknown[] = Array.isArray(given['subnets']) ? given['subnets'] : []
  return subnets.flatMap((subnet, at) => {
    if (!isMapping(subnet) || typeof subnet['cidr'] !== 'string') return []
    const path: Path = ['nodes', index, 'subnets', at]
    return [{ cidr: subnet['cidr'], gateway: subnet['gateway'], path }]
  })
}

/** A node without a type is told as that. */
function fieldsOfItsType({ nodes, complain, label }: Scene): void {
  for (const node of nodes.filter(({ type }) => type !== undefined)) {
    const isNetwork = node.type === 'network'
    for (const field of isNetwork ? ofGuests : ofNetworks) {
      if (node.given[field] === undefined) continue
      const whose = isNetwork ? `a network has no ${field}` : `only a network has ${field}`
      const hint = isNetwork ? `leave out ${field}: it is for guests` : `leave out ${field}, or write type: network`
      complain(['nodes', node.index, field], `${label(node)}: ${whose}`, hint)
    }
  }
}

function vnetHasAnId(scene: Scene): void {
  for (const { index, name, given } of networksOf(scene)) {
    if (name === undefined || given['vnet'] !== undefined || /^[A-Za-z][A-Za-z0-9]{1,7}$/.test(name)) continue
    const short = name.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8)
    scene.complain(
      ['nodes', index, 'name'],
      `node ${shown(name)}: Proxmox VE can have no virtual network of that name`,
      `add vnet: with 2 to 8 letters and digits, a letter first${/^[A-Za-z].+/.test(short) ? `, e.g. vnet: ${short}` : ''}`,
    )
  }
}

const zoneFields: Readonly<Record<string, { readonly needs?: string; readonly no: readonly string[] }>> = {
  vxlan: { needs: 'peers', no: ['bridge'] },
  simple: { no: ['peers', 'bridge'] },
  vlan: { needs: 'bridge', no: ['peers'] },
}
const examples: Readonly<Record<string, string>> = { peers: 'peers: [192.0.2.11, 192.0.2.12]', bridge: 'bridge: vmbr0' }

function zoneFitsItsType(scene: Scene): void {
  for (const node of networksOf(scene)) {
    const { index, given } = node
    const { zone } = given
    const at: Path = ['nodes', index, 'zone']
    const label = scene.label(node)
    if (zone === undefined)
      scene.complain(['nodes', index], `${label}: zone is missing`, 'add e.g. zone: {name: dev, type: simple}')
    const type = isMapping(zone) ? String(zone['type']) : ''
    const fields = zoneFields[type]
    if (!isMapping(zone) || !fields) continue
    const { needs, no } = fields
    if (needs !== undefined && zone[needs] === undefined)
      scene.complain(
        at,
        `${label}: a ${type} zone needs ${needs === 'bridge' ? 'a bridge' : needs}`,
        `add e.g. ${examples[needs]}`,
      )
    for (const field of no) {
      if (zone[field] !== undefined)
        scene.complain([...at, field], `${label}: a ${type} zone has no ${field}`, `leave out ${field}`)
    }
  }
}

/** What is no address at a glance is told by the schema. */
function peersAreAddresses(scene: Scene): void {
  for (const node of networksOf(scene)) {
    const { zone } = node.given
    const peers: readonly unknown[] = isMapping(zone) && Array.isArray(zone['peers']) ? zone['peers'] : []
    const seen = new Set<string>()
    for (const [index, peer] of peers.entries()) {
      if (typeof peer !== 'string' || !/^[\da-f:.]+$/i.test(peer)) continue
      const at: Path = ['nodes', node.index, 'zone', 'peers', index]
      const text = addressText(peer)
      if (peer.includes(':') && !isIPv6(peer))
        scene.complain(at, `${scene.label(node)}: peer ${peer} is no address`, 'write e.g. fd00:10::1')
      else if (seen.has(text) && !peers.slice(0, index).includes(peer))
        scene.complain(at, `${scene.label(node)}: two peers are ${text}`, 'leave one of them out')
      seen.add(text)
    }
  }
}

function tagFitsTheZone(scene: Scene): void {
  for (const node of networksOf(scene)) {
    const { zone, tag } = node.given
    const type = isMapping(zone) ? zone['type'] : undefined
    const at: Path = ['nodes', node.index, 'tag']
    const label = scene.label(node)
    if (type === 'simple' && tag !== undefined)
      scene.complain(at, `${label}: a network of a simple zone has no tag`, 'leave out tag')
    if (type === 'vlan' && tag === undefined)
      scene.complain(['nodes', node.index], `${label}: a network of a vlan zone needs a tag`, 'add e.g. tag: 20')
    if (type === 'vlan' && typeof tag === 'number' && tag > 4094)
      scene.complain(at, `${label}: tag must be at most 4094 in a vlan zone, not ${tag}`, 'name a VLAN')
  }
}

function subnetsAreNetworks(scene: Scene): void {
  for (const node of networksOf(scene)) {
    const label = scene.label(node)
    const seen = new Set<string>()
    for (const { cidr, gateway, path } of subnetsOf(node)) {
      if (seen.has(cidr))
        scene.complain([...path, 'cidr'], `${label}: two subnets are ${cidr}`, 'leave one of them out')
      seen.add(cidr)
      const network = parseNetwork(cidr)
      if (!network) {
        // What is no network at a glance is told by the schema.
        if (/^[\da-f]*:[\da-f:]*\/(?:12[0-8]|1[01]\d|[1-9]?\d)$/i.test(cidr))
          scene.complain([...path, 'cidr'], `${label}: ${cidr} is no network`, 'write e.g. fd00:10::/64')
        continue
      }
      if (!isNetworkAddress(network)) {
        const text = networkText(network)
        const hint = `set everything behind the first ${network.prefix} bits to 0${text === undefined ? '' : `: ${text}`}`
        scene.complain([...path, 'cidr'], `${label}: ${cidr} is an address in a network, not a network`, hint)
      } else if (typeof gateway === 'string' && !lies(gateway, network))
        scene.complain(
          [...path, 'gateway'],
          `${label}: gateway ${gateway} is not in ${cidr}`,
          'name an address of the subnet',
        )
    }
  }
}

/** For each guest the networks that its cards are on, with the place that says so. */
export function networksOfCards(
  nodes: readonly OutlineNode[],
): ReadonlyMap<OutlineNode, readonly { readonly name: string; readonly path: Path }[]> {
  const placeOf = (vnet: unknown, { parent = '' }: OutlineNode) => `${String(vnet)} ${parent}`
  const owners = new Map(
    nodes.flatMap((node) =>
      node.type === 'network' && node.name !== undefined
        ? [[placeOf(node.given['vnet'] ?? node.name, node), node.name]]
        : [],
    ),
  )
  return new Map(
    nodes.map((node) => {
      const { nics } = node.given
      const found = (Array.isArray(nics) ? nics : []).flatMap((nic: unknown, index) => {
        const name = isMapping(nic) ? owners.get(placeOf(nic['bridge'], node)) : undefined
        return name === undefined ? [] : [{ name, path: ['nodes', node.index, 'nics', index, 'bridge'] }]
      })
      return [node, found]
    }),
  )
}

/** Networks on one host are told apart by their vnet. */
function oneVnetEach(scene: Scene): void {
  const owners = new Map<string, OutlineNode>()
  for (const node of networksOf(scene)) {
    const vnet = node.given['vnet'] ?? node.name
    if (typeof vnet !== 'string') continue
    const place = `${vnet} ${node.parent ?? ''}`
    const owner = owners.get(place)
    // Two nodes of one name are told as that.
    if (owner?.name === node.name && owner?.given['vnet'] === node.given['vnet']) continue
    if (!owner) owners.set(place, node)
    else
      scene.complain(
        ['nodes', node.index, node.given['vnet'] === undefined ? 'name' : 'vnet'],
        `${scene.label(node)}: vnet ${shown(vnet)} is ${scene.label(owner)}'s, on the same host`,
        'give one of them another vnet',
      )
  }
}

/** What networks of one zone say of it must be the same. */
function zonesAgree(scene: Scene): void {
  const first = new Map<string, { readonly node: OutlineNode; readonly form: string }>()
  for (const node of networksOf(scene)) {
    const { zone } = node.given
    if (!isMapping(zone) || typeof zone['name'] !== 'string') continue
    const place = `${zone['name']} ${node.parent ?? ''}`
    const form = zoneForm(zone)
    const other = first.get(place)
    if (!other) first.set(place, { node, form })
    else if (other.form !== form)
      scene.complain(
        ['nodes', node.index, 'zone'],
        `${scene.label(node)}: zone ${shown(zone['name'])} is declared otherwise by ${scene.label(other.node)}`,
        'write the same of it in both, or give one of them another zone',
      )
  }
}

/** Proxmox VE knows a subnet by its zone. */
function subnetsMeetNowhere(scene: Scene): void {
  const owners = new Map<string, OutlineNode>()
  for (const node of networksOf(scene)) {
    const { zone } = node.given
    if (!isMapping(zone) || typeof zone['name'] !== 'string') continue
    for (const { cidr, path } of subnetsOf(node)) {
      const place = `${cidr} ${zone['name']} ${node.parent ?? ''}`
      const owner = owners.get(place) ?? node
      owners.set(place, owner)
      if (owner === node) continue
      const message = `${scene.label(node)}: subnet ${cidr} is ${scene.label(owner)}'s, in the same zone`
      scene.complain([...path, 'cidr'], message, 'name another network, or another zone')
    }
  }
}

/** A tag that nobody wrote is the usual one. */
function tagsMeetNowhere(scene: Scene): void {
  const owners = new Map<string, OutlineNode>()
  for (const node of networksOf(scene)) {
    const { zone, tag } = node.given
    const taken = isMapping(zone) ? tagPlace(zone, tag) : undefined
    if (taken === undefined) continue
    const place = `${taken.place} ${node.parent ?? ''}`
    const owner = owners.get(place)
    owners.set(place, owner ?? node)
    if (!owner) continue
    const at: Path = tag === undefined ? ['nodes', node.index] : ['nodes', node.index, 'tag']
    const message = `${scene.label(node)}: tag ${taken.tag} is ${scene.label(owner)}'s`
    scene.complain(at, message, 'give one of them another tag')
  }
}
