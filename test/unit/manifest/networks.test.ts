/** What is wrong with networks is told where it stands, with the way out. */
import { describe, expect, test } from 'vitest'
import { checkSelection } from '../../../src/manifest/across.ts'
import { formatProblem } from '../../../src/manifest/problem.ts'
import { load, problemsOf, withNodes } from './problems-of.ts'

const simple = 'zone: {name: dev, type: simple}'
const vxlan = 'zone: {name: dev, type: vxlan, peers: [192.0.2.11]}'

describe('a network', () => {
  test('has the name of its node as vnet, and what is usual in a vxlan zone', () => {
    const { loaded } = load(withNodes(`{name: devnet, type: network, ${vxlan}, subnets: [{cidr: 10.0.0.0/24}]}`))
    expect(loaded?.manifest.nodes[0]?.network).toEqual({
      vnet: 'devnet',
      zone: { name: 'dev', type: 'vxlan', peers: ['192.0.2.11'], mtu: 1450 },
      tag: 100,
      subnets: [{ cidr: '10.0.0.0/24' }],
    })
  })

  test('of another zone has nothing that is not said', () => {
    const { loaded } = load(withNodes(`{name: lan, type: network, vnet: lan1, ${simple}}`))
    const network = { vnet: 'lan1', zone: { name: 'dev', type: 'simple' }, tag: null, subnets: [] }
    expect(loaded?.manifest.nodes[0]).toMatchObject({ type: 'network', network, nics: [], image: null })
  })

  test.each([
    [
      `{name: dev-net-1, type: network, ${simple}}`,
      "4:12: node 'dev-net-1': Proxmox VE can have no virtual network of that name (add vnet: with 2 to 8 letters and digits, a letter first, e.g. vnet: devnet1)",
    ],
    [
      `{name: a, type: network, ${simple}}`,
      "4:12: node 'a': Proxmox VE can have no virtual network of that name (add vnet: with 2 to 8 letters and digits, a letter first)",
    ],
    [
      `{name: n1, type: network, vnet: toolongname, ${simple}}`,
      "4:37: node 'n1': vnet 'toolongname' cannot be used: it must be an id of Proxmox VE's SDN: a letter, then letters and digits, 2 to 8 characters in all (for example devnet)",
    ],
    ['{name: n1, type: network}', "4:5: node 'n1': zone is missing (add e.g. zone: {name: dev, type: simple})"],
    ['{name: n1, type: network, zone: {type: simple}}', "4:37: node 'n1': zone: name is missing"],
    [
      '{name: n1, type: network, zone: {name: dev, type: qinq}}',
      "4:55: node 'n1': zone.type 'qinq' is not one of vxlan, simple, vlan",
    ],
    [
      '{name: n1, type: network, zone: {name: dev, type: vxlan}}',
      "4:37: node 'n1': a vxlan zone needs peers (add e.g. peers: [192.0.2.11, 192.0.2.12])",
    ],
    [
      '{name: n1, type: network, zone: {name: dev, type: vxlan, peers: [192.0.2.300]}}',
      "4:70: node 'n1': zone.peers[0] '192.0.2.300' cannot be used: it must be an IPv4 or IPv6 address (for example 192.0.2.1)",
    ],
    [
      "{name: n1, type: network, zone: {name: dev, type: vxlan, peers: ['fd00:::1']}}",
      "4:70: node 'n1': peer fd00:::1 is no address (write e.g. fd00:10::1)",
    ],
    [
      "{name: n1, type: network, zone: {name: dev, type: vxlan, peers: ['fd00::1', 'FD00:0::1']}}",
      "4:81: node 'n1': two peers are fd00::1 (leave one of them out)",
    ],
    [
      '{name: n1, type: network, zone: {name: dev, type: vlan}, tag: 20}',
      "4:37: node 'n1': a vlan zone needs a bridge (add e.g. bridge: vmbr0)",
    ],
    [
      '{name: n1, type: network, zone: {name: dev, type: vlan, bridge: vmbr0}}',
      "4:5: node 'n1': a network of a vlan zone needs a tag (add e.g. tag: 20)",
    ],
    [
      '{name: n1, type: network, zone: {name: dev, type: vlan, bridge: vmbr0}, tag: 4095}',
      "4:82: node 'n1': tag must be at most 4094 in a vlan zone, not 4095 (name a VLAN)",
    ],
    [
      '{name: n1, type: network, zone: {name: dev, type: simple, peers: [192.0.2.1]}}',
      "4:70: node 'n1': a simple zone has no peers (leave out peers)",
    ],
    [
      `{name: n1, type: network, ${simple}, tag: 7}`,
      "4:69: node 'n1': a network of a simple zone has no tag (leave out tag)",
    ],
    [
      `{name: n1, type: network, ${vxlan}, tag: 16777216}`,
      "4:89: node 'n1': tag must be at most 16777215, not 16777216",
    ],
    [
      `{name: n1, type: network, ${simple}, image: debian-12}`,
      "4:71: node 'n1': a network has no image (leave out image: it is for guests)",
    ],
    [
      `{name: n1, type: network, ${simple}, execution: {mode: pull}}`,
      "4:75: node 'n1': a network has no execution (leave out execution: it is for guests)",
    ],
    [
      `{name: n1, type: network, ${simple}, template: true}`,
      "4:74: node 'n1': a network has no template (leave out template: it is for guests)",
    ],
    [
      '{name: web, type: vm, vnet: lan}',
      "4:33: node 'web': only a network has vnet (leave out vnet, or write type: network)",
    ],
    [
      `{name: n1, type: network, ${simple}, subnets: [{cidr: 10.0.0.7/24}]}`,
      "4:81: node 'n1': 10.0.0.7/24 is an address in a network, not a network (set everything behind the first 24 bits to 0: 10.0.0.0/24)",
    ],
    [
      `{name: n1, type: network, ${simple}, subnets: [{cidr: '2001:db8::1/64'}]}`,
      "4:81: node 'n1': 2001:db8::1/64 is an address in a network, not a network (set everything behind the first 64 bits to 0)",
    ],
    [
      `{name: n1, type: network, ${simple}, subnets: [{cidr: '::::/64'}]}`,
      "4:81: node 'n1': ::::/64 is no network (write e.g. fd00:10::/64)",
    ],
    [
      `{name: n1, type: network, ${simple}, subnets: [{cidr: 10.0.0.0/24, gateway: 10.0.1.1}]}`,
      "4:103: node 'n1': gateway 10.0.1.1 is not in 10.0.0.0/24 (name an address of the subnet)",
    ],
    [
      `{name: n1, type: network, ${simple}, subnets: [{cidr: 10.0.0.0/24}, {cidr: 10.0.0.0/24}]}`,
      "4:102: node 'n1': two subnets are 10.0.0.0/24 (leave one of them out)",
    ],
  ])('%s', (node, problem) => {
    expect(problemsOf(withNodes(node))).toEqual([`m.yaml:${problem}`])
  })

  test('that needs the guest whose card is on it goes round in a circle', () => {
    const nodes = [
      `{name: n1, type: network, ${simple}, depends_on: [web]}`,
      '{name: web, type: vm, nics: [{name: eth0, bridge: n1}]}',
    ]
    const cycle = "nodes need each other in a cycle: 'n1' -> 'web' -> 'n1'"
    expect(problemsOf(withNodes(...nodes))).toEqual([
      `m.yaml:4:77: ${cycle} (remove one parent or depends_on of them, or give a card another bridge)`,
    ])
    expect(problemsOf(withNodes(nodes[0] ?? '', '{name: web, type: vm, nics: [{name: eth0, bridge: n2}]}'))).toEqual([])
  })

  test('may have subnets of IPv6, and a gateway in them', () => {
    const subnets = "[{cidr: '2001:db8::/64', gateway: '2001:db8::1'}, {cidr: 10.0.0.0/8, gateway: 10.255.0.1}]"
    expect(problemsOf(withNodes(`{name: n1, type: network, ${simple}, subnets: ${subnets}}`))).toEqual([])
  })

  test('shares no vnet with another one of its host, and its zone only where both say the same', () => {
    const inner = '{name: hv, type: pve, preset: p, image: pve-9}'
    expect(
      problemsOf(
        withNodes(
          inner,
          `{name: n1, type: network, ${vxlan}}`,
          `{name: n2, type: network, vnet: n1, ${vxlan}, tag: 2}`,
          '{name: n3, type: network, zone: {name: dev, type: vxlan, peers: [192.0.2.11], mtu: 1400}, tag: 3}',
          '{name: n4, type: network, zone: {name: dev, type: vxlan, peers: [192.0.2.11], mtu: 1450}, tag: 4}',
          `{name: n5, type: network, parent: hv, vnet: n1, ${simple}}`,
        ),
      ),
    ).toEqual([
      "m.yaml:6:37: node 'n2': vnet 'n1' is node 'n1''s, on the same host (give one of them another vnet)",
      "m.yaml:7:37: node 'n3': zone 'dev' is declared otherwise by node 'n1' (write the same of it in both, or give one of them another zone)",
    ])
  })

  test('has a tag of its own, which is the usual one where it is not written', () => {
    const of = (name: string, zone: string, tag = '') => `{name: ${name}, type: network, zone: ${zone}${tag}}`
    const [dev, lab] = ['dev', 'lab'].map((name) => `{name: ${name}, type: vxlan, peers: [192.0.2.1]}`)
    const [one, two] = ['one', 'two'].map((name) => `{name: ${name}, type: vlan, bridge: vmbr0}`)
    const nodes = [
      of('n1', `${dev}`),
      of('n2', `${lab}`),
      of('n3', `${lab}`, ', tag: 100'),
      of('n4', `${one}`, ', tag: 7'),
      of('n5', `${two}`, ', tag: 7'),
      of('n6', `${one}`, ', tag: 7'),
    ]
    expect(problemsOf(withNodes(...nodes))).toEqual([
      "m.yaml:5:5: node 'n2': tag 100 is node 'n1''s (give one of them another tag)",
      "m.yaml:6:88: node 'n3': tag 100 is node 'n1''s (give one of them another tag)",
      "m.yaml:9:82: node 'n6': tag 7 is node 'n4''s (give one of them another tag)",
    ])
  })

  test('has no subnet in common with another one of its zone', () => {
    const subnets = 'subnets: [{cidr: 10.0.0.0/24}]'
    const other = '{name: n3, type: network, zone: {name: lab, type: simple}, subnets: [{cidr: 10.0.0.0/24}]}'
    const both = ['n1', 'n2'].map((name) => `{name: ${name}, type: network, ${simple}, ${subnets}}`)
    expect(problemsOf(withNodes(...both, other))).toEqual([
      "m.yaml:5:81: node 'n2': subnet 10.0.0.0/24 is node 'n1''s, in the same zone (name another network, or another zone)",
    ])
  })

  test('can hold no nodes, and a guest may depend on it', () => {
    const network = `{name: n1, type: network, ${simple}}`
    expect(problemsOf(withNodes(network, '{name: web, type: vm, parent: n1}'))).toEqual([
      "m.yaml:5:35: node 'web': parent 'n1' is a network; only a pve node can have children (to order them use depends_on)",
    ])
    expect(problemsOf(withNodes(network, '{name: web, type: vm, depends_on: [n1]}'))).toEqual([])
  })
})

