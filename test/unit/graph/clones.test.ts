/** Which guests wait for which template. */
import { describe, expect, test } from 'vitest'
import { circularClones, withTemplates } from '../../../src/graph/clones.ts'
import { compile } from '../../../src/graph/node-graph.ts'
import type { DesiredNode } from '../../../src/graph/desired-node.ts'
import { aNode, type NodeParts } from '../reconciler/fixtures.ts'

const template = (more: NodeParts = {}) => aNode({ name: 'golden', ...more, guest: { ...more.guest, template: true } })
const clonesOf = (...nodes: readonly DesiredNode[]) =>
  withTemplates(nodes).flatMap(({ identity, clonedFrom }) => (clonedFrom ? [[identity.node, clonedFrom]] : []))

describe('a node is cloned from a template node', () => {
  test('of whose image it is, and waits for it', () => {
    const [, web] = withTemplates([template(), aNode({ more: { dependsOn: ['shop/db@hv0'] } })])
    expect(web).toMatchObject({ clonedFrom: 'shop/golden@hv0', dependsOn: ['shop/db@hv0', 'shop/golden@hv0'] })
  })

  test('whose name is its image, before one of its image', () => {
    const named = aNode({ guest: { image: 'golden' } })
    const others = [template({ name: 'other', guest: { image: 'golden' } }), template()]
    expect(clonesOf(...others, named)).toEqual([['web', 'shop/golden@hv0']])
  })

  test('whose name is its image also where another manifest declares it, after one of its own', () => {
    const named = aNode({ guest: { image: 'golden' } })
    expect(clonesOf(template({ manifest: 'base' }), template(), named)).toEqual([['web', 'shop/golden@hv0']])
    expect(clonesOf(template({ manifest: 'base' }), named)).toEqual([['web', 'base/golden@hv0']])
  })

  test.each([
    ['on another host', [template({ host: 'hv1' }), aNode()]],
    ['of its image in another manifest', [template({ manifest: 'base' }), aNode()]],
    ['of another image', [template({ guest: { image: 'debian-13' } }), aNode()]],
    ['where it is to be imported', [template(), aNode({ policy: { clone: 'import' } })]],
    ['that needs it itself', [template({ more: { dependsOn: ['shop/web@hv0'] } }), aNode()]],
    [
      'that needs it through another',
      [
        template({ more: { dependsOn: ['shop/db@hv0'] } }),
        aNode({ name: 'db', guest: { image: 'debian-13' }, more: { dependsOn: ['shop/web@hv0'] } }),
        aNode(),
      ],
    ],
    ['where it is a container', [template(), aNode({ more: { type: 'ct' } })]],
    ['where OpenTofu makes it', [template(), aNode({ more: { provisioner: 'tofu' } })]],
  ])('and not from one %s', (_, nodes) => {
    expect(clonesOf(...nodes)).toEqual([])
  })

  test('edges that nobody wrote close no circle', () => {
    const nodes = [
      template({ name: 't12', more: { dependsOn: ['shop/x@hv0'] } }),
      template({ name: 't13', guest: { image: 'debian-13' }, more: { dependsOn: ['shop/y@hv0'] } }),
      aNode({ name: 'x', guest: { image: 'debian-13' } }),
      aNode({ name: 'y' }),
    ]
    expect(compile(withTemplates(nodes)).createOrder()).toHaveLength(4)
    expect(clonesOf(...nodes)).toEqual([['x', 'shop/t13@hv0']])
  })

  test('an image that names a template closes one only as a problem of its own file', () => {
    const nodes = [
      template({ manifest: 'base', more: { dependsOn: ['base/x@hv0'] } }),
      aNode({ name: 'x', manifest: 'base', guest: { image: 'golden' } }),
      aNode({ guest: { image: 'golden' } }),
    ]
    const problems = circularClones(withTemplates(nodes))
    expect([...problems]).toMatchObject([
      [
        'base/x@hv0',
        { file: 'base.yaml', message: "'base/x@hv0' is cloned from 'base/golden@hv0', which needs it itself" },
      ],
    ])
  })

  test('what is as before stays the same object', () => {
    const nodes = [template(), aNode()]
    expect(withTemplates(nodes)).toEqual(withTemplates(nodes))
    expect(withTemplates(nodes)[1]).toBe(withTemplates(nodes)[1])
    expect(withTemplates([template({ name: 'silver' }), nodes[1] ?? aNode()])[1]?.clonedFrom).toBe('shop/silver@hv0')
  })

  test('a template is never cloned from another one', () => {
    expect(clonesOf(template(), template({ name: 'second' }))).toEqual([])
  })

  test('without a template every node stays the same object', () => {
    const nodes = [aNode()]
    expect(withTemplates(nodes)).toBe(nodes)
  })
})
