/** Defaults, the wire form, and the smaller manifests made from a whole one. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limitNodes, subtreeOf } from '../../../src/manifest/narrow.ts'
import type { Manifest } from '../../../src/manifest/manifest.ts'
import { defaultSettings, toManifest } from '../../../src/manifest/normalise.ts'
import type { ManifestDocument, NodeDocument } from '../../../src/manifest/schema.ts'
import { isManifestDocument } from '../../../src/manifest/validators.generated.ts'
import { manifestFromWire, manifestToWire } from '../../../src/manifest/wire.ts'

const manifestOf = (nodes: readonly NodeDocument[], rest: Partial<ManifestDocument> = {}): Manifest =>
  toManifest({ schema_version: 2, name: 'm', nodes, ...rest })

const names = ({ nodes }: Manifest): readonly string[] => nodes.map(({ name }) => name)

describe('defaults', () => {
  test('keep the meaning that manifests had before a field was added', () => {
    expect(manifestOf([{ name: 'a', type: 'vm' }])).toEqual({
      schema_version: 2,
      name: 'm',
      description: '',
      pattern: 'flat',
      execution_mode: 'push',
      host: null,
      moved_from: null,
      settings: {
        verify_ssh: true,
        cleanup_on_failure: true,
        timeout_buffer: 60,
        on_error: 'stop',
        replace: 'ask',
        restart: 'ask',
        stop: 'graceful',
        clone: 'linked',
      },
      nodes: [
        {
          name: 'a',
          type: 'vm',
          network: null,
          spec: null,
          preset: null,
          image: null,
          template: false,
          vmid: null,
          disk: null,
          parent: null,
          execution_mode: null,
          depends_on: [],
          protect: false,
          keep_on_removal: false,
          suspend: false,
          provisioner: null,
          tags: [],
          on_boot: true,
          ip: null,
          gateway: null,
          disks: [],
          nics: [],
          moved_from: null,
          settings: {},
        },
      ],
    })
  })

  test('has the provisioner of the settings with each node that names none, and none in its settings', () => {
    const nodes = [
      { name: 'a', type: 'vm' as const },
      { name: 'b', type: 'vm' as const, provisioner: 'api' as const },
    ]
    const manifest = toManifest({ schema_version: 2, name: 'shop', settings: { provisioner: 'tofu' }, nodes })
    expect(manifest.nodes.map(({ provisioner }) => provisioner)).toEqual(['tofu', 'api'])
    expect(manifest.settings).toEqual(defaultSettings)
  })
})

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/)
const part = fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/), size: fc.integer({ min: 1, max: 500 }) })
const anyNode: fc.Arbitrary<NodeDocument> = fc.record(
  {
    name,
    type: fc.constantFrom('vm', 'ct', 'pve'),
    spec: name,
    preset: name,
    image: name,
    vmid: fc.integer({ min: 100, max: 999_999_999 }),
    disk: fc.integer({ min: 1, max: 1000 }),
    execution: fc.record({ mode: fc.constant<'push'>('push') }, { requiredKeys: [] }),
    protect: fc.boolean(),
    keep_on_removal: fc.boolean(),
    suspend: fc.boolean(),
    provisioner: fc.constantFrom('api', 'tofu'),
    tags: fc.uniqueArray(name),
    on_boot: fc.boolean(),
    ip: fc.constantFrom('dhcp', '192.0.2.7/24'),
    gateway: fc.constant('192.0.2.1'),
    disks: fc.uniqueArray(part, { selector: (disk) => disk.name, maxLength: 4 }),
    nics: fc.uniqueArray(fc.record({ name, vlan: fc.integer({ min: 1, max: 4094 }) }, { requiredKeys: ['name'] }), {
      selector: (nic) => nic.name,
      maxLength: 4,
    }),
    moved_from: name,
    settings: fc.record(
      {
        replace: fc.constantFrom('ask', 'auto'),
        stop: fc.constantFrom('graceful', 'hard'),
        clone: fc.constantFrom('linked', 'full', 'import'),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['name', 'type'] },
)
const anyNetwork: fc.Arbitrary<NodeDocument> = fc.record(
  {
    name,
    type: fc.constant<'network'>('network'),
    vnet: fc.stringMatching(/^[A-Z][a-z0-9]{1,7}$/),
    zone: fc.record(
      {
        name: fc.stringMatching(/^[A-Z][a-z]{2,6}$/),
        type: fc.constant<'vxlan'>('vxlan'),
        peers: fc.constant(['192.0.2.11', '2001:db8::1']),
        mtu: fc.constant(1400),
      },
      { requiredKeys: ['name', 'type', 'peers', 'mtu'] },
    ),
    tag: fc.integer({ min: 1, max: 16_777_215 }),
    subnets: fc.constantFrom([], [{ cidr: '10.0.0.0/24', gateway: '10.0.0.1', snat: true }, { cidr: '2001:db8::/64' }]),
    protect: fc.boolean(),
    provisioner: fc.constantFrom('api', 'tofu'),
  },
  { requiredKeys: ['name', 'type', 'vnet', 'zone', 'tag'] },
)
const anyManifest: fc.Arbitrary<Manifest> = fc
  .record({
    nodes: fc
      .uniqueArray(fc.oneof({ weight: 3, arbitrary: anyNode }, anyNetwork), {
        selector: (node) => node.name,
        minLength: 1,
        maxLength: 6,
      })
      .filter(
        (nodes) =>
          new Set(nodes.flatMap(({ vmid }) => vmid ?? [])).size ===
            nodes.filter(({ vmid }) => vmid !== undefined).length &&
          new Set(nodes.map(({ vnet }, index) => vnet ?? index)).size === nodes.length &&
          new Set(nodes.map(({ zone }, index) => zone?.name ?? index)).size === nodes.length &&
          new Set(nodes.map(({ tag }, index) => tag ?? -index)).size === nodes.length,
      ),
    rest: fc.record(
      {
        description: fc.string(),
        pattern: fc.constantFrom('flat', 'tiered'),
        host: name,
        moved_from: name,
        execution: fc.record({ default_mode: fc.constantFrom('push', 'pull') }, { requiredKeys: [] }),
        settings: fc.record(
          {
            on_error: fc.constantFrom('stop', 'rollback', 'continue'),
            restart: fc.constantFrom('ask', 'auto'),
            verify_ssh: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ nodes, rest }) => manifestOf(nodes, rest))

describe('the wire form', () => {
  test('reads back as the manifest that was written', () => {
    fc.assert(
      fc.property(anyManifest, (manifest) => {
        expect(manifestFromWire(JSON.parse(JSON.stringify(manifestToWire(manifest))))).toEqual(manifest)
      }),
    )
  })

  test('is valid by the schema', () => {
    fc.assert(
      fc.property(anyManifest, (manifest) => {
        expect(isManifestDocument(manifestToWire(manifest))).toBe(true)
      }),
    )
  })

  test('writes out pattern and settings, and leaves out what is not given', () => {
    expect(manifestToWire(manifestOf([{ name: 'a', type: 'vm', parent: null, execution: {} }]))).toEqual({
      schema_version: 2,
      name: 'm',
      description: '',
      pattern: 'flat',
      nodes: [{ name: 'a', type: 'vm' }],
      settings: { verify_ssh: true, cleanup_on_failure: true, timeout_buffer: 60, on_error: 'stop' },
    })
  })

  test('is checked like a file when it is read', () => {
    expect(() =>
      manifestFromWire({ schema_version: 2, name: 'm', nodes: [{ name: 'a', type: 'vm', parent: 'b' }] }),
    ).toThrow(
      expect.objectContaining({
        code: 'InvalidManifest',
        message: expect.stringContaining("node 'a': unknown parent 'b'"),
      }),
    )
  })
})

const tree = manifestOf(
  [
    { name: 'x', type: 'vm', parent: 'q' },
    { name: 'p', type: 'pve', execution: { mode: 'push' } },
    { name: 'b', type: 'vm', depends_on: ['p'] },
    { name: 'q', type: 'pve', parent: 'p', depends_on: ['p'] },
    { name: 'y', type: 'vm', parent: 'p', depends_on: ['q'] },
  ],
  { host: 'hv0', moved_from: 'old', execution: { default_mode: 'pull' }, settings: { on_error: 'continue' } },
)

describe('a level limit', () => {
  test.each([
    [1, ['p', 'b']],
    [2, ['p', 'b', 'q', 'y']],
  ])('of %i keeps whole levels, wherever the nodes stand in the file', (levels, expected) => {
    expect(names(limitNodes(tree, levels))).toEqual(expected)
    expect(limitNodes(tree, levels).name).toBe(`m[:${levels}]`)
  })

  test.each([0, -1, 3, 9])('of %i cuts nothing', (levels) => {
    expect(limitNodes(tree, levels)).toBe(tree)
  })

  test('leaves a manifest that is valid', () => {
    expect(() => manifestFromWire(manifestToWire(limitNodes(tree, 2)))).not.toThrow()
  })
})

describe('a subtree', () => {
  test('holds what lives on the node, breadth first, its children as roots', () => {
    const subtree = subtreeOf(tree, 'p')
    expect(subtree.nodes.map((node) => [node.name, node.parent, node.depends_on])).toEqual([
      ['q', null, []],
      ['y', null, ['q']],
      ['x', 'q', []],
    ])
    expect(names(subtreeOf(tree, 'q'))).toEqual(['x'])
  })

  test('keeps the mode and the settings, but not what concerns the outer host', () => {
    expect(subtreeOf(tree, 'p')).toMatchObject({
      name: 'p-subtree',
      description: 'Subtree of m rooted at children of p',
      execution_mode: 'pull',
      host: null,
      moved_from: null,
      settings: { on_error: 'continue' },
    })
  })
})
