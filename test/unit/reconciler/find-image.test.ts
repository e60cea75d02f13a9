/** Which version of an image a new guest is made from, when it has to be fetched, and when an existing one is older. */
import { describe, expect, test } from 'vitest'
import { findImage, imageContextOf, newerImage } from '../../../src/reconciler/find-image.ts'
import type { Catalog } from '../../../src/reconciler/host-view.ts'
import type { SourceWord } from '../../../src/reconciler/image-supply.ts'
import { aGuest, aHost, anEntry, aNode, aVolume, aWorld, catalog, type SeenGuest } from './fixtures.ts'

const web = aNode()
const volume = (digit: string, bytes = 1e9) =>
  aVolume(`local:import/debian-12_sha256-${digit.repeat(16)}_${bytes}.qcow2`)
const byHand = aVolume('local:import/debian-12.qcow2')
const host = (imports: Catalog['imports'], images: Readonly<Record<string, string>> = {}) =>
  aHost({ catalog: { ...catalog, imports }, entry: anEntry('hv0', { images }) })
const word = (digit: string | null, more: Partial<SourceWord> = {}): SourceWord => ({
  from: 'the store',
  digest: digit === null ? null : digit.repeat(64),
  pinned: false,
  ...more,
})
const version = (digit: string) => `sha256:${digit.repeat(16)}`
const fetch = { found: { kind: 'fetch', image: 'debian-12', from: 'the store' } }

describe('a new guest is made from', () => {
  test('the version that its source gives, and knows it', () => {
    expect(findImage(web, host([volume('a'), volume('b'), byHand]), { source: word('a') })).toEqual({
      found: { kind: 'import', volume: volume('a').volid, version: version('a') },
    })
  })

  test('the newest that is there, where the source is silent or nothing can be fetched', () => {
    const older = { ...volume('a'), created: 1 }
    const newer = { ...volume('b'), created: 2 }
    for (const context of [{}, { source: word(null) }])
      expect(findImage(web, host([older, newer]), context)).toHaveProperty('found.version', version('b'))
  })

  test('what a person put there as it is, unless a version is pinned', () => {
    expect(findImage(web, host([byHand]), { source: word('a') })).toEqual({
      found: { kind: 'import', volume: byHand.volid },
    })
    expect(findImage(web, host([byHand]), { source: word('a', { pinned: true }) })).toEqual(fetch)
  })

  test.each([
    ['there is none', []],
    ['there is another version', [volume('b')]],
    ['its copy broke off', [volume('a', 5)]],
    ['there is another version beside one that a person put there', [volume('b'), byHand]],
  ])('what is fetched first, where %s', (_, imports) => {
    expect(findImage(web, host(imports), { source: word('a') })).toEqual(fetch)
  })

  test('nothing where its source has none', () => {
    const hold = { reason: 'MissingImage', message: 'none', fix: 'publish it' }
    expect(findImage(web, host([]), { source: word(null, { hold }) })).toEqual({ hold })
  })

  test('what the host file says, whatever the source gives', () => {
    const mapped = host([volume('a')], { 'debian-12': 'nas:import/mine.qcow2' })
    expect(findImage(web, mapped, { source: word('a') })).toEqual({
      found: { kind: 'import', volume: 'nas:import/mine.qcow2' },
    })
  })
})

describe('a guest that is cloned from a template node', () => {
  const golden = aNode({ name: 'golden', guest: { template: true } })
  const clone = aNode({ more: { clonedFrom: golden.key, dependsOn: [golden.key] } })
  const template = (config: Readonly<Record<string, string>> = {}): SeenGuest =>
    aGuest({
      vmid: 900,
      node: golden,
      mark: { inputs: { imageVersion: version('a') } },
      config: { template: '1', virtio0: 'vmstore:900/base-900-disk-0.raw,size=8G', ...config },
    })
  const find = (node = clone, ...seen: readonly SeenGuest[]) => {
    const world = aWorld({ nodes: [golden, node], hosts: [aHost({ seen })] })
    return findImage(node, aHost({ seen }), imageContextOf(node, world))
  }

  test('rests on it, and has its version', () => {
    expect(find(clone, template())).toEqual({ found: { kind: 'clone', vmid: 900, full: false, version: version('a') } })
  })

  test.each([
    ['its disks lie elsewhere', { virtio0: 'fast:900/base-900-disk-0.raw' }],
    ['its disks cannot be rested on', { virtio0: 'vmstore:vm-900-disk-0' }],
  ])('is a full clone where %s', (_, config) => {
    expect(find(clone, template(config))).toHaveProperty('found.full', true)
  })

  test('is a full clone where that is declared, and says of a protection where it comes from', () => {
    const full = aNode({ policy: { clone: 'full' }, more: { clonedFrom: golden.key } })
    expect(find(full, template({ protection: '1' }))).toMatchObject({ found: { full: true, protect: true } })
  })

  test('is announced before the template is made', () => {
    expect(find()).toMatchObject({ found: { kind: 'clone', vmid: expect.any(Number), full: false } })
  })

  test('is older once the template was made anew', () => {
    const world = aWorld({ nodes: [golden, clone], hosts: [aHost({ seen: [template()] })] })
    const own = (digit: string) => {
      const seen = aGuest({ vmid: 100, node: clone, mark: { inputs: { imageVersion: version(digit) } } })
      const [guest] = aWorld({ nodes: [clone], hosts: [aHost({ seen: [seen] })] }).owned
      if (!guest) throw new Error('no guest')
      return newerImage(clone, guest, aHost(), imageContextOf(clone, world))
    }
    expect(own('a')).toBeUndefined()
    expect(own('0')).toEqual({
      path: 'image.version',
      desired: version('a'),
      observed: version('0'),
      forces: 'replace',
    })
  })
})

describe('an existing guest', () => {
  const made = (inputs: Readonly<Record<string, string>> | undefined) => {
    const [guest] = aWorld({
      nodes: [web],
      hosts: [aHost({ seen: [aGuest({ node: web, ...(inputs ? { mark: { inputs } } : {}) })] })],
    }).owned
    if (!guest) throw new Error('no guest')
    return guest
  }

  test('is older than what its source gives, by the version in its mark', () => {
    const guest = made({ imageVersion: version('a') })
    expect(newerImage(web, guest, aHost(), { source: word('b') })).toMatchObject({ desired: version('b') })
    expect(newerImage(web, guest, aHost(), { source: word('a') })).toBeUndefined()
  })

  test.each([
    ['has no version', undefined, word('b')],
    ['has one of a kind that is unknown', { imageVersion: 'blake3:00' }, word('b')],
    ['has a source that is silent', { imageVersion: version('a') }, word(null)],
    ['can fetch nothing', { imageVersion: version('a') }, undefined],
  ])('is as it should be where it %s', (_, inputs, source) => {
    expect(newerImage(web, made(inputs), aHost(), source ? { source } : {})).toBeUndefined()
  })

  test('is as it should be where the host file says what its image is', () => {
    const guest = made({ imageVersion: version('a') })
    expect(
      newerImage(web, guest, host([], { 'debian-12': 'nas:import/x.qcow2' }), { source: word('b') }),
    ).toBeUndefined()
  })
})
