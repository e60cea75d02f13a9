/** Every value of a node together with who said it. */
import { describe, expect, test } from 'vitest'
import type { NodeKey } from '../../../src/graph/desired-node.ts'
import { positionOf, type Origins } from '../../../src/graph/origins.ts'
import { resolveSelection } from '../../../src/graph/resolve.ts'
import { valuesOf } from '../../../src/graph/values.ts'
import { formatProblem } from '../../../src/manifest/problem.ts'
import { readManifest } from '../../../src/manifest/read.ts'
import { load, siteTexts } from '../config/fixtures.ts'
import { onHost } from './resolving.ts'

const manifest = `schema_version: 2
name: shop
settings: { stop: hard }
nodes:
  - name: hv
    type: pve
    preset: vm-small
    image: pve-9
    ip: 192.0.2.9/24
    vmid: 900
    spec: base
    settings: { replace: auto }
    disks: [{ name: data, size: 5 }, { name: more, size: 6, datastore: nas }]
    nics: [{ name: lan }, { name: dmz, bridge: vmbr1, mac: 'bc:24:11:00:00:01', vlan: 7 }]
    tags: [Web]
  - { name: inner, type: ct, parent: hv, depends_on: [] }
`

const golden = `schema_version: 2
name: shop
nodes:
  - { name: hv, type: vm, preset: vm-small, image: debian-12, template: true }
`

/** The places of the values of one node, by their names, as file:line. */
async function placed(node: string, host = onHost('hv0'), text = manifest, defaults = '') {
  const { loaded, problems } = readManifest({ file: 'shop.yaml', root: '/' }, new TextEncoder().encode(text))
  if (!loaded) throw new Error(problems.map(formatProblem).join())
  const { config } = await load({
    ...siteTexts,
    'site.yaml': `${siteTexts['site.yaml']}  host: hv0\n  bridge: vmbr9\n${defaults}`,
    'presets/vm-small.yaml': 'cores: 2\nmemory: 2048\ndisk: 10\npackages: [jq]\n',
    'postures/dev.yaml': 'ssh: { port: 22 }\n',
  })
  const origins = new Map<NodeKey, Origins>()
  const resolved = resolveSelection({ manifests: [loaded], site: 'lab', hostOf: host, config, origins })
  expect(resolved.problems).toEqual([])
  const found = [...resolved.nodes, ...resolved.networks].find(({ identity }) => identity.node === node)
  if (!found) throw new Error(`no ${node}`)
  const said = origins.get(found.key) ?? new Map()
  const places = [...said].map(([name, by]) => {
    const [source] = by
    const at = source && positionOf(source, { loaded, config })
    if (at) return [name, `${at.file.replace('/cfg/', '')}:${at.line}`] as const
    return [name, source?.kind === 'note' ? source.text : 'built in'] as const
  })
  return { values: valuesOf(found), places: Object.fromEntries(places) }
}

describe('each value', () => {
  test.each(['hv', 'inner'])('of %s has an origin, and each origin has a value', async (name) => {
    const { values, places } = await placed(name)
    expect(Object.keys(places).toSorted()).toEqual([...values.keys()].toSorted())
  })

  test.each([
    ['nobody', manifest, '', 'api', 'built in'],
    ['the site', manifest, '  provisioner: tofu\n', 'tofu', 'site.yaml:9'],
    ['the manifest', manifest.replace('{ stop', '{ provisioner: tofu, stop'), '', 'tofu', 'shop.yaml:3'],
    [
      'the node',
      manifest.replace('type: pve', 'type: pve\n    provisioner: api'),
      '  provisioner: tofu\n',
      'api',
      'shop.yaml:7',
    ],
    ['a template', golden, '  provisioner: tofu\n', 'api', 'built in'],
  ])('says how the guest is made: %s', async (_, text, defaults, provisioner, place) => {
    const { values, places } = await placed('hv', onHost('hv0'), text, defaults)
    expect([values.get('provisioner'), places['provisioner']]).toEqual([provisioner, place])
  })

  test('is shown with the file and line that say it', async () => {
    expect((await placed('hv')).places).toMatchObject({
      type: 'shop.yaml:6',
      host: '-H',
      provisioner: 'built in',
      spec: 'shop.yaml:11',
      vmid: 'shop.yaml:10',
      image: 'shop.yaml:8',
      cores: 'presets/vm-small.yaml:1',
      memory: 'presets/vm-small.yaml:2',
      packages: 'presets/vm-small.yaml:4',
      datastore: 'nodes/hv0.yaml:4',
      'disks.data.size': 'shop.yaml:13',
      'disks.data.datastore': 'nodes/hv0.yaml:4',
      'disks.more.datastore': 'shop.yaml:13',
      'nics.lan.bridge': 'site.yaml:8',
      'nics.lan.mac': 'made from its identity',
      'nics.dmz.bridge': 'shop.yaml:14',
      'nics.dmz.mac': 'shop.yaml:14',
      'nics.dmz.vlan': 'shop.yaml:14',
      ip: 'shop.yaml:9',
      gateway: 'site.yaml:3',
      dns_servers: 'site.yaml:5',
      vm_user: 'built in',
      ssh_keys: 'secrets.yaml:3',
      root_password: 'secrets.yaml:2',
      tags: 'shop.yaml:15',
      on_boot: 'built in',
      replace: 'shop.yaml:12',
      stop: 'shop.yaml:3',
      restart: 'built in',
      on_error: 'built in',
    })
  })

  test('of a node inside of another comes from its parent where that places it', async () => {
    expect((await placed('inner')).places).toMatchObject({
      host: 'shop.yaml:16',
      parent: 'shop.yaml:16',
      depends_on: 'shop.yaml:16',
      cores: 'built in',
      datastore: 'as on every fresh host',
      ip: 'built in',
    })
  })

  test('names who placed the manifest where nobody typed a host', async () => {
    expect((await placed('hv', onHost('hv0', 'site'))).places['host']).toBe('site.yaml:7')
  })
})

describe('a network, and a guest on it', () => {
  const text = `schema_version: 2
name: shop
nodes:
  - name: lan
    type: network
    zone: { name: dev, type: vxlan, peers: [192.0.2.12, 192.0.2.11] }
    subnets: [{ cidr: 10.0.0.0/24, gateway: 10.0.0.1 }]
  - { name: web, type: vm, preset: vm-small, image: debian-12, nics: [{ name: eth0, bridge: lan }] }
`

  test('have an origin for each value', async () => {
    const { values, places } = await placed('lan', onHost('hv0'), text)
    const noted = Object.keys(places).filter((name) => !['replace', 'restart', 'stop', 'clone'].includes(name))
    expect(noted.toSorted()).toEqual([...values.keys()].toSorted())
    expect(values.get('zone.peers')).toEqual(['192.0.2.11', '192.0.2.12'])
    expect(places).toMatchObject({
      vnet: 'shop.yaml:4',
      tag: 'built in',
      'zone.type': 'shop.yaml:6',
      'zone.mtu': 'built in',
      'subnets.10.0.0.0/24.gateway': 'shop.yaml:7',
    })
  })

  test('depend on each other by the bridge alone', async () => {
    const { values, places } = await placed('web', onHost('hv0'), text)
    expect(values.get('depends_on')).toEqual(['shop/lan@hv0'])
    expect(places['depends_on']).toBe('the bridges of its cards')
  })
})
