/** The graph of manifests, drawn. */
import { describe, expect, test } from 'vitest'
import { clonesIn } from '../../../src/graph/clones.ts'
import { networksIn } from '../../../src/graph/network-edges.ts'
import type { Manifest } from '../../../src/manifest/manifest.ts'
import { manifestFromWire } from '../../../src/manifest/wire.ts'
import { graphDocument, graphText } from '../../../src/report/graph.ts'

const parseManifest = (name: string, nodes: readonly object[]) =>
  manifestFromWire({
    schema_version: 2,
    name,
    nodes: nodes.map((node) => ('zone' in node ? node : { preset: 'small', ...node })),
  })

const view = (...manifests: readonly Manifest[]) => ({
  manifests,
  clones: clonesIn(manifests),
  networks: networksIn(manifests),
})

const lab = parseManifest('lab', [
  { name: 'outer', type: 'pve' },
  { name: 'web', type: 'vm', parent: 'outer', depends_on: ['db'] },
  { name: 'db', type: 'vm', parent: 'outer' },
  { name: 'lone', type: 'ct' },
])

test('a tree shows who lives on whom, and who else is needed', () => {
  expect(graphText(view(lab), 'tree').split('\n')).toEqual([
    'lab',
    '├─ outer (pve)',
    '│  ├─ web (vm, needs db)',
    '│  └─ db (vm)',
    '└─ lone (ct)',
    '',
  ])
})

test('a chain is drawn however deep it goes', () => {
  const chain = Array.from({ length: 3000 }, (_, index) => ({
    name: `n${index}`,
    type: 'pve' as const,
    ...(index === 0 ? {} : { parent: `n${index - 1}` }),
  }))
  const indented = graphText(view(parseManifest('deep', chain)), 'tree').split('\n')
  expect(indented.at(-2)).toMatch(/└─ n2999 \(pve\)$/)
})

const shop = parseManifest('web-shop', [{ name: 'web', type: 'vm' }])

test('Graphviz gets a frame for each manifest and every arrow, dashed where something is only needed', () => {
  expect(graphText(view(lab, shop), 'dot').split('\n')).toEqual([
    'digraph homestak {',
    '  subgraph cluster_0 {',
    '    label="lab"',
    '    "lab/outer" [label="outer (pve)" shape=box3d]',
    '    "lab/web" [label="web (vm)" shape=box]',
    '    "lab/db" [label="db (vm)" shape=box]',
    '    "lab/lone" [label="lone (ct)" shape=box]',
    '  }',
    '  subgraph cluster_1 {',
    '    label="web-shop"',
    '    "web-shop/web" [label="web (vm)" shape=box]',
    '  }',
    '  "lab/outer" -> "lab/web"',
    '  "lab/db" -> "lab/web" [style=dashed]',
    '  "lab/outer" -> "lab/db"',
    '}',
    '',
  ])
})

test('Mermaid gets the same', () => {
  expect(graphText(view(lab, shop), 'mermaid').split('\n')).toEqual([
    'flowchart TD',
    '  subgraph m0["lab"]',
    '    m0n0["outer (pve)"]',
    '    m0n1["web (vm)"]',
    '    m0n2["db (vm)"]',
    '    m0n3["lone (ct)"]',
    '  end',
    '  subgraph m1["web-shop"]',
    '    m1n0["web (vm)"]',
    '  end',
    '  m0n0 --> m0n1',
    '  m0n2 -.-> m0n1',
    '  m0n0 --> m0n2',
    '',
  ])
})

describe('a name with characters that mean something', () => {
  const nodes = [
    { name: 'end', type: 'pve' },
    { name: 'subgraph', type: 'vm', parent: 'end' },
  ]

  test.each([
    ['say "no"', '"say \\"no\\"', 'say #34;no#34;'],
    ['back\\', '"back\\\\', 'back#92;'],
    ['\\N\\n', '"\\\\N\\\\n', '#92;N#92;n'],
    ['a&lt;b', '"a&lt;b', 'a#38;lt#59;b'],
    ['#quot;', '"#quot;', '#35;quot#59;'],
    ['`md` _it_', '"`md` _it_', '#96;md#96; #95;it#95;'],
    ['- 1. list', '"- 1. list', '#45; 1#46; list'],
    ['] } end', '"] } end', '#93; #125; end'],
    ['rtl\u202ex', '"rtl\\\\u202ex', 'rtl#92;u202ex'],
    ['naïve 日本', '"naïve 日本', 'naïve 日本'],
  ])('%j breaks neither', (name, id, text) => {
    const odd = parseManifest(name, nodes)
    const [, , label, ...rest] = graphText(view(odd), 'dot').split('\n')
    expect(label).toBe(`    label=${id.replaceAll('&', '&amp;')}"`)
    expect(rest).toContain(`  ${id}/end" -> ${id}/subgraph"`)
    expect(graphText(view(odd), 'mermaid').split('\n').slice(1, 4)).toEqual([
      `  subgraph m0["${text}"]`,
      '    m0n0["end (pve)"]',
      '    m0n1["subgraph (vm)"]',
    ])
    expect(JSON.parse(graphText(view(odd), 'json'))).toEqual(graphDocument(view(odd)))
  })

  test('is no line of its own in a tree', () => {
    expect(graphText(view(parseManifest('a\u2028b', nodes)), 'tree').split('\n')[0]).toBe('a\\u2028b')
  })
})

