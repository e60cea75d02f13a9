/** What the store remembers, on disk and in memory alike. */
import { describe, expect, test } from 'vitest'
import { openStore } from '../../../state/sqlite/open-store.ts'
import { eventLimit } from '../../../state/sqlite/event-table.ts'
import { aNode, anIntent, temporaryFolder } from './fixtures.ts'

const key = { host: 'hv0', manifest: 'web', node: 'db' }

describe.each(['disk', 'memory'])('a store on %s', (kind) => {
  const open = () => openStore(kind === 'memory' ? ':memory:' : temporaryFolder(), 'home')

  test('gives back a node exactly as it was saved', () => {
    const store = open()
    const full = aNode({
      vmid: 10_001,
      uid: 'u1',
      addresses: ['192.0.2.7', '2001:db8::7'],
      conditions: [{ type: 'Ready', status: 'False', reason: 'Waiting', message: 'no "address" yet', since: 12.5 }],
      needs: ['web/hv1@hv0'],
      everReady: true,
      updated: 1_800_000_000_123,
      nextTry: 1_800_000_005_000.25,
    })
    store.saveNode(full)
    expect(store.node(key)).toEqual(full)
    store.close()
  })

  test('leaves out what a node does not have', () => {
    const store = open()
    store.saveNode(aNode({ vmid: 10_001, uid: 'u1', nextTry: 5 }))
    store.saveNode(aNode())
    expect(store.node(key)).toEqual(aNode())
    expect(store.nodes()).toHaveLength(1)
    store.close()
  })

  test('lists nodes by host, manifest and name, and forgets only the one removed', () => {
    const store = open()
    for (const [host, node] of [
      ['hv1', 'a'],
      ['hv0', 'b'],
      ['hv0', 'a'],
    ] as const)
      store.saveNode(aNode({ host, node }))
    store.removeNode({ ...key, node: 'b' })
    expect(store.nodes().map(({ host, node }) => `${host}/${node}`)).toEqual(['hv0/a', 'hv1/a'])
    expect(store.names().map(({ host, node }) => `${host}/${node}`)).toEqual(['hv0/a', 'hv1/a'])
    expect(store.node({ ...key, node: 'b' })).toBeUndefined()
    store.close()
  })

  test('keeps an intent open, with its latest task, until it is ended', () => {
    const store = open()
    const first = store.beginIntent(anIntent())
    const second = store.beginIntent(anIntent({ act: 'destroy', uid: 'u2' }))
    store.noteTask(second.id, 'UPID:one')
    store.noteTask(second.id, 'UPID:two')
    expect(store.openIntents()).toEqual([first, { ...second, upid: 'UPID:two' }])
    store.endIntent(first.id)
    store.endIntent(first.id)
    expect(store.openIntents().map(({ id }) => id)).toEqual([second.id])
    store.close()
  })

  test('never gives an intent the number of one that has ended', () => {
    const store = open()
    const { id } = store.beginIntent(anIntent())
    store.endIntent(id)
    expect(store.beginIntent(anIntent()).id).toBeGreaterThan(id)
    expect(() => store.noteTask(id, 'UPID:late')).toThrow(RangeError)
    store.close()
  })

  test('remembers a zone that was begun until it is ended, once for each name on a host', () => {
    const store = open()
    const begun = { host: 'hv0', manifest: 'dev', node: 'lan', zone: 'dev', fields: '{"mtu":1450}' }
    store.beginZone({ ...begun, fields: '{}' })
    store.beginZone(begun)
    store.beginZone({ ...begun, host: 'hv1' })
    store.endZone('hv1', 'dev')
    store.endZone('hv1', 'dev')
    expect(store.begunZones()).toEqual([begun])
    store.close()
  })

  test('replaces the scope of one path and leaves those of others', () => {
    const store = open()
    store.saveScope('/a', [{ manifest: 'web', host: 'hv0', hostFrom: 'flag' }])
    store.saveScope('/b', [{ manifest: 'web', host: 'hv1', hostFrom: 'site' }])
    store.saveScope('/a', [
      { manifest: 'mail', host: 'hv0', hostFrom: 'manifest' },
      { manifest: 'dns', host: 'hv0', hostFrom: 'site' },
    ])
    expect(store.scope('/a').map(({ manifest }) => manifest)).toEqual(['dns', 'mail'])
    expect(store.scope('/b')).toEqual([{ manifest: 'web', host: 'hv1', hostFrom: 'site' }])
    expect(store.scope('/never')).toEqual([])
    store.close()
  })

  test('tells events after a number, in order, of one node, one host or all', () => {
    const store = open()
    const first = store.appendEvent({ time: 1, reason: 'Started', message: 'a run', warning: false })
    const second = store.appendEvent({ ...key, time: 2, reason: 'Created', message: 'made', warning: false })
    const third = store.appendEvent({ ...key, node: 'app', time: 2, reason: 'Held', message: 'why', warning: true })
    expect(store.events(0)).toEqual([first, second, third])
    expect(store.events(first.seq)).toEqual([second, third])
    expect(store.events(0, key)).toEqual([second])
    expect(store.events(0, { host: 'hv0' })).toEqual([second, third])
    expect(first).toEqual({ seq: first.seq, time: 1, reason: 'Started', message: 'a run', warning: false })
    store.close()
  })
})

test('events are bounded: the oldest go', () => {
  const store = openStore(':memory:', 'home')
  for (let time = 1; time <= eventLimit + 3; time++) {
    store.appendEvent({ time, reason: 'Tick', message: '', warning: false })
  }
  const kept = store.events(0)
  expect(kept).toHaveLength(eventLimit)
  expect(kept[0]?.time).toBe(4)
  store.close()
})

test('two memory stores know nothing of each other', () => {
  const one = openStore(':memory:', 'home')
  const two = openStore(':memory:', 'home')
  one.saveNode(aNode())
  expect(two.nodes()).toEqual([])
})

test('what was stored is there when the store is opened again, and only for its site', () => {
  const dir = temporaryFolder()
  const store = openStore(dir, 'home')
  store.saveNode(aNode())
  const intent = store.beginIntent(anIntent())
  store.close()
  const again = openStore(dir, 'home')
  expect(again.node(key)).toEqual(aNode())
  expect(again.openIntents()).toEqual([intent])
  expect(openStore(dir, 'lab').nodes()).toEqual([])
})

test('a scope that cannot be saved as a whole is not saved in part', () => {
  const store = openStore(':memory:', 'home')
  store.saveScope('/a', [{ manifest: 'web', host: 'hv0', hostFrom: 'flag' }])
  const broken = {
    manifest: 'dns',
    host: 'hv0',
    get hostFrom(): never {
      throw new Error('died here')
    },
  }
  expect(() => store.saveScope('/a', [broken])).toThrow('died here')
  expect(store.scope('/a')).toHaveLength(1)
  store.saveNode(aNode())
  expect(store.nodes()).toHaveLength(1)
})
