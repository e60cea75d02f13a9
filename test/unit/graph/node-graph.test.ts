/** The graph of the nodes that are wanted. */
import { describe, expect, test } from 'vitest'
import { keyOf, type DesiredNode } from '../../../src/graph/desired-node.ts'
import { compile } from '../../../src/graph/node-graph.ts'
import { aNode } from '../reconciler/fixtures.ts'

function wanted(
  node: string,
  { parent, dependsOn = [] }: { readonly parent?: string; readonly dependsOn?: readonly string[] } = {},
): DesiredNode {
  const place = { host: 'h', manifest: 'm' }
  return aNode({
    name: node,
    ...place,
    more: {
      ...(parent === undefined ? {} : { parent: keyOf({ ...place, node: parent }) }),
      dependsOn: dependsOn.map((other) => keyOf({ ...place, node: other })),
    },
  })
}

describe('compiling', () => {
  test('keeps the nodes, and orders them by what they need', () => {
    const nodes = [wanted('web', { dependsOn: ['db'] }), wanted('db', { parent: 'p' }), wanted('p')]
    const graph = compile(nodes)
    expect(graph.nodes).toEqual(nodes)
    expect(graph.createOrder()).toEqual(['m/p@h', 'm/db@h', 'm/web@h'])
    expect(graph.subtreeOf('m/p@h')).toEqual(['m/db@h'])
    expect(graph.node('m/web@h')).toBe(nodes[0])
    expect(graph.node('m/none@h')).toBeUndefined()
  })

  test('works for nodes whose needs were narrowed away', () => {
    expect(compile([wanted('web', { dependsOn: ['db'], parent: 'p' })]).createOrder()).toEqual(['m/web@h'])
  })

  test('refuses two nodes of one key', () => {
    expect(() => compile([wanted('a'), wanted('b'), wanted('a')])).toThrow(
      expect.objectContaining({ code: 'InvalidManifest', message: "two manifests declare 'm/a@h'" }),
    )
  })

  test('refuses a circle, and shows it', () => {
    expect(() => compile([wanted('a', { dependsOn: ['b'] }), wanted('b', { parent: 'a' })])).toThrow(
      expect.objectContaining({
        code: 'InvalidManifest',
        message: "nodes need each other in a cycle: 'm/a@h' -> 'm/b@h' -> 'm/a@h'",
      }),
    )
  })
})
