/** The graph of manifests, drawn. */
import { describe, expect, test } from 'vitest'
import { manifestFromWire } from '../../../src/manifest/wire.ts'
import { graphDocument, graphText } from '../../../src/report/graph.ts'

const parseManifest = (name: string, nodes: readonly object[]) =>
  manifestFromWire({
    schema_version: 2,
    name,
    nodes: nodes.map((node) => ({ image: 'debian-12', preset: 'small', ...node })),
  })

const lab = parseManifest('lab', [
  { name: 'outer', type: 'pve' },
  { name: 'web', type: 'vm', parent: 'outer', depends_on: ['db'] },
  { name: 'db', type: 'vm', parent: 'outer' },
  { name: 'lone', type: 'ct' },
])

test('a tree shows who lives on whom, and who else is needed', () => {
  expect(graphText([lab], 'tree').split('\n')).toEqual([
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
  const indented = graphText([parseManifest('deep', chain)], 'tree').split('\n')
  expect(indented.at(-2)).toMatch(/└─ n2999 \(pve\)$/)
})

const shop = parseManifest('web-shop', [{ name: 'web', type: 'vm' }])

test('Graphviz gets a frame for each manifest and every arrow, dashed where something is only needed', () => {
  expect(graphText([lab, shop], 'dot').split('\n')).toEqual([
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
  expect(graphText([lab, shop], 'mermaid').split('\n')).toEqual([
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
    const [, , label, ...rest] = graphText([odd], 'dot').split('\n')
    expect(label).toBe(`    label=${id.replaceAll('&', '&amp;')}"`)
    expect(rest).toContain(`  ${id}/end" -> ${id}/subgraph"`)
    expect(graphText([odd], 'mermaid').split('\n').slice(1, 4)).toEqual([
      `  subgraph m0["${text}"]`,
      '    m0n0["end (pve)"]',
      '    m0n1["subgraph (vm)"]',
    ])
    expect(JSON.parse(graphText([odd], 'json'))).toEqual(graphDocument([odd]))
  })

  test('is no line of its own in a tree', () => {
    expect(graphText([parseManifest('a\u2028b', nodes)], 'tree').split('\n')[0]).toBe('a\\u2028b')
  })
})

test('JSON names the parent by its key', () => {
  expect(graphDocument([lab]).nodes[1]).toEqual({
    key: 'lab/web',
    type: 'vm',
    parent: 'lab/outer',
    dependsOn: ['lab/db'],
  })
  expect(JSON.parse(graphText([lab], 'json'))).toEqual(graphDocument([lab]))
})
