/** The graph of manifests, drawn. */
import { expect, test } from 'vitest'
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

test('Graphviz and Mermaid get every node and arrow, dashed where something is only needed', () => {
  expect(graphText([lab], 'dot')).toContain('"lab/outer" -> "lab/web"\n')
  expect(graphText([lab], 'dot')).toContain('"lab/db" -> "lab/web" [style=dashed]\n')
  expect(graphText([lab], 'mermaid')).toBe(
    [
      'flowchart TD',
      '  n0["lab/outer (pve)"]',
      '  n1["lab/web (vm)"]',
      '  n0 --> n1',
      '  n2 -.-> n1',
      '  n2["lab/db (vm)"]',
      '  n0 --> n2',
      '  n3["lab/lone (ct)"]',
      '',
    ].join('\n'),
  )
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
