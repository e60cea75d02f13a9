/** What a run acts on: names as people type them, and keys as they are shown. */
import { describe, expect, test } from 'vitest'
import { HomestakError } from '../../../src/errors.ts'
import { checkNames, displayKeys, isSelected, meansKey } from '../../../src/reconciler/narrow.ts'

const web = { host: 'hv0', manifest: 'shop', node: 'web' }
const nothing = { manifests: [], nodes: [], host: null }

describe('a name as typed', () => {
  test.each(['web', 'shop/web', 'shop/web@hv0'])('%s means the node', (typed) => {
    expect(meansKey(typed, web)).toBe(true)
  })

  test.each(['we', 'Web', 'web@hv0', 'shop', 'shop/we', 'store/web', 'shop/web@hv1', 'shop/web@', ''])(
    '%s does not',
    (typed) => {
      expect(meansKey(typed, web)).toBe(false)
    },
  )
})

describe('narrowing', () => {
  test('that names nothing leaves everything', () => {
    expect(isSelected(web, nothing)).toBe(true)
  })

  test.each([
    [{ manifests: ['store', 'shop'] }, true],
    [{ manifests: ['store'] }, false],
    [{ nodes: ['db', 'shop/web'] }, true],
    [{ nodes: ['db'] }, false],
    [{ host: 'hv0' }, true],
    [{ host: 'hv1' }, false],
    [{ manifests: ['shop'], nodes: ['web'], host: 'hv0' }, true],
    [{ manifests: ['shop'], nodes: ['db'], host: 'hv0' }, false],
    [{ manifests: ['store'], nodes: ['web'] }, false],
  ])('%j selects shop/web@hv0: %s', (narrowing, expected) => {
    expect(isSelected(web, { ...nothing, ...narrowing })).toBe(expected)
  })

  test('to a host means what is nested on it too', () => {
    const inner = { host: 'hv0/inner', manifest: 'shop', node: 'web' }
    expect(isSelected(inner, { ...nothing, host: 'hv0' })).toBe(true)
    expect(isSelected(inner, { ...nothing, host: 'inner' })).toBe(false)
  })

  test('to a name that nobody has is a slip, and the names there are are told', () => {
    const failure = (typed: string[]) => {
      try {
        checkNames(typed, '--node', [web, { ...web, node: 'db' }, web])
        return undefined
      } catch (error) {
        return error instanceof HomestakError ? error : undefined
      }
    }
    expect(failure(['web', 'shop/db'])).toBeUndefined()
    expect(failure(['web', 'wbe'])).toMatchObject({
      code: 'Usage',
      message: '--node wbe: there is no such node',
      hint: 'known: shop/web, shop/db',
    })
  })
})

describe('a key as shown', () => {
  const show = displayKeys(['shop/web@hv0', 'shop/web@hv1', 'shop/db@hv0', 'shop/db@hv0'])

  test('has its host only where two hosts have it', () => {
    expect(show('shop/web@hv0')).toBe('shop/web@hv0')
    expect(show('shop/db@hv0')).toBe('shop/db')
  })

  test('is short where it was not known before', () => {
    expect(show('shop/new@hv0/inner')).toBe('shop/new')
  })
})