test('networks of two manifests on one host are held against each other, at the later of them', () => {
  const place = (name: string, host: string, ...nodes: readonly string[]) => {
    const { loaded } = load(withNodes(...nodes).replace('name: m', `name: ${name}`))
    if (!loaded) throw new Error('not loaded')
    return { loaded: { ...loaded, file: `${name}.yaml` }, host }
  }
  const problems = checkSelection([
    place('one', 'hv0', `{name: n1, type: network, ${vxlan}, subnets: [{cidr: 10.0.0.0/24}]}`),
    place('five', 'hv0', `{name: n5, type: network, ${vxlan}, tag: 5, subnets: [{cidr: 10.0.0.0/24}]}`),
    place('two', 'hv0', `{name: n1, type: network, ${vxlan}}`),
    place('four', 'hv0', `{name: n2, type: network, ${simple}}`),
    place('three', 'hv1', `{name: n1, type: network, ${simple}}`),
  ])
  expect(problems.map(formatProblem)).toEqual([
    "m.yaml:4:109: node 'n5': subnet 10.0.0.0/24 is, in the same zone, also that of node 'n1' in one.yaml, on host 'hv0' (name another network, or another zone)",
    "m.yaml:4:5: node 'n1': vnet 'n1' is also that of node 'n1' in one.yaml, on host 'hv0' (give one of them another vnet)",
    "m.yaml:4:5: node 'n1': tag 100 is also that of node 'n1' in one.yaml, on host 'hv0' (give one of them another tag)",
    "m.yaml:4:37: node 'n2': zone 'dev' is declared otherwise by node 'n1' in one.yaml, on host 'hv0' (write the same of the zone in both)",
  ])
})
