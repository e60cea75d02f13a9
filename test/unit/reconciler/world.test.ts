/** Whose a guest is, which one is a node's, and which are nobody's any more. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock.ts'
import { decideNode } from '../../../src/reconciler/decide.ts'
import { worldBuilder, type World } from '../../../src/reconciler/world.ts'
import { aGuest, aHost, aNode, aScene, aSilentHost, aWorld, markOf, uidOf } from './fixtures.ts'
import { writeMark } from '../../../src/pve/mark.ts'

const web = aNode()
const db = aNode({ name: 'db' })
const vmidsOf = (guests: readonly { readonly view: { readonly vmid: number } }[]) => guests.map(({ view }) => view.vmid)

describe('a guest is ours', () => {
  const owned = (...seen: Parameters<typeof aGuest>[0][]) =>
    vmidsOf(aWorld({ hosts: [aHost({ seen: seen.map((parts) => aGuest(parts)) })] }).owned)

  test('by the mark in its description, also without the tag', () => {
    expect(owned({ vmid: 100, tags: [] })).toEqual([100])
  })

  test('not by the tag or the name alone', () => {
    expect(owned({ vmid: 100, node: null, tags: ['homestak'], config: { name: 'web' } })).toEqual([])
  })

  test('not with the mark of another vmid: a clone, or a restore under another id', () => {
    expect(owned({ vmid: 100 }, { vmid: 101, mark: { vmid: 100 } })).toEqual([100])
  })

  test('not with the mark of another site', () => {
    expect(owned({ vmid: 100, mark: { site: 'other' } })).toEqual([])
  })

  test('not with a mark that cannot be read', () => {
    const later = writeMark('', markOf(web, 100)).replace('homestak:1', 'homestak:2')
    expect(owned({ vmid: 100, description: later })).toEqual([])
  })
})

describe('a mark names a host entry, and is valid', () => {
  const elsewhere = aGuest({ node: aNode({ host: 'hv1' }) })

  test('through that entry only', () => {
    const hosts = [aHost({ host: 'hv0', seen: [elsewhere] }), aHost({ host: 'hv1' })]
    expect(aWorld({ hosts }).owned).toEqual([])
    expect(aWorld({ hosts: [aHost({ host: 'hv1', seen: [elsewhere] })] }).owned).toHaveLength(1)
  })

  test('or through another entry of the same cluster, and the guest counts once', () => {
    const clusterKey = 'cluster a'
    const hv0 = aHost({ host: 'hv0', clusterKey, seen: [elsewhere] })
    const hv1 = aHost({ host: 'hv1', clusterKey, seen: [elsewhere] })
    for (const hosts of [
      [hv0, hv1],
      [hv1, hv0],
    ]) {
      expect(aWorld({ hosts }).owned.map(({ host, key }) => [host, key])).toEqual([['hv1', 'shop/web@hv1']])
    }
  })

  test('not through a host while its own entry is silent: nobody knows whether they are one cluster', () => {
    expect(aWorld({ hosts: [aHost({ host: 'hv0', seen: [elsewhere] }), aSilentHost('hv1')] }).owned).toEqual([])
  })
})

describe('a guest is unclaimed', () => {
  const seen = [aGuest({ vmid: 100, node: web }), aGuest({ vmid: 101, node: db })]
  const hosts = [aHost({ seen })]

  test('where it is ours, in scope, and nothing declares it', () => {
    expect(vmidsOf(aWorld({ nodes: [web], hosts }).unclaimed)).toEqual([101])
  })

  test('not where its manifest or its host is out of scope', () => {
    expect(aWorld({ hosts, scope: [{ manifest: 'other', host: 'hv0' }] }).unclaimed).toEqual([])
    expect(aWorld({ hosts, scope: [{ manifest: 'shop', host: 'hv1' }] }).unclaimed).toEqual([])
  })

  test('not where another node takes it over', () => {
    const heir = aNode({ name: 'front', more: { movedFrom: [web.identity] } })
    expect(vmidsOf(aWorld({ nodes: [heir, db], hosts }).unclaimed)).toEqual([])
  })
})

describe('a node takes a guest over', () => {
  const front = aNode({ name: 'front', more: { movedFrom: [web.identity] } })
  const heirs = (scene: Parameters<typeof aWorld>[0]) => [...aWorld(scene).heirs].map(([old, { key }]) => [old, key])

  test('that it was moved from', () => {
    const hosts = [aHost({ seen: [aGuest({ node: web })] })]
    expect(heirs({ nodes: [front], hosts })).toEqual([['shop/web@hv0', 'shop/front@hv0']])
  })

  test('no longer once it has a guest of its own: then moved_from says nothing', () => {
    const hosts = [aHost({ seen: [aGuest({ node: front }), aGuest({ vmid: 101, node: web })] })]
    expect(heirs({ nodes: [front], hosts })).toEqual([])
    expect(vmidsOf(aWorld({ nodes: [front], hosts }).unclaimed)).toEqual([101])
  })

  test('never that of a node which is declared', () => {
    const hosts = [aHost({ seen: [aGuest({ node: web })] })]
    expect(heirs({ nodes: [front, web], hosts })).toEqual([])
  })
})

describe('a rename is suspected', () => {
  const renames = (scene: Parameters<typeof aWorld>[0]) =>
    aWorld(scene).renames.map(({ node, guest }) => `${node} <- ${guest.key}`)

  test('where a new node has the name of an unclaimed guest on that host', () => {
    const moved = aNode({ manifest: 'store' })
    const hosts = [aHost({ seen: [aGuest({ node: web })] })]
    expect(renames({ nodes: [moved], hosts })).toEqual(['store/web@hv0 <- shop/web@hv0'])
  })

  test('where a new node has the vmid of any guest of ours, in scope or not', () => {
    const front = aNode({ name: 'front', guest: { vmid: 100 } })
    const orphan = aGuest({ vmid: 100, node: aNode({ name: 'old', manifest: 'gone' }) })
    expect(renames({ nodes: [front], hosts: [aHost({ seen: [orphan] })] })).toEqual(['shop/front@hv0 <- gone/old@hv0'])
  })

  test('not where the new node has another name and vmid', () => {
    const front = aNode({ name: 'front', guest: { vmid: 300 } })
    expect(renames({ nodes: [front], hosts: [aHost({ seen: [aGuest({ node: web })] })] })).toEqual([])
  })

  test('not where the guest of that name is on another host, or of nobody', () => {
    const moved = aNode({ manifest: 'store', host: 'hv1' })
    const hosts = [aHost({ seen: [aGuest({ node: web })] }), aHost({ host: 'hv1' })]
    expect(renames({ nodes: [moved], hosts })).toEqual([])
    const foreign = aGuest({ vmid: 100, node: null, config: { name: 'web' } })
    expect(renames({ nodes: [web], hosts: [aHost({ seen: [foreign] })] })).toEqual([])
  })

  test('not where moved_from says it, nor where the node has its guest', () => {
    const front = aNode({ name: 'front', guest: { vmid: 100 }, more: { movedFrom: [web.identity] } })
    const hosts = [aHost({ seen: [aGuest({ vmid: 100, node: web })] })]
    expect(renames({ nodes: [front], hosts })).toEqual([])
    expect(renames({ nodes: [web], hosts })).toEqual([])
  })
})

describe('two guests of one identity', () => {
  test('are both under its key', () => {
    const seen = [aGuest({ vmid: 100 }), aGuest({ vmid: 101, node: web })]
    const world = aWorld({ nodes: [web], hosts: [aHost({ seen })] })
    expect(vmidsOf(world.byKey.get(web.key) ?? [])).toEqual([100, 101])
  })
})

test('a world is frozen, and the same parts give the same world', () => {
  const hosts = [aHost({ seen: [aGuest({ node: db })] })]
  const world = aWorld({ nodes: [web], hosts })
  expect(Object.isFrozen(world)).toBe(true)
  expect(aWorld({ nodes: [web], hosts })).toEqual(world)
  expect(world.owned[0]?.mark.uid).toBe(uidOf(100))
})

describe('worlds that are built one after the other', () => {
  const names = ['web', 'db', 'cache', 'mail']
  const clusterKey = 'cluster a'
  const read = ['hv0', 'hv1'].flatMap((host) =>
    names.map((name, index) => aGuest({ vmid: 100 + index, node: aNode({ name, host }) })),
  )
  const scopes = ['hv0', 'hv1'].map((host) => ({ manifest: 'shop', host }))
  const begun = names.map((node, index) => ({
    id: index,
    host: 'hv0',
    manifest: 'shop',
    node,
    vmid: 103 - index,
    uid: uidOf(500 + index),
    started: 0,
    act: index % 2 === 0 ? ('create' as const) : ('destroy' as const),
  }))

  test('are what each of them would be by itself, whichever parts are the same objects as before', () => {
    const random = seededRandom(7)
    const chance = (share: number) => random.float() < share
    const some = <T>(items: readonly T[]): readonly T[] => items.filter(() => chance(0.6))
    const build = worldBuilder()
    let parts = aScene({})
    for (let round = 0; round < 400; round++) {
      if (chance(0.5)) parts = { ...parts, hosts: someHosts() }
      if (chance(0.5)) parts = { ...parts, nodes: someNodes() }
      if (chance(0.2)) parts = { ...parts, scope: some(scopes) }
      if (chance(0.2)) parts = { ...parts, vmidRange: { first: 100 + Math.floor(random.float() * 3), last: 103 } }
      if (chance(0.3)) parts = { ...parts, intents: some(begun) }
      const world = build(parts)
      const alone = worldBuilder()(copyOf(parts))
      expect(world, `round ${round}`).toEqual(alone)
      const said = (of: World) => [...of.nodes.values()].map((node) => decideNode(node, of, uidOf(1)))
      expect(said(world), `round ${round}`).toEqual(said(alone))
    }

    /** Nothing that was worked out for the one is remembered for the other. */
    function copyOf(of: typeof parts): typeof parts {
      const views = [...of.hosts].map(
        ([host, view]) => [host, { ...view, guests: structuredClone(view.guests) }] as const,
      )
      return { ...of, nodes: structuredClone(of.nodes), hosts: new Map(views) }
    }

    function someHosts(): World['hosts'] {
      // What was read stays the same object; the list tells anew how it runs.
      const seen = some(read).map(({ view, listed }) => ({
        view,
        listed: { ...listed, status: chance(0.5) ? ('running' as const) : ('stopped' as const) },
      }))
      const second = chance(0.5) ? aHost({ host: 'hv1', clusterKey, seen }) : aSilentHost('hv1')
      return aScene({ hosts: [aHost({ clusterKey, seen }), second] }).hosts
    }

    function someNodes(): World['nodes'] {
      const vmid = chance(0.3) ? 101 : undefined
      const cores = chance(0.5) ? 1 : 2
      const heir = aNode({ name: 'front', more: { movedFrom: [aNode({ name: 'db' }).identity] } })
      const nodes = some(names).map((name) => aNode({ name, guest: { cores, ...(vmid ? { vmid } : {}) } }))
      return aScene({ nodes: chance(0.3) ? [...nodes, heir] : nodes }).nodes
    }
  })

  test('share what did not change', () => {
    const build = worldBuilder()
    const parts = aScene({ nodes: [web, db], hosts: [aHost({ seen: [aGuest({ vmid: 100, node: web })] })] })
    const first = build(parts)
    expect(build({ ...parts, now: parts.now + 1 }).byKey).toBe(first.byKey)
    const seen = [...(parts.hosts.get('hv0')?.guests.values() ?? [])]
    const more = aGuest({ vmid: 101, node: db })
    const view = aHost({ seen: [more] })
    const guests = new Map([...seen, more.view].map((guest) => [guest.vmid, guest]))
    const snapshot = parts.hosts.get('hv0')?.snapshot
    const next = build({ ...parts, hosts: new Map([['hv0', { ...view, guests, ...(snapshot ? { snapshot } : {}) }]]) })
    expect(next.owned).toHaveLength(2)
    expect(next.owned[0]).toBe(first.owned[0])
  })
})
