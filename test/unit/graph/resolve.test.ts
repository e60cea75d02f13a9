/** From manifests and a site-config to desired nodes. */
import { describe, expect, test } from 'vitest'
import { keyOf } from '../../../src/graph/desired-node.ts'
import { chooseHost } from '../../../src/graph/resolve.ts'
import type { Manifest, ManifestNode } from '../../../src/manifest/manifest.ts'
import { loaded, siteTexts } from '../config/fixtures.ts'
import { onHost, only, resolve } from './resolving.ts'

describe('a node', () => {
  test('gets everything from its preset, its host and the site that it does not say itself', async () => {
    const { key, identity, type, hostFrom, provisioner, guest, source } = await only({})
    expect({ key, identity, type, hostFrom, provisioner, source }).toEqual({
      key: 'shop/web@hv0',
      identity: { site: 'lab', host: 'hv0', manifest: 'shop', node: 'web' },
      type: 'vm',
      hostFrom: 'flag',
      provisioner: 'api',
      source: { file: 'shop.yaml nodes 0', line: 1, column: 1 },
    })
    expect(guest).toEqual({
      name: 'web',
      image: 'debian-12',
      cores: 2,
      memory: 2048,
      disk: 10,
      datastore: 'local-zfs',
      disks: [],
      tags: [],
      onBoot: true,
      nics: [{ name: 'eth0', bridge: 'vmbr0', mac: expect.stringMatching(/^BC:24:11(:[0-9A-F]{2}){3}$/), made: true }],
      cloudInit: {
        hostname: 'web',
        user: 'homestak',
        sshKeys: ['ssh-ed25519 AAAA one', 'ssh-ed25519 BBBB two'],
        rootPassword: { $secret: 'passwords.vm_root' },
        packages: [],
        domain: 'lab.test',
        dnsServers: ['192.0.2.53'],
        ip: 'dhcp',
      },
    })
  })

  test('wins over its preset, and the preset over the site', async () => {
    const preset =
      'cores: 4\nmemory: 512\ndisk: 8\nimage: old\nbridge: vmbr7\nip: 192.0.2.9/24\ngateway: 192.0.2.7\npackages: [jq, curl]\n'
    const texts = { 'presets/vm-small.yaml': preset }
    expect((await only({ image: null }, texts)).guest).toMatchObject({
      cores: 4,
      memory: 512,
      disk: 8,
      image: 'old',
      nics: [{ bridge: 'vmbr7' }],
      cloudInit: { ip: '192.0.2.9/24', gateway: '192.0.2.7', packages: ['jq', 'curl'] },
    })
    const own = {
      disk: 30,
      image: 'new',
      ip: '192.0.2.8/24',
      gateway: '192.0.2.6',
      vmid: 300,
      nics: [{ name: 'lan', bridge: 'vmbr9' }],
    }
    expect((await only(own, texts)).guest).toMatchObject({
      vmid: 300,
      disk: 30,
      image: 'new',
      nics: [{ bridge: 'vmbr9' }],
      cloudInit: { ip: '192.0.2.8/24', gateway: '192.0.2.6' },
    })
  })

  test('has the gateway of the site beside a static address only', async () => {
    expect((await only({ ip: '192.0.2.9/24' })).guest.cloudInit.gateway).toBe('192.0.2.1')
    expect((await only({ ip: 'dhcp', gateway: '192.0.2.1' })).guest.cloudInit).not.toHaveProperty('gateway')
  })

  test('has no root password where there is none', async () => {
    const secrets = siteTexts['secrets.yaml']?.replace('$6$salt$hash', '""') ?? ''
    expect((await only({}, { 'secrets.yaml': secrets })).guest.cloudInit).not.toHaveProperty('rootPassword')
  })

  test('puts its extra disks on the datastore of the host unless they name one', async () => {
    const { guest } = await only({
      disks: [
        { name: 'data', size: 5 },
        { name: 'log', size: 6, datastore: 'nas' },
      ],
    })
    expect(guest.disks).toEqual([
      { name: 'data', size: 5, datastore: 'local-zfs' },
      { name: 'log', size: 6, datastore: 'nas' },
    ])
  })

  test('has its tags in lower case, sorted, each once, and never the one that marks all our guests', async () => {
    expect((await only({ tags: ['Web', 'db', 'web', 'Homestak'] })).guest.tags).toEqual(['db', 'web'])
  })

  test('has the settings of its manifest where it has none of its own', async () => {
    const { settings } = loaded([]).manifest
    const more = { settings: { ...settings, replace: 'auto', stop: 'hard', on_error: 'rollback' } as const }
    expect(
      (await only({ settings: { replace: 'ask' }, protect: true, keep_on_removal: true, suspend: true }, {}, more))
        .policy,
    ).toEqual({
      protect: true,
      keepOnRemoval: true,
      suspend: true,
      replace: 'ask',
      restart: 'ask',
      stop: 'hard',
      onError: 'rollback',
      clone: 'linked',
    })
  })

  test('waits for the nodes that it names', async () => {
    const { nodes } = await resolve([loaded([{ name: 'db' }, { name: 'web', depends_on: ['db'] }])])
    expect(nodes[1]?.dependsOn).toEqual(['shop/db@hv0'])
  })

  test('of type ct needs neither preset nor image', async () => {
    expect((await only({ type: 'ct', preset: null, image: null })).guest).toMatchObject({
      cores: 1,
      memory: 512,
      disk: 8,
    })
  })
})

