/** The one place that gives leave: every rule is asked, in order, and the answer depends on nothing else. */
import { describe, expect, test } from 'vitest'
import { takeWarrant } from '../../../src/pve/warrant.ts'
import { authorize, type Verdict } from '../../../src/reconciler/authorize.ts'
import { guards } from '../../../src/reconciler/guards/index.ts'
import { aGuest, aHost, aNode, aWorld, consent, enough, intentOn, intentToMake, uidOf } from './fixtures.ts'

const web = aNode()
const guest = aGuest()
const world = aWorld({ nodes: [web], hosts: [aHost({ seen: [guest] })] })

const heldFor = (verdict: Verdict) => ('hold' in verdict ? verdict.hold.reason : 'leave')
const warrantOf = (verdict: Verdict) => {
  if ('hold' in verdict) throw new Error(verdict.hold.reason)
  return verdict.warrant
}

describe('leave', () => {
  test('is given for that host, guest, configuration and act', () => {
    expect(warrantOf(authorize(intentOn('configure', guest, web), world))).toEqual({
      host: 'hv0',
      node: 'pve1',
      vmid: 100,
      uid: uidOf(100),
      digest: 'digest-100',
      act: 'configure',
      because: 'a test',
    })
  })

  test('to make a guest rests on no configuration', () => {
    const empty = aWorld({ nodes: [web] })
    expect(warrantOf(authorize(intentToMake(web), empty))).toMatchObject({ act: 'create', vmid: 100, digest: '' })
  })

  test('is good for one call, and asked for anew each time', () => {
    const intent = intentOn('configure', guest, web)
    const [first, second] = [warrantOf(authorize(intent, world)), warrantOf(authorize(intent, world))]
    expect(takeWarrant(first)).toBe(true)
    expect(takeWarrant(first)).toBe(false)
    expect(takeWarrant(second)).toBe(true)
  })

  test('cannot be changed after it was given', () => {
    const warrant = warrantOf(authorize(intentOn('configure', guest, web), world))
    expect(() => Object.assign(warrant, { vmid: 101 })).toThrow(TypeError)
  })
})

describe('no leave', () => {
  /** Everything that can speak against taking a guest away, the weightiest first, each with what mends it. */
  const protectedGuest = aGuest({ vmid: 100, mark: { protect: true }, config: { lock: 'backup' } })
  const twin = aGuest({ vmid: 101 })
  const scenes = [
    ['ForeignGuest', { seen: [aGuest({ node: null })], broken: true, budget: false }],
    ['DuplicateIdentity', { seen: [protectedGuest, twin], broken: true, budget: false }],
    ['BrokenFile', { seen: [protectedGuest], broken: true, budget: false }],
    ['Locked', { seen: [protectedGuest], broken: false, budget: false }],
    ['Protected', { seen: [aGuest({ mark: { protect: true } })], broken: false, budget: false }],
    ['NotSurveyed', { seen: [guest], broken: false, budget: false }],
    ['leave', { seen: [guest], broken: false, budget: true }],
  ] as const

  test.each(scenes)('%s is what is told, where more than one rule speaks', (reason, { seen, broken, budget }) => {
    const scene = aWorld({
      hosts: [aHost({ seen })],
      broken: broken ? [{ file: 'x.yaml' }] : [],
      ...(budget ? { budget: enough(100) } : {}),
    })
    const [first = guest] = seen
    expect(heldFor(authorize(intentOn('destroy', first, web, false), scene))).toBe(reason)
  })

  test('comes from the destroy limit last: it counts what nothing else holds', () => {
    expect(guards.at(-1)?.name).toBe('destroyLimit')
  })

  test('is the same answer for the same question, and changes nothing', () => {
    const intent = intentOn('replace', guest, web)
    const before = JSON.stringify(intent)
    expect(authorize(intent, world)).toEqual(authorize(intent, world))
    expect(heldFor(authorize(intent, world))).toBe('ReplaceRequired')
    expect(JSON.stringify(intent)).toBe(before)
  })

  test('becomes leave once the one thing that held is gone', () => {
    const intent = intentOn('replace', guest, web)
    const agreed = { ...world, consents: consent({ replace: new Set([web.key]) }) }
    expect(heldFor(authorize(intent, agreed))).toBe('NotSurveyed')
    expect(heldFor(authorize(intent, { ...agreed, budget: enough(100) }))).toBe('leave')
  })
})
