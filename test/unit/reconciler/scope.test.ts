/** Where a run may prune: the pairs it loaded, and those its PATH was last seen with whose manifest is gone. */
import { describe, expect, test } from 'vitest'
import type { LoadedFile } from '../../../src/manifest/manifest.ts'
import type { Desire } from '../../../src/reconciler/engine.ts'
import { nextScope, scopeOf } from '../../../src/reconciler/scope.ts'
import type { ScopePair } from '../../../state/store.ts'
import { loaded } from '../config/fixtures.ts'

type Placed = Desire['manifests'][number]

const at = (name: string, host: string, more: Partial<Placed> = {}): Placed => ({
  name,
  host,
  hostFrom: 'manifest',
  root: '/m',
  ...more,
})

const pair = (manifest: string, host: string, hostFrom: ScopePair['hostFrom'] = 'manifest') => ({
  manifest,
  host,
  hostFrom,
})

interface Loaded {
  readonly manifests: readonly Placed[]
  readonly roots?: readonly string[]
  /** Files that are no manifest, with the name where that could be read. */
  readonly broken?: readonly (string | undefined)[]
}

function desire({ manifests, roots = ['/m'], broken = [] }: Loaded) {
  const files: LoadedFile[] = [
    ...manifests.map(({ name, root }) => ({ file: `${name}.yaml`, root, loaded: loaded([], { name }), problems: [] })),
    ...broken.map((name) => ({
      file: 'broken.yaml',
      root: '/m',
      problems: [],
      ...(name === undefined ? {} : { name }),
    })),
  ]
  const unread = broken.map((name) => ({ file: 'broken.yaml', ...(name === undefined ? {} : { name }) }))
  return { selection: { roots, files }, broken: unread, manifests }
}

const recorded = (pairs: Readonly<Record<string, readonly ScopePair[]>>) => (path: string) => pairs[path] ?? []
const names = (pairs: readonly ScopePair[]) => pairs.map(({ manifest, host }) => `${manifest}@${host}`)

describe('in scope', () => {
  test('is what was loaded', () => {
    const { pairs } = scopeOf(desire({ manifests: [at('shop', 'a'), at('files', 'b')] }), recorded({}))
    expect(names(pairs)).toEqual(['shop@a', 'files@b'])
  })

  test('is a manifest that this PATH last held and that is gone now', () => {
    const { pairs } = scopeOf(desire({ manifests: [at('shop', 'a')] }), recorded({ '/m': [pair('gone', 'b')] }))
    expect(names(pairs)).toEqual(['shop@a', 'gone@b'])
  })

  test('is not what another PATH held', () => {
    const { pairs } = scopeOf(desire({ manifests: [at('shop', 'a')] }), recorded({ '/other': [pair('gone', 'b')] }))
    expect(names(pairs)).toEqual(['shop@a'])
  })

  test('is not another host of a manifest that loaded: leaving -H off destroys nothing', () => {
    const { pairs } = scopeOf(desire({ manifests: [at('shop', 'a')] }), recorded({ '/m': [pair('shop', 'b', 'flag')] }))
    expect(names(pairs)).toEqual(['shop@a'])
  })

  test('is nothing of a PATH that holds no file any more, whatever it held', () => {
    const past = recorded({ '/m': [pair('gone', 'a')], '/n': [pair('lost', 'b')] })
    const { pairs } = scopeOf(desire({ manifests: [at('shop', 'a', { root: '/n' })], roots: ['/m', '/n'] }), past)
    expect(names(pairs)).toEqual(['shop@a', 'lost@b'])
  })

  test('is a manifest whose file is broken now, so that its guests are shown as held', () => {
    const past = recorded({ '/m': [pair('files', 'a')] })
    expect(names(scopeOf(desire({ manifests: [], broken: ['files'] }), past).pairs)).toEqual(['files@a'])
    expect(names(scopeOf(desire({ manifests: [at('shop', 'a')], broken: [undefined] }), past).pairs)).toContain(
      'files@a',
    )
  })
})

describe('a change of host', () => {
  const changes = (now: Placed, past: ScopePair) =>
    Object.fromEntries(scopeOf(desire({ manifests: [now] }), recorded({ '/m': [past] })).hostChanges)

  test('in a file, or by the default of the site, is a move', () => {
    expect(changes(at('shop', 'b'), pair('shop', 'a'))).toEqual({ shop: 'a' })
    expect(changes(at('shop', 'b', { hostFrom: 'site' }), pair('shop', 'a', 'site'))).toEqual({ shop: 'a' })
    expect(changes(at('shop', 'b', { hostFrom: 'site' }), pair('shop', 'a'))).toEqual({ shop: 'a' })
  })

  test('by -H, now or then, is another set of guests and no move', () => {
    expect(changes(at('shop', 'b', { hostFrom: 'flag' }), pair('shop', 'a'))).toEqual({})
    expect(changes(at('shop', 'b'), pair('shop', 'a', 'flag'))).toEqual({})
  })

  test('that did not happen is none', () => {
    expect(changes(at('shop', 'a', { hostFrom: 'site' }), pair('shop', 'a'))).toEqual({})
  })
})

describe('what is recorded for a PATH', () => {
  const past = [pair('shop', 'a', 'site'), pair('gone', 'a'), pair('shop', 'b', 'flag')]
  const next = (mayHaveGuests: (past: ScopePair) => boolean) =>
    nextScope('/m', desire({ manifests: [at('shop', 'a'), at('files', 'a', { root: '/n' })] }), past, mayHaveGuests)

  test('is what it holds now, with where the host comes from now, and nothing of another PATH', () => {
    expect(next(() => false)).toEqual([pair('shop', 'a', 'manifest')])
  })

  test('is also an older pair for as long as it may have guests', () => {
    expect(names(next(({ manifest }) => manifest === 'gone'))).toEqual(['shop@a', 'gone@a'])
    expect(names(next(() => true))).toEqual(['shop@a', 'gone@a', 'shop@b'])
  })
})
