/** The seed ISO: what is written can be read again, byte for byte and every time the same. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readIso, writeIso } from '../../../src/steps/iso9660.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (content: Uint8Array | undefined) => new TextDecoder().decode(content)
const seed = new Map([
  ['user-data', bytes('#cloud-config\nhostname: web1\n')],
  ['meta-data', bytes('instance-id: u1\n')],
  ['network-config', bytes('')],
])

describe('writeIso', () => {
  test('gives an image of whole sectors that carries the label in both volumes', () => {
    const image = writeIso('cidata', seed)
    expect(image.length % 2048).toBe(0)
    expect(text(image.subarray(16 * 2048 + 40, 16 * 2048 + 46))).toBe('cidata')
    expect(text(image.subarray(17 * 2048 + 40, 17 * 2048 + 52))).toBe('\0c\0i\0d\0a\0t\0a')
  })

  test('gives the same bytes whatever the order of the files', () => {
    expect(writeIso('cidata', new Map([...seed].toReversed()))).toEqual(writeIso('cidata', seed))
  })

  test('lets no entry of the directory cross the border of a sector', () => {
    const many = Array.from({ length: 40 }, (_, index) => [`${'n'.repeat(58)}${index + 10}`, bytes('x')] as const)
    const image = writeIso('cidata', new Map(many))
    const view = new DataView(image.buffer)
    const root = 17 * 2048 + 156
    const [start, size] = [view.getUint32(root + 2, true) * 2048, view.getUint32(root + 10, true)]
    expect(size).toBeGreaterThan(2 * 2048)
    // An entry has its length first, and the length of its name, 60 characters of two bytes, at 32.
    for (let at = start + 2048; at < start + size; at += 2048) expect([image[at], image[at + 32]]).toEqual([154, 120])
  })

  test('refuses names that would need a folder or that Joliet cannot carry', () => {
    for (const name of ['', 'a/b', '..\\x', 'a;1', 'n'.repeat(65)]) {
      expect(() => writeIso('cidata', new Map([[name, bytes('x')]])), name).toThrow(RangeError)
    }
    expect(() => writeIso('a label that is too long', seed)).toThrow(RangeError)
  })
})

describe('readIso', () => {
  test('gives back every file by the name it was written with', () => {
    const files = readIso(writeIso('cidata', seed))
    expect(text(files.get('user-data'))).toBe('#cloud-config\nhostname: web1\n')
    expect(text(files.get('meta-data'))).toBe('instance-id: u1\n')
    expect(files.get('network-config')).toEqual(new Uint8Array())
    expect(files.size).toBe(3)
  })

  test('gives back any set of files, also where their directory fills several sectors', () => {
    const name = fc.string({ minLength: 1, maxLength: 64, unit: fc.constantFrom(...'aZ09.-_äÖ ') })
    const files = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 5000 })), {
      selector: ([key]) => key,
      maxLength: 60,
    })
    fc.assert(
      fc.property(files, (entries) => {
        const wanted = new Map(entries)
        expect(readIso(writeIso('cidata', wanted))).toEqual(wanted)
      }),
      { numRuns: 50 },
    )
  })

  test('reads an image that is a window into a larger buffer', () => {
    const image = writeIso('cidata', seed)
    const larger = new Uint8Array(image.length + 7)
    larger.set(image, 7)
    expect(readIso(larger.subarray(7))).toEqual(readIso(image))
  })

  test('refuses what is no image, and an image that was cut', () => {
    expect(() => readIso(bytes('not an image'))).toThrow(RangeError)
    expect(() => readIso(new Uint8Array(40 * 2048))).toThrow(RangeError)
    const image = writeIso('cidata', new Map([['user-data', new Uint8Array(9000)]]))
    for (const sectors of [17, 20, 25, 27]) expect(() => readIso(image.subarray(0, sectors * 2048))).toThrow(RangeError)
  })
})
