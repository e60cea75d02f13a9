/** What is wrong with a manifest in view of its site-config, and where. */
import { describe, expect, test } from 'vitest'
import { resolveSelection } from '../../../src/graph/resolve.ts'
import type { ManifestNode } from '../../../src/manifest/manifest.ts'
import { load, loaded, siteTexts } from '../config/fixtures.ts'
import { onHost, resolve } from './resolving.ts'

const told = async (own: Partial<ManifestNode>, texts: Readonly<Record<string, string>> = {}) => {
  const { problems } = await resolve([loaded([own])], texts)
  return problems.map(({ file, message, hint }) => ({ file, text: `${message} (${hint})` }))
}

describe('problems', () => {
  test('say what a node lacks, where it stands, and what to add', async () => {
    expect(await told({ preset: null })).toEqual([
      { file: 'shop.yaml nodes 0', text: "node 'web' has no preset (add preset: vm-small; known: vm-small)" },
    ])
    expect(await told({ image: null })).toEqual([
      { file: 'shop.yaml nodes 0', text: "node 'web' has no image (add image: NAME, e.g. debian-12)" },
    ])
    const [missing] = await told({ preset: 'vm-smal' })
    expect(missing).toMatchObject({ file: 'shop.yaml nodes 0 preset' })
    expect(missing?.text).toContain("did you mean 'vm-small'?")
    const [memory] = await told({}, { 'presets/vm-small.yaml': 'cores: 1\ndisk: 5\n' })
    expect(memory?.text).toContain("node 'web' has no memory")
    expect(memory?.text).toContain('add memory: to presets/vm-small.yaml')
  })

  test.each([
    ['cores: 0', 'cores is 0 (it must be 1 to 128)'],
    ['cores: 129', 'cores is 129'],
    ['memory: 511', 'memory is 511 (it must be at least 512 MiB)'],
    ['disk: 0', 'disk is 0 (it must be at least 1 GiB)'],
    ['ip: 192.0.2.9', "ip '192.0.2.9' is no address (write dhcp, or IPv4 with its prefix length, e.g. 192.0.2.10/24)"],
    ['ip: 999.1.1.1/24', "ip '999.1.1.1/24' is no address"],
    ['ip: 192.0.2.9/33', "ip '192.0.2.9/33' is no address"],
    ['ip: ""', "ip '' is no address"],
    ['ip: 192.0.2.9/24\ngateway: router', "gateway 'router' is no address"],
  ])('refuse the preset value %j', async (line, text) => {
    const sizes = ['cores: 1', 'memory: 512', 'disk: 1'].filter((size) => !line.startsWith(size.split(':')[0] ?? ''))
    const [first] = await told({}, { 'presets/vm-small.yaml': [...sizes, line].join('\n') })
    expect(first?.file).toBe('/cfg/presets/vm-small.yaml')
    expect(first?.text).toContain(`node 'web': ${text}`)
  })

  test('take the bounds themselves', async () => {
    expect(
      await told({ ip: '192.0.2.9/32' }, { 'presets/vm-small.yaml': 'cores: 128\nmemory: 512\ndisk: 1\n' }),
    ).toEqual([])
  })

  test('point at the node where the bad value is its own', async () => {
    expect((await told({ ip: '192.0.2.9' }))[0]?.file).toBe('shop.yaml nodes 0 ip')
  })

  test('of a host are told once, in its file, with the line to add', async () => {
    const { problems } = await resolve([loaded([{}]), loaded([{}], { name: 'other' })], {
      'nodes/hv0.yaml': 'api_token: zz\n',
    })
    expect(problems.map(({ file, message }) => [file, message])).toEqual([
      ['/cfg/nodes/hv0.yaml', "host 'hv0' has no datastore"],
      ['/cfg/nodes/hv0.yaml', "host 'hv0' has no api_endpoint"],
      ['/cfg/nodes/hv0.yaml', "host 'hv0' uses the token 'zz', which secrets.yaml does not have"],
    ])
    expect(problems[0]?.hint).toContain('datastore: local-zfs')
  })

  test('keep all nodes of their manifest out, and no node of another', async () => {
    const { nodes, broken } = await resolve([
      loaded([{}, { name: 'bad', preset: 'none' }]),
      loaded([{}], { name: 'other' }),
    ])
    expect(nodes.map(({ key }) => key)).toEqual(['other/web@hv0'])
    expect(broken.map(({ manifest }) => manifest.name)).toEqual(['shop'])
  })

  test('say which hosts there are where none is named, or one that is unknown', async () => {
    const { config } = await load(siteTexts)
    const none = resolveSelection({ manifests: [loaded([{}])], site: 'lab', config, hostOf: () => undefined })
    expect(none.problems[0]).toMatchObject({ file: 'shop.yaml', message: "manifest 'shop' names no host" })
    expect(none.problems[0]?.hint).toContain('known hosts: hv0')
    const unknown = await resolve([loaded([{}])], {}, onHost('hv9', 'manifest'))
    expect(unknown.problems[0]).toMatchObject({ file: 'shop.yaml host', message: "host 'hv9' is not known" })
  })
})
