/** The graph of the nodes that are wanted. */
import { describe, expect, test } from 'vitest'
import { keyOf, type DesiredNode } from '../../../src/graph/desired-node.ts'
import { compile } from '../../../src/graph/node-graph.ts'

function wanted(
  node: string,
  { parent, dependsOn = [] }: { readonly parent?: string; readonly dependsOn?: readonly string[] } = {},
): DesiredNode {
  const identity = { site: 's', host: 'h', manifest: 'm', node }
  return {
    key: keyOf(identity),
    identity,
    type: 'vm',
    ...(parent === undefined ? {} : { parent: keyOf({ ...identity, node: parent }) }),
    dependsOn: dependsOn.map((other) => keyOf({ ...identity, node: other })),
    hostFrom: 'flag',
    movedFrom: [],
    provisioner: 'api',
    policy: {
      protect: false,
      keepOnRemoval: false,
      suspend: false,
      replace: 'ask',
      restart: 'ask',
      stop: 'graceful',
      onError: 'stop',
    },
    guest: {
      name: node,
      image: 'i',
      cores: 1,
      memory: 512,
      disk: 8,
      datastore: 'd',
      disks: [],
      nics: [],
      tags: [],
      onBoot: true,
      cloudInit: { hostname: node, user: 'u', sshKeys: [], packages: [], dnsServers: [], ip: 'dhcp' },
    },
    source: { file: 'm.yaml', line: 1, column: 1 },
  }
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
