/** Text that is broken into lines. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth } from '../../../src/report/columns.ts'
import { wrap } from '../../../src/report/wrap.ts'

test('is broken between words, and words only where they are longer than a line', () => {
  expect(wrap('one two three', 7, 9)).toEqual(['one two', 'three'])
  expect(wrap('abcdefghij', 4, 9)).toEqual(['abcd', 'efgh', 'ij'])
  expect(wrap('日本語の 説明', 8, 9)).toEqual(['日本語の', '説明'])
})

test('says that something is missing where the lines are used up', () => {
  expect(wrap('one two three four', 7, 2)).toEqual(['one two', 'three …'])
})

// The widest letters, made of many marks, have room.
test('is never wider, never more lines, and loses nothing but blanks where there is room', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 16, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (text, width, most) => {
        const lines = wrap(text, width, most)
        expect(lines.length).toBeLessThanOrEqual(most)
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
        const all = wrap(text, width, 1000)
        expect(all.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      },
    ),
  )
})