describe('the address of a card', () => {
  const macs = async (own: Partial<ManifestNode>, host = 'hv0') => {
    const { nodes } = await resolve(
      [loaded([own])],
      { 'nodes/hv1.yaml': `${siteTexts['nodes/hv0.yaml']}` },
      onHost(host),
    )
    return nodes[0]?.guest.nics.map(({ mac }) => mac)
  }

  test('is the declared one in upper case', async () => {
    expect(await macs({ nics: [{ name: 'lan', mac: 'bc:24:11:0a:0b:0c', vlan: 7 }] })).toEqual(['BC:24:11:0A:0B:0C'])
  })

  test('is the same on every run, and another for another card, node or host', async () => {
    const all = [
      await macs({}),
      await macs({ nics: [{ name: 'lan' }] }),
      await macs({ name: 'db' }),
      await macs({}, 'hv1'),
    ]
    expect(await macs({})).toEqual(all[0])
    expect(new Set(all.flat()).size).toBe(4)
  })

  test('is a problem where two cards of a host have it, and the second manifest gives no node', async () => {
    const nics = [{ name: 'lan', mac: 'BC:24:11:00:00:01' }]
    const { nodes, broken, problems } = await resolve([loaded([{ nics }]), loaded([{ nics }], { name: 'other' })])
    expect(nodes.map(({ key }) => key)).toEqual(['shop/web@hv0'])
    expect(broken.map(({ manifest }) => manifest.name)).toEqual(['other'])
    expect(problems[0]?.message).toContain("'shop/web@hv0' has too")
  })
})

describe('nested nodes', () => {
  const nested = loaded([
    { name: 'leaf', parent: 'hv2' },
    { name: 'hv1', type: 'pve' },
    { name: 'hv2', type: 'pve', parent: 'hv1' },
    { name: 'beside', parent: 'web' },
    { name: 'web' },
  ])

  test('live on the path of their hosts, in whatever order they stand', async () => {
    const { nodes, problems } = await resolve([nested])
    expect(problems).toEqual([])
    expect(nodes.map(({ key, parent }) => [key, parent])).toEqual([
      ['shop/leaf@hv0/hv1/hv2', 'shop/hv2@hv0/hv1'],
      ['shop/hv1@hv0', undefined],
      ['shop/hv2@hv0/hv1', 'shop/hv1@hv0'],
      ['shop/beside@hv0', 'shop/web@hv0'],
      ['shop/web@hv0', undefined],
    ])
    expect(nodes.every(({ key, identity }) => key === keyOf(identity))).toBe(true)
  })

  test('do not use the storage of the outer host', async () => {
    const { nodes } = await resolve([nested])
    expect(nodes.map(({ guest }) => guest.datastore)).toEqual(['local', 'local-zfs', 'local', 'local-zfs', 'local-zfs'])
  })

  test('may be nested thousands deep', async () => {
    const chain = Array.from({ length: 3000 }, (_, index) => ({
      name: `n${index}`,
      type: 'pve' as const,
      parent: index === 2999 ? null : `n${index + 1}`,
    }))
    const { nodes } = await resolve([loaded(chain)])
    expect(nodes[0]?.identity.host.split('/').length).toBe(3000)
  })
})

describe('old names', () => {
  const olds = async (own: Partial<ManifestNode>, more: Partial<Manifest> = {}) => {
    const { movedFrom, identity } = await only(own, {}, more)
    expect(movedFrom.every(({ site, host }) => site === identity.site && host === identity.host)).toBe(true)
    return movedFrom.map(({ manifest, node }) => `${manifest}/${node}`)
  }

  test('come from the node, from the manifest, and from both together', async () => {
    expect(await olds({})).toEqual([])
    expect(await olds({ moved_from: 'old' })).toEqual(['shop/old'])
    expect(await olds({ moved_from: 'other/old' })).toEqual(['other/old'])
    expect(await olds({}, { moved_from: 'store' })).toEqual(['store/web'])
    expect(await olds({ moved_from: 'old' }, { moved_from: 'store' })).toEqual(['store/old', 'shop/old', 'store/web'])
  })

  test('never name the node itself', async () => {
    expect(await olds({ moved_from: 'web' }, { moved_from: 'shop' })).toEqual([])
  })
})

test('a host is chosen by the flag, then by the manifest, then by the site', () => {
  const { manifest } = loaded([], { host: 'own' })
  expect(chooseHost(manifest, { flag: 'flag', siteDefault: 'site' })).toEqual({ host: 'flag', from: 'flag' })
  expect(chooseHost(manifest, { siteDefault: 'site' })).toEqual({ host: 'own', from: 'manifest' })
  expect(chooseHost({ ...manifest, host: null }, { siteDefault: 'site' })).toEqual({ host: 'site', from: 'site' })
  expect(chooseHost({ ...manifest, host: null }, {})).toBeUndefined()
})
