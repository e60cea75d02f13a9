/** Whose a virtual network is, who declares it, and which cannot be there together. */
import { describe, expect, test } from 'vitest'
import type { DesiredNetwork } from '../../../../src/graph/desired-network.ts'
import type { Identity } from '../../../../src/graph/desired-node.ts'
import { readNetworkMark, writeNetworkMark } from '../../../../src/pve/network-mark.ts'
import type { SdnView, VnetView, Waiting } from '../../../../src/pve/sdn-view.ts'
import { clashesOf } from '../../../../src/reconciler/networks/clash.ts'
import { isSameLook } from '../../../../src/reconciler/networks/view.ts'
import { network, vxlan } from '../../controllers/network/scene.ts'
import { aHost, aWorld } from '../fixtures.ts'

const identityOf = (node: string): Identity => ({ site: 'lab', host: 'hv0', manifest: 'shop', node })

const aNetwork = (name: string, more: Partial<DesiredNetwork> = {}): DesiredNetwork =>
  network({ name, manifest: 'shop', zone: vxlan, tag: 100, ...more })

interface VnetParts {
  readonly tag?: string
  readonly waits?: Waiting
  readonly zone?: string
}

function aVnet(
  id: string,
  whose: Partial<Identity> | null,
  { tag = '100', waits, zone: lies = 'dev' }: VnetParts = {},
): VnetView {
  const identity = { ...identityOf(id), ...whose }
  const alias = whose ? writeNetworkMark('', { ...identity, vnet: id, uid: `uid-${id}`, zone: true }) : ''
  const { marking, text } = readNetworkMark(alias)
  return {
    id,
    options: { type: 'vnet', zone: lies, tag, alias },
    zone: lies,
    alias,
    marking,
    text,
    ...(marking.kind === 'mark' ? { mark: marking.mark } : {}),
    ...(waits ? { waits } : {}),
  }
}

const sdnOf = (...vnets: readonly VnetView[]): SdnView => ({
  zones: new Map([
    ['dev', { id: 'dev', options: { type: 'vxlan', peers: vxlan.peers.join(','), mtu: String(vxlan.mtu) } }],
  ]),
  vnets: new Map(vnets.map((vnet) => [vnet.id, vnet])),
  subnets: new Map(vnets.map((vnet) => [vnet.id, []])),
  controllers: [],
})

const seen = (sdn: SdnView) => ({ sdn, whole: true, read: 0 })
const ours = (networks: readonly DesiredNetwork[], ...vnets: readonly VnetView[]) =>
  aWorld({
    hosts: [{ ...aHost(), networks: seen(sdnOf(...vnets)) }],
    networks: new Map(networks.map((network) => [network.key, network])),
  }).ourNetworks

describe('ours', () => {
  test('is what carries a mark of our site that names this host, or another of its cluster', () => {
    const { owned } = ours(
      [],
      aVnet('a', {}),
      aVnet('b', { site: 'other' }),
      aVnet('c', { host: 'hv9' }),
      aVnet('d', null),
    )
    expect(owned.map(({ vnet }) => vnet.id)).toEqual(['a'])
  })

  test('is each once, though two entries of one cluster show it', () => {
    const networks = seen(sdnOf(aVnet('a', { host: 'hv1' })))
    const hosts = ['hv0', 'hv1'].map((host) => ({ ...aHost({ host, clusterKey: 'one' }), networks }))
    const { owned } = aWorld({ hosts }).ourNetworks
    expect(owned.map(({ host }) => host)).toEqual(['hv1'])
  })

  test('and undeclared in scope is unclaimed; what goes already claims no key', () => {
    const { unclaimed, byKey } = ours([aNetwork('b')], aVnet('a', {}), aVnet('b', {}, { waits: 'deleted' }))
    expect(unclaimed.map(({ key }) => key)).toEqual(['shop/a@hv0'])
    expect([...byKey.keys()]).toEqual(['shop/a@hv0'])
  })

  test('out of scope is let be', () => {
    expect(ours([], aVnet('a', { manifest: 'elsewhere' })).unclaimed).toEqual([])
  })
})

describe('a new name', () => {
  test('is suspected where a network is new and an existing one has its vnet, whosever of ours that is', () => {
    const { moves } = ours([aNetwork('new', { vnet: 'a' })], aVnet('a', { manifest: 'elsewhere' }))
    expect(moves.map(({ network, owned }) => [network, owned.key])).toEqual([['shop/new@hv0', 'elsewhere/a@hv0']])
  })

  test('is not suspected where neither the vnet nor the name of the node is the same', () => {
    expect(ours([aNetwork('a', { vnet: 'other' })], aVnet('a', { node: 'b' })).moves).toEqual([])
  })

  test('with moved_from is no suspicion, and nobody’s removal', () => {
    const heir = aNetwork('new', { vnet: 'a', movedFrom: [identityOf('a')] })
    const { moves, unclaimed, heirs } = ours([heir], aVnet('a', {}))
    expect({ moves, unclaimed, heirs: [...heirs.keys()] }).toEqual({ moves: [], unclaimed: [], heirs: ['shop/a@hv0'] })
  })
})

describe('two that cannot be there together', () => {
  const clashes = (network: DesiredNetwork, sdn: SdnView) =>
    clashesOf(network, sdn).map(({ vnet, what }) => [vnet.id, what])

  test('have one tag in zones between hosts', () => {
    expect(clashes(aNetwork('a'), sdnOf(aVnet('b', null), aVnet('c', null, { tag: '7' })))).toEqual([['b', 'tag 100']])
  })

  test('have one subnet in one zone', () => {
    const subnet = { id: 'dev-10.0.0.0-24', vnet: 'b', cidr: '10.0.0.0/24', options: {} }
    const sdn = { ...sdnOf(aVnet('b', null, { tag: '7' })), subnets: new Map([['b', [subnet]]]) }
    const subnets = [{ cidr: '10.0.0.0/24', snat: false }]
    expect(clashes(aNetwork('a', { subnets }), sdn)).toEqual([['b', 'subnet 10.0.0.0/24']])
  })

  test('are not one that goes, nor itself', () => {
    expect(clashes(aNetwork('a'), sdnOf(aVnet('a', null), aVnet('b', null, { waits: 'deleted' })))).toEqual([])
  })
})

test('two looks are the same as far as both of them asked', () => {
  const less = { ...sdnOf(aVnet('a', {}), aVnet('b', null)), subnets: new Map([['a', []]]) }
  const look = (sdn: SdnView, read = 0) => ({ sdn, whole: false, read })
  expect(isSameLook(look(less), look(sdnOf(aVnet('a', {}), aVnet('b', null)), 5))).toBe(true)
  expect(isSameLook(look(less), look(sdnOf(aVnet('a', {}, { tag: '7' }), aVnet('b', null))))).toBe(false)
  expect(isSameLook(undefined, look(less))).toBe(false)
})
