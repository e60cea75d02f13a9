/** Finding a vmid: the same from everywhere, and never one that is taken. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findVmid, firstCandidate } from '../../../src/reconciler/vmid.ts'

const identity = { site: 'lab', host: 'hv0', manifest: 'shop', node: 'web' }
const range = { first: 10_000, last: 19_999 }

describe('the first candidate', () => {
  test('depends on the identity alone, whatever else stands beside it', () => {
    const reordered = { node: 'web', manifest: 'shop', host: 'hv0', site: 'lab' }
    expect(firstCandidate(reordered, range)).toBe(firstCandidate(identity, range))
    expect(firstCandidate({ ...identity, uid: 'x' } as typeof identity, range)).toBe(firstCandidate(identity, range))
  })

  test('stays what it was in earlier versions: two machines meet there', () => {
    expect(firstCandidate(identity, range)).toBe(18_670)
  })

  test('is another one for another site, host, manifest or node', () => {
    const others = (['site', 'host', 'manifest', 'node'] as const).map((field) => ({ ...identity, [field]: 'other' }))
    const candidates = [identity, ...others].map((each) => firstCandidate(each, range))
    expect(new Set(candidates).size).toBe(5)
  })

  test('lies in the range, of any size', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 100, max: 1e6 }), fc.nat(5000), (node, first, span) => {
        const found = firstCandidate({ ...identity, node }, { first, last: first + span })
        expect(found).toBeGreaterThanOrEqual(first)
        expect(found).toBeLessThanOrEqual(first + span)
      }),
    )
  })
})

describe('the vmid that is found', () => {
  const small = { first: 500, last: 503 }
  const start = firstCandidate(identity, small)
  const around = [0, 1, 2, 3].map((offset) => 500 + ((start - 500 + offset) % 4))

  test('is the first one upwards that is not taken, around the end of the range', () => {
    for (const [count, vmid] of around.entries()) {
      const taken = new Set(around.slice(0, count))
      expect(findVmid(identity, small, (candidate) => taken.has(candidate))).toBe(vmid)
    }
  })

  test('is looked for no further than needed', () => {
    const asked: number[] = []
    const found = findVmid(identity, small, (candidate) => {
      asked.push(candidate)
      return candidate !== around[2]
    })
    expect(found).toBe(around[2])
    expect(asked).toEqual(around.slice(0, 3))
  })

  test('is none in a range that is full', () => {
    expect(findVmid(identity, small, () => true)).toBeUndefined()
    expect(findVmid(identity, { first: 7, last: 7 }, () => false)).toBe(7)
  })
})