test('JSON names the parent by its key', () => {
  expect(graphDocument(view(lab)).nodes[1]).toEqual({
    key: 'lab/web',
    type: 'vm',
    parent: 'lab/outer',
    dependsOn: ['lab/db'],
    image: null,
    template: false,
    clonedFrom: null,
    vnet: null,
    networks: [],
  })
  expect(JSON.parse(graphText(view(lab), 'json'))).toEqual(graphDocument(view(lab)))
})

describe('images, templates and clones', () => {
  const fleet = parseManifest('fleet', [
    { name: 'golden', type: 'vm', image: 'debian-12', template: true },
    { name: 'a', type: 'vm', image: 'debian-12' },
    { name: 'b', type: 'vm', image: 'debian-12', settings: { clone: 'import' } },
  ])
  const other = parseManifest('other', [{ name: 'c', type: 'vm', image: 'golden' }])

  test('are told in the tree', () => {
    expect(graphText(view(fleet, other), 'tree').split('\n')).toEqual([
      'fleet',
      '├─ golden (vm, template, image debian-12)',
      '├─ a (vm, clone of golden)',
      '└─ b (vm, image debian-12)',
      '',
      'other',
      '└─ c (vm, clone of fleet/golden)',
      '',
    ])
  })

  test('are drawn once each, with an arrow to whatever is made from them', () => {
    const arrows = (text: string) => text.split('\n').filter((line) => / -\.?-?> | -> |image/.test(line))
    expect(arrows(graphText(view(fleet, other), 'dot'))).toEqual([
      '  "image debian-12" [label="debian-12 (image)" shape=cylinder]',
      '  "image debian-12" -> "fleet/golden" [style=dashed]',
      '  "image debian-12" -> "fleet/b" [style=dashed]',
      '  "fleet/golden" -> "fleet/a" [style=dashed]',
      '  "fleet/golden" -> "other/c" [style=dashed]',
    ])
    expect(arrows(graphText(view(fleet, other), 'mermaid'))).toEqual([
      '  i0[("debian-12 #40;image#41;")]',
      '  i0 -.-> m0n0',
      '  i0 -.-> m0n2',
      '  m0n0 -.-> m0n1',
      '  m0n0 -.-> m1n0',
    ])
  })

  test('are named in JSON', () => {
    expect(graphDocument(view(fleet)).nodes.map(({ template, clonedFrom }) => [template, clonedFrom])).toEqual([
      [true, null],
      [false, 'fleet/golden'],
      [false, null],
    ])
  })
})

describe('networks', () => {
  const zone = { name: 'dev', type: 'simple' }
  const manifest = parseManifest('dev', [
    { name: 'lan', type: 'network', zone },
    { name: 'dmz', type: 'network', zone },
    {
      name: 'web',
      type: 'vm',
      depends_on: ['dmz'],
      nics: ['lan', 'dmz', 'vmbr0'].map((bridge) => ({ name: bridge, bridge })),
    },
  ])
  const other = parseManifest('apps', [{ name: 'app', type: 'vm', nics: [{ name: 'eth0', bridge: 'lan' }] }])

  test('show with their zone, and who is on them', () => {
    expect(graphText(view(manifest, other), 'tree').split('\n')).toEqual([
      'dev',
      '├─ lan (network, simple zone dev)',
      '├─ dmz (network, simple zone dev)',
      '└─ web (vm, on lan, needs dmz)',
      '',
      'apps',
      '└─ app (vm, on dev/lan)',
      '',
    ])
  })

  test('have one arrow to each guest on them', () => {
    const lines = graphText(view(manifest, other), 'dot').split('\n')
    expect(lines).toContain('    "dev/lan" [label="lan (network)" shape=ellipse]')
    expect(lines.filter((line) => line.includes('->'))).toEqual([
      '  "dev/dmz" -> "dev/web" [style=dashed]',
      '  "dev/lan" -> "dev/web" [style=dashed]',
      '  "dev/lan" -> "apps/app" [style=dashed]',
    ])
    expect(graphText(view(manifest, other), 'mermaid')).toContain('  m0n0 -.-> m1n0\n')
  })

  test('are told with their vnets in JSON', () => {
    expect(graphDocument(view(manifest)).nodes).toMatchObject([
      { key: 'dev/lan', type: 'network', vnet: 'lan', networks: [] },
      { key: 'dev/dmz', type: 'network', vnet: 'dmz', networks: [] },
      { key: 'dev/web', type: 'vm', vnet: null, networks: ['dev/lan', 'dev/dmz'] },
    ])
  })
})
