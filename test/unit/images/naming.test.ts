/** Names: which files of a release make up an image, which digest is whose, and what a volume's name tells. */
import { describe, expect, test } from 'vitest'
import { chooseAssets, imagesIn, type Asset } from '../../../src/images/assets.ts'
import { digestIn, soleDigest } from '../../../src/images/checksums.ts'
import { sourceOf } from '../../../src/images/source.ts'
import { imageFileName, imageVolumeOf, versionOf, volumeOfImage } from '../../../src/pve/image-name.ts'
import type { Volume } from '../../../src/pve/storages.ts'

const asset = (name: string): Asset => ({
  name,
  size: 1,
  apiUrl: `api/${name}`,
  publicUrl: `web/${name}`,
  digest: null,
})
const choose = (names: readonly string[], image = 'pve-9', file: string | null = null) => {
  const choice = chooseAssets(names.map(asset), image, file)
  return choice.kind === 'found' ? choice.parts.map(({ name }) => name) : choice
}

describe('the files of an image', () => {
  test.each([
    ['the whole file before its parts', ['pve-9.qcow2.partaa', 'pve-9.qcow2'], ['pve-9.qcow2']],
    ['raw and img, where there is no qcow2', ['pve-9.img', 'pve-9.img.sha256'], ['pve-9.img']],
    ['parts by letters', ['pve-9.qcow2.partab', 'pve-9.qcow2.partaa'], ['pve-9.qcow2.partaa', 'pve-9.qcow2.partab']],
    [
      'parts by numbers, not by their digits',
      ['9', '10', '8', '1', '2', '3', '4', '5', '6', '7'].map((n) => `pve-9.qcow2.part${n}`),
      ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'].map((n) => `pve-9.qcow2.part${n}`),
    ],
    ['parts from nought', ['pve-9.qcow2.001', 'pve-9.qcow2.000'], ['pve-9.qcow2.000', 'pve-9.qcow2.001']],
  ])('are %s', (_, names, parts) => {
    expect(choose(names)).toEqual(parts)
  })

  test.each([
    [['pve-9.qcow2.partaa', 'pve-9.qcow2.partac'], 'pve-9.qcow2.partab'],
    [['pve-9.qcow2.partab'], 'pve-9.qcow2.partaa'],
    [['pve-9.qcow2.part01', 'pve-9.qcow2.part03'], 'pve-9.qcow2.part02'],
    [['pve-9.qcow2.002'], 'pve-9.qcow2.000'],
  ])('of %j lack one, which is named', (names, missing) => {
    expect(choose(names)).toEqual({ kind: 'incomplete', filename: 'pve-9.qcow2', missing })
  })

  test('are none of a name that only begins like theirs', () => {
    expect(choose(['pve-9.qcow2.sha256', 'pve-9.qcow2.sig', 'pve-9-old.qcow2'])).toEqual({ kind: 'none' })
  })

  test('may be called as the site says', () => {
    expect(choose(['other.bin', 'pve-9.qcow2'], 'pve-9', 'other.bin')).toEqual(['other.bin'])
  })

  test('are of no use where they are compressed', () => {
    const names = ['debian-12.qcow2.xz', 'debian-12.qcow2.xz.sha256']
    expect(chooseAssets(names.map(asset), 'debian-12', null)).toEqual({
      kind: 'compressed',
      filename: 'debian-12.qcow2.xz',
    })
  })

  test('tell which images a release has', () => {
    const names = [
      'pve-9.qcow2.partaa',
      'pve-9.qcow2.partab',
      'debian-12.qcow2',
      'debian-12.qcow2.sha256',
      'SHA256SUMS',
    ]
    expect(imagesIn(names.map(asset))).toEqual(['pve-9', 'debian-12'])
  })
})

