/** Which guest is a node's, and when nobody can tell. */
import { describe, expect, test } from 'vitest'
import { locate } from '../../../src/reconciler/locate.ts'
import { firstCandidate } from '../../../src/reconciler/vmid.ts'
import { aGuest, aHost, aNode, aSilentHost, aWorld, uidOf, type Scene } from './fixtures.ts'

const web = aNode()
const candidate = firstCandidate(web.identity, { first: 10_000, last: 19_999 })
const now = Date.UTC(2026, 0, 1)

const find = (scene: Scene, node = web) => locate(node, aWorld({ nodes: [node], ...scene }))

describe('a node', () => {
  test('has the guest that carries its mark, under whatever vmid', () => {
    expect(find({ hosts: [aHost({ seen: [aGuest({ vmid: 77 })] })] })).toMatchObject({
      kind: 'guest',
      guest: { view: { vmid: 77 } },
    })
  })

  test('has the guest that it was moved from', () => {
    const front = aNode({ name: 'front', more: { movedFrom: [web.identity] } })
    const hosts = [aHost({ seen: [aGuest({ vmid: 77 })] })]
    expect(find({ hosts }, front)).toMatchObject({ kind: 'guest', guest: { view: { vmid: 77 } } })
  })

  test('has none where the host answered and none is there, also not one of its name', () => {
    expect(find({ hosts: [aHost()] })).toEqual({ kind: 'absent' })
    const foreign = aGuest({ vmid: 77, node: null, config: { name: 'web' } })
    expect(find({ hosts: [aHost({ seen: [foreign] })] })).toEqual({ kind: 'absent' })
  })

  test('is unknown, never absent, while its host is silent or was not looked at', () => {
    expect(find({ hosts: [aSilentHost()] })).toEqual({ kind: 'unknown', why: 'hv0 does not answer' })
    expect(find({ hosts: [] })).toEqual({ kind: 'unknown', why: 'hv0 was not looked at yet' })
  })

  test('is unknown while any guest of the host cannot be read: that one may be its own', () => {
    expect(find({ hosts: [aHost({ unreadable: new Set([55]) })] }).kind).toBe('unknown')
  })
})

describe('a guest that shows only a lock, under the vmid of the node', () => {
  const half = aGuest({ vmid: candidate, node: null, config: { lock: 'create', name: '' } })
  const making = (state: { running?: boolean; lastEnd?: number | null; auditable?: boolean }, scene: Scene = {}) => {
    const states = new Map([[candidate, { running: false, lastEnd: null, auditable: true, ...state }]])
    return find({ now, hosts: [aHost({ seen: [half], making: states })], ...scene })
  }
  const begun = (started: number) => ({
    intents: [{ id: 1, ...web.identity, act: 'create' as const, vmid: candidate, uid: uidOf(1), started }],
  })

  test('is being made while a task of it runs', () => {
    expect(making({ running: true })).toEqual({
      kind: 'unknown',
      why: `guest ${candidate} is being made (lock: create)`,
    })
  })

  test('is being made as long as nobody asked who works on it', () => {
    const located = find({ now, hosts: [aHost({ seen: [half] })] })
    expect(located).toEqual({ kind: 'unknown', why: `guest ${candidate} is being made (lock: create)` })
  })

  test('is being made for a minute after its last task, or after it was begun by us', () => {
    expect(making({ lastEnd: now - 59_000 })).not.toHaveProperty('hold')
    expect(making({}, begun(now - 59_000))).not.toHaveProperty('hold')
  })

  test('was left half-made after that, and is held with the command for the host', () => {
    for (const located of [making({ lastEnd: now - 60_000 }), making({}), making({}, begun(now - 60_000))]) {
      expect(located).toMatchObject({ kind: 'unknown', hold: { reason: 'StaleLock' } })
      expect(located).toHaveProperty(
        'hold.fix',
        `on the host, as root: qm unlock ${candidate} && qm destroy ${candidate} --purge`,
      )
    }
  })

  test('stays unknown where other people’s tasks cannot be seen, and the missing privilege is named', () => {
    const located = making({ auditable: false })
    expect(located).not.toHaveProperty('hold')
    expect(located).toHaveProperty('why', expect.stringContaining('Sys.Audit on /nodes/pve1'))
  })

  test('is no matter under another vmid', () => {
    const other = aGuest({ vmid: candidate + 5, node: null, config: { lock: 'create', name: '' } })
    const states = new Map([[candidate + 5, { running: true, lastEnd: null, auditable: true }]])
    expect(find({ hosts: [aHost({ seen: [other], making: states })] })).toEqual({ kind: 'absent' })
  })
})
