/** Networks resolved: what they come to, and which guests wait for them. */
import { describe, expect, test } from 'vitest'
import { createResolveCache, resolveSelection } from '../../../src/graph/resolve.ts'
import type { ManifestNode } from '../../../src/manifest/manifest.ts'
import { load, loaded, siteTexts } from '../config/fixtures.ts'
import { onHost, resolve } from './resolving.ts'

const lan: Partial<ManifestNode> = {
  name: 'lan',
  type: 'network',
  preset: null,
  image: null,
  network: {
    vnet: 'lan1',
    zone: { name: 'dev', type: 'vxlan', peers: ['192.0.2.12', '192.0.2.11'], mtu: 1450 },
    tag: 100,
    subnets: [
      { cidr: '10.0.0.0/24', gateway: '10.0.0.1' },
      { cidr: '10.0.1.0/24', snat: true },
    ],
  },
}
const onBridge = (bridge: string, own: Partial<ManifestNode> = {}): Partial<ManifestNode> => ({
  name: 'web',
  nics: [{ name: 'eth0', bridge }],
  ...own,
})

describe('a network', () => {
  test('needs nothing of the site but its host', async () => {
    const { networks, nodes, problems } = await resolve([loaded([{ ...lan, protect: true }])])
    expect({ nodes, problems }).toEqual({ nodes: [], problems: [] })
    expect(networks).toEqual([
      {
        key: 'shop/lan@hv0',
        identity: { site: 'lab', host: 'hv0', manifest: 'shop', node: 'lan' },
        type: 'network',
        dependsOn: [],
        hostFrom: 'flag',
        movedFrom: [],
        provisioner: 'api',
        policy: { protect: true, keepOnRemoval: false, suspend: false, onError: 'stop' },
        vnet: 'lan1',
        zone: { id: 'dev', type: 'vxlan', peers: ['192.0.2.11', '192.0.2.12'], mtu: 1450 },
        tag: 100,
        subnets: [
          { cidr: '10.0.0.0/24', gateway: '10.0.0.1', snat: false },
          { cidr: '10.0.1.0/24', snat: true },
        ],
        source: { file: 'shop.yaml nodes 0', line: 1, column: 1 },
      },
    ])
  })

  test('has one spelling of each address, however it is declared', async () => {
    const peers = ['FD00:0:0:0::00b2', 'fd00::b1', '192.0.2.1']
    const zone = { name: 'dev', type: 'vxlan', peers } as const
    const odd: Partial<ManifestNode> = { ...lan, network: { vnet: 'lan1', zone, tag: 1, subnets: [] } }
    const { networks } = await resolve([loaded([odd])])
    expect(networks[0]?.zone.peers).toEqual(['192.0.2.1', 'fd00::b1', 'fd00::b2'])
  })

  test('takes the provisioner of the site, as guests do', async () => {
    const texts = { 'site.yaml': `${siteTexts['site.yaml']}  provisioner: tofu\n` }
    expect((await resolve([loaded([lan])], texts)).networks).toMatchObject([{ provisioner: 'tofu' }])
  })

  test('whose mark would not fit into an alias is a problem, with what to shorten', async () => {
    const { networks, problems } = await resolve([loaded([lan], { name: 'm'.repeat(200) })])
    expect(networks).toEqual([])
    expect(problems).toMatchObject([
      {
        message: expect.stringMatching(
          /^node 'lan': the mark of its network would have \d+ characters, an alias takes 255$/,
        ),
        hint: 'give the manifest, the host or the node a shorter name',
      },
    ])
  })

  test('of a manifest with a problem is not there, as none of its guests is', async () => {
    const { networks, broken } = await resolve([loaded([lan, { name: 'web', preset: 'unknown' }])])
    expect({ networks, broken: broken.length }).toEqual({ networks: [], broken: 1 })
  })
})

describe('a guest', () => {
  const needs = async (...manifests: Parameters<typeof resolve>[0]) => {
    const { nodes } = await resolve(manifests)
    return Object.fromEntries(nodes.map(({ key, dependsOn }) => [key, dependsOn]))
  }

  test('waits for the networks of its cards, whatever manifest declares them', async () => {
    const apps = loaded([onBridge('lan1'), onBridge('vmbr0', { name: 'db' })], { name: 'apps' })
    expect(await needs(loaded([lan]), apps)).toEqual({ 'apps/web@hv0': ['shop/lan@hv0'], 'apps/db@hv0': [] })
  })

  test('names none twice', async () => {
    const web = onBridge('lan1', { depends_on: ['lan'], nics: ['a', 'b'].map((name) => ({ name, bridge: 'lan1' })) })
    expect(await needs(loaded([lan, web]))).toEqual({ 'shop/web@hv0': ['shop/lan@hv0'] })
  })

  test('on another host waits for none', async () => {
    const { config } = await load({
      ...siteTexts,
      'nodes/hv1.yaml': siteTexts['nodes/hv0.yaml'] ?? '',
    })
    const hostOf = ({ name }: { readonly name: string }) =>
      ({ host: name === 'apps' ? 'hv1' : 'hv0', from: 'manifest' }) as const
    const manifests = [loaded([lan]), loaded([onBridge('lan1')], { name: 'apps' })]
    expect(resolveSelection({ manifests, site: 'lab', hostOf, config }).nodes).toMatchObject([{ dependsOn: [] }])
  })

  test('stays the same object while neither it nor its networks change', async () => {
    const { config } = await load(siteTexts)
    const manifests = [loaded([lan]), loaded([onBridge('lan1')], { name: 'apps' })]
    const cache = createResolveCache()
    const once = () => resolveSelection({ manifests, site: 'lab', hostOf: onHost('hv0'), config, cache }).nodes[0]
    expect(once()).toBe(once())
    expect(once()?.dependsOn).toEqual(['shop/lan@hv0'])
  })
})