describe('a digest', () => {
  const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]

  test.each([
    ['as sha256sum writes it', `${b}  y\n${a}  x.qcow2\n`],
    ['in binary mode, in a folder, with the line ends of Windows', `${b} *y\r\n${a} *./images/x.qcow2\r\n`],
    ['as BSD writes it', `SHA256 (y) = ${b}\nSHA256 (x.qcow2) = ${a.toUpperCase()}\n`],
  ])('is found %s', (_, text) => {
    expect(digestIn(text, 'x.qcow2')).toBe(a)
  })

  test('in a file of its own counts whatever name is beside it, but not where there are two', () => {
    expect(soleDigest(`${a}\n`, 'x.qcow2')).toBe(a)
    expect(soleDigest(`${a}  built-elsewhere.qcow2\n`, 'x.qcow2')).toBe(a)
    expect(soleDigest(`${a}  p\n${b}  q\n`, 'x.qcow2')).toBeUndefined()
  })

  test('is not taken from a page that says there is none', () => {
    expect(soleDigest('<html>Not Found</html>', 'x.qcow2')).toBeUndefined()
  })
})

describe('a source', () => {
  const settings = {
    api: 'https://api.github.com',
    repository: 'homestak-iac/packer',
    release: 'latest',
    caFile: null,
    named: {
      mine: { url: 'https://x.example/mine.img', pin: `sha256:${'A'.repeat(64)}` },
      old: { release: 'v1', pin: `sha256:${'b'.repeat(64)}` },
    },
  }

  test('is the command line before the image’s own before the site', () => {
    expect(sourceOf('debian-12', settings)).toMatchObject({
      repository: 'homestak-iac/packer',
      tag: 'latest',
      pin: null,
    })
    expect(sourceOf('old', settings)).toMatchObject({ repository: 'homestak-iac/packer', tag: 'v1' })
    expect(sourceOf('old', settings, { repository: 'a/b', tag: 'v2' })).toMatchObject({ repository: 'a/b', tag: 'v2' })
    expect(sourceOf('mine', settings)).toMatchObject({ kind: 'url', pin: 'a'.repeat(64) })
    expect(sourceOf('mine', settings, { tag: 'v3' })).toMatchObject({ kind: 'release', tag: 'v3' })
  })

  test('keeps its pin wherever it is moved to', () => {
    expect(sourceOf('old', settings, { tag: 'v2' })).toMatchObject({ pin: 'b'.repeat(64) })
  })

  test.each(['../x', 'a b', '', 'ä', '.x'])('is not looked for under %j', (name) => {
    expect(() => sourceOf(name, settings)).toThrow('cannot be the name')
  })
})

describe('a volume', () => {
  const digest = '0123456789abcdef'.repeat(4)
  const name = imageFileName({ image: 'debian-12', digest, size: 100, format: 'qcow2' })
  const volume = (volid: string, size = 100, created = 0): Volume => ({
    volid,
    size,
    created,
    content: 'import',
    format: 'qcow2',
    vmid: undefined,
  })

  test('says by its name which version it holds', () => {
    expect(name).toBe('debian-12_sha256-0123456789abcdef_100.qcow2')
    expect(versionOf(name)).toEqual({ image: 'debian-12', digest: '0123456789abcdef', size: 100, format: 'qcow2' })
  })

  test('that has not the size that its name says is no image yet', () => {
    const half = volume(`local:import/${name}`, 60)
    expect(imageVolumeOf(half)).toMatchObject({ image: 'debian-12', whole: false })
    expect(volumeOfImage([half], 'debian-12')).toBeUndefined()
  })

  test('of the newest version is what the name means, else what a person put there', () => {
    const plain = volume('local:import/debian-12.qcow2', 5, 99)
    const raw = volume('local:import/debian-12.raw', 5, 999)
    const old = volume(`local:import/${name}`, 100, 10)
    const latest = volume(`nas:import/${name.replace('0123', 'ffff')}`, 100, 20)
    expect(volumeOfImage([raw, plain, old, latest], 'debian-12')).toBe(latest)
    expect(volumeOfImage([raw, plain], 'debian-12')).toBe(plain)
    expect(volumeOfImage([raw], 'debian-12')).toBe(raw)
  })

  test('of another image or another kind is not meant', () => {
    expect(volumeOfImage([volume('local:import/my-debian-12.qcow2')], 'debian-12')).toBeUndefined()
    expect(imageVolumeOf(volume('local:iso/debian-12.img'))).toBeUndefined()
    expect(imageVolumeOf(volume('local:import/debian-12.ova'))).toBeUndefined()
  })
})
