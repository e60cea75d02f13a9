/** A template with linked clones is not taken away, however their disks are named. */
import { describe, expect, test } from 'vitest'
import { templateInUse } from '../../../src/reconciler/guards/template-in-use.ts'
import { restsOn } from '../../../src/reconciler/rests-on.ts'
import { aGuest, aHost, aNode, aWorld, consent, intentOn, uidOf } from './fixtures.ts'

const golden = aNode({ name: 'golden', guest: { template: true } })
const template = aGuest({ vmid: 900, node: golden, config: { template: '1' } })
const clone = (vmid: number, node = aNode()) =>
  aGuest({ vmid, node, config: { virtio0: `vmstore:900/base-900-disk-0.raw/${vmid}/vm-${vmid}-disk-0.qcow2,size=8G` } })

test.each([
  ['a file', 'vmstore:900/base-900-disk-0.qcow2/101/vm-101-disk-0.qcow2,size=8G', true],
  ['a file of a template of its own', 'vmstore:900/base-900-disk-0.qcow2/101/base-101-disk-0.qcow2,size=8G', true],
  ['a dataset of ZFS', 'tank:base-900-disk-0/vm-101-disk-0', true],
  ['a file of its own', 'vmstore:101/vm-101-disk-0.qcow2', false],
  ['a layer on another template', 'vmstore:9000/base-9000-disk-0.qcow2/101/vm-101-disk-0.qcow2', false],
  ['a thin volume, which needs its origin no more', 'thin:vm-101-disk-0', false],
])('a guest with %s rests on template 900: %s', (_, virtio0, rests) => {
  expect(restsOn(aGuest({ vmid: 101, config: { virtio0 } }).view, { vmid: 900 })).toBe(rests)
})

describe('a template', () => {
  const hold = (...parts: Parameters<typeof aWorld>) =>
    templateInUse(intentOn('destroy', template, golden, false), aWorld(...parts))
  const web = aNode()
  const seen = [template, clone(101)]

  test('is held while a clone is declared or somebody else’s, and named by it', () => {
    expect(hold({ nodes: [web], hosts: [aHost({ seen })] })).toMatchObject({
      reason: 'TemplateInUse',
      message: 'a linked clone rests on template 900: 101 (web)',
    })
    const stranger = aGuest({ vmid: 102, node: null, config: { virtio0: clone(102).view.config['virtio0'] ?? '' } })
    expect(hold({ hosts: [aHost({ seen: [template, stranger] })] })?.message).toContain('102')
  })

  test('goes where its clones go first: undeclared, or named by a person', () => {
    expect(hold({ hosts: [aHost({ seen })] })).toBeUndefined()
    const consents = consent({ destroy: new Set([uidOf(101)]) })
    expect(hold({ nodes: [web], hosts: [aHost({ seen })], consents })).toBeUndefined()
  })

  test('is held for one that is only let go', () => {
    const kept = { ...clone(101), view: { ...clone(101).view } }
    const mark = kept.view.mark
    if (!mark) throw new Error('no mark')
    const view = { ...kept.view, mark: { ...mark, keep: true as const } }
    expect(hold({ hosts: [aHost({ seen: [template, { ...kept, view }] })] })?.reason).toBe('TemplateInUse')
  })

  test('takes any other change', () => {
    const world = aWorld({ nodes: [web], hosts: [aHost({ seen })] })
    for (const act of ['configure', 'release', 'move'] as const)
      expect(templateInUse(intentOn(act, template, golden), world)).toBeUndefined()
  })
})
