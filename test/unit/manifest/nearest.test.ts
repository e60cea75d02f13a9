/** Suggestions help only if they are close. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance, nameHint, nearest } from '../../../src/manifest/nearest.ts'

describe('the edit distance', () => {
  test.each([
    ['', '', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['vm_id', 'vmid', 1],
    ['prot', 'port', 1],
    ['abcd', 'badc', 2],
  ])('of %j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
  })

  test('is the same both ways, and 0 only for equal texts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
    )
  })
})

describe('a suggestion', () => {
  test('is the closest name', () => expect(nearest('vm-smal', ['vm-large', 'vm-small', 'vm-xsmall'])).toBe('vm-small'))
  test('does not mind case', () => expect(nearest('Name', ['type', 'name'])).toBe('name'))
  test('is not made for what resembles nothing', () => expect(nearest('colour', ['name', 'size'])).toBeUndefined())
  test('gives way to the list of names, if it is short', () => {
    expect(nameHint('web', ['base', 'pve'], 'specs')).toBe('specs: base, pve')
    expect(nameHint('web', [], 'specs')).toBe('there are no specs')
    expect(
      nameHint(
        'web',
        Array.from({ length: 30 }, (_, index) => `spec${index}`),
        'specs',
      ),
    ).toBeUndefined()
  })
})
