/** The rules that look beyond the guest itself: foreign guests, renames, moves to another host. */
import { describe, expect, test } from 'vitest'
import { foreign } from '../../../src/reconciler/guards/foreign.ts'
import { hostChange } from '../../../src/reconciler/guards/host-change.ts'
import { rename } from '../../../src/reconciler/guards/rename.ts'
import {
  aGuest,
  aHost,
  aNode,
  aSilentHost,
  aWorld,
  consent,
  intentOn,
  intentToMake,
  uidOf,
  type SeenGuest,
} from './fixtures.ts'

const web = aNode()
const db = aNode({ name: 'db' })
const stranger = (vmid: number, name = 'stranger') => aGuest({ vmid, node: null, config: { name } })
const around = (...seen: SeenGuest[]) => aWorld({ nodes: [web], hosts: [aHost({ seen })] })

describe('a foreign guest', () => {
  test('with the vmid holds a create, and is named', () => {
    expect(foreign(intentToMake(web, 100), around(stranger(100)))).toMatchObject({
      reason: 'ForeignGuest',
      message: 'vmid 100 is taken by stranger on hv0, which homestak did not make',
      fix: 'give web another vmid, or take the node out: homestak leaves that guest as it is',
    })
  })

  test('with the name holds a create: two guests of one name confuse people and DNS', () => {
    expect(foreign(intentToMake(web, 100), around(stranger(55, 'web')))?.message).toBe(
      'guest 55 on hv0 is called web too, and homestak did not make it',
    )
  })

  test.each([
    [
      'a template of that name: guests are made from it',
      aGuest({ vmid: 55, node: null, config: { name: 'web', template: '1' } }),
    ],
    ['another name and vmid', stranger(55)],
    ['a guest of ours with that name, of another manifest', aGuest({ vmid: 55, node: aNode({ manifest: 'store' }) })],
  ])('is not %s', (_, other) => {
    expect(foreign(intentToMake(web, 100), around(other))).toBeUndefined()
  })

  test('is not one in the making under that vmid: it may be this very node', () => {
    const half = aGuest({ vmid: 100, node: null, config: { name: '', lock: 'create' } })
    const making = new Map([[100, { running: true, lastEnd: null, auditable: true }]])
    const world = aWorld({ nodes: [web], hosts: [aHost({ seen: [half], making })] })
    expect(foreign(intentToMake(web, 100), world)).toBeUndefined()
  })

  test('elsewhere is no matter', () => {
    const hosts = [aHost(), aHost({ host: 'hv1', seen: [stranger(100, 'web')] })]
    expect(foreign(intentToMake(web, 100), aWorld({ nodes: [web], hosts }))).toBeUndefined()
  })

  test('holds a replace before the old guest goes, where the new one could not be made', () => {
    const own = aGuest({ vmid: 100 })
    const moving = aNode({ guest: { vmid: 200 } })
    const replace = intentOn('replace', own, moving)
    expect(foreign(replace, around(own, stranger(200)))?.reason).toBe('ForeignGuest')
    expect(foreign(replace, around(own, stranger(55, 'web')))?.reason).toBe('ForeignGuest')
    expect(foreign(replace, around(own, aGuest({ vmid: 200, node: db })))?.message).toBe(
      'vmid 200 is taken by db on hv0, another node of ours',
    )
    expect(foreign(replace, around(own))).toBeUndefined()
    expect(foreign(intentOn('replace', own, web), around(own))).toBeUndefined()
  })

  test('does not hold what is done to our own guest', () => {
    const own = aGuest({ vmid: 100 })
    expect(foreign(intentOn('configure', own, web), around(own, stranger(55, 'web')))).toBeUndefined()
  })
})

describe('a suspected rename', () => {
  const old = aGuest({ vmid: 100, node: aNode({ name: 'old' }) })
  const front = aNode({ name: 'front', guest: { vmid: 100 } })
  const world = aWorld({ nodes: [front], hosts: [aHost({ seen: [old] })] })

  test('holds the new node and the old guest, with the line to add', () => {
    const create = rename(intentToMake(front, 100), world)
    expect(create?.reason).toBe('SuspectedRename')
    expect(create?.fix).toContain('add to node front: moved_from: old')
    expect(rename(intentOn('destroy', old, aNode({ name: 'old' }), false), world)).toEqual(create)
    expect(rename(intentOn('release', old, aNode({ name: 'old' }), false), world)).toEqual(create)
  })

  test('names the old manifest where the node is in another one now', () => {
    const moved = aNode({ manifest: 'store' })
    const guest = aGuest({ vmid: 100, node: web })
    const stillThere = aWorld({ nodes: [moved, db], hosts: [aHost({ seen: [guest] })] })
    expect(rename(intentToMake(moved), stillThere)?.fix).toContain('add to node web: moved_from: shop/web')
  })

  test('names the line for the top of the manifest where all of it was renamed', () => {
    const moved = aNode({ manifest: 'store' })
    const renamed = aWorld({ nodes: [moved], hosts: [aHost({ seen: [aGuest({ node: web })] })] })
    expect(rename(intentToMake(moved), renamed)?.fix).toContain('at the top of manifest store: moved_from: shop')
  })

  test('is told apart from two nodes that want one vmid', () => {
    const both = aWorld({ nodes: [front, aNode({ name: 'old' })], hosts: [aHost({ seen: [old] })] })
    expect(rename(intentToMake(front, 100), both)?.message).toContain('which is declared as well')
  })

  test('holds no guest that a person named, and nothing that is neither made nor taken away', () => {
    const named = { ...world, consents: consent({ destroy: new Set([uidOf(100)]) }) }
    expect(rename(intentOn('destroy', old, aNode({ name: 'old' }), false), named)).toBeUndefined()
    expect(rename(intentOn('configure', old, aNode({ name: 'old' })), world)).toBeUndefined()
    expect(rename(intentToMake(db, 200), world)).toBeUndefined()
  })
})

describe('a manifest that moved to another host', () => {
  const there = aNode({ host: 'hv1' })
  const left = aGuest({ vmid: 100, node: web })
  const moved = (hv0: ReturnType<typeof aHost>, more = {}) =>
    aWorld({ nodes: [there], hosts: [hv0, aHost({ host: 'hv1' })], hostChanges: new Map([['shop', 'hv0']]), ...more })

  test('makes no second guest while the first one is there, or nobody can see whether it is', () => {
    for (const hv0 of [aHost({ seen: [left] }), aSilentHost()]) {
      expect(hostChange(intentToMake(there), moved(hv0))).toMatchObject({
        reason: 'HostChanged',
        message: 'shop was on hv0 and is declared on hv1 now',
      })
    }
  })

  test('says both ways out', () => {
    const fix = hostChange(intentToMake(there), moved(aHost({ seen: [left] })))?.fix
    expect(fix).toContain('host: hv0')
    expect(fix).toContain('--replace shop/web@hv1')
  })

  test('makes what it never had there, what is gone there, and what a person agreed to', () => {
    expect(hostChange(intentToMake(aNode({ name: 'db', host: 'hv1' })), moved(aHost({ seen: [left] })))).toBeUndefined()
    expect(hostChange(intentToMake(there), moved(aHost()))).toBeUndefined()
    const consents = consent({ replace: new Set([there.key]) })
    expect(hostChange(intentToMake(there), moved(aHost({ seen: [left] }), { consents }))).toBeUndefined()
  })

  test('concerns no other manifest', () => {
    const other = aNode({ manifest: 'store', host: 'hv1' })
    expect(hostChange(intentToMake(other), moved(aHost({ seen: [left] })))).toBeUndefined()
  })
})
