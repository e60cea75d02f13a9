/** What comes from a host cannot play with the terminal, nor break columns. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columns, displayWidth } from '../../../src/report/columns.ts'
import { colourPaint, noPaint } from '../../../src/report/paint.ts'
import { jsonLine, plain } from '../../../src/report/plain.ts'

const harmless = /^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f]*$/

describe('text from elsewhere', () => {
  test('keeps what can be read', () => {
    expect(plain('Größe 10 GiB — ok ✓ 日本')).toBe('Größe 10 GiB — ok ✓ 日本')
  })

  test('shows control characters instead of obeying them', () => {
    expect(plain('a\u001b[2Jb\r\nc\td\u202ee')).toBe(String.raw`a\u001b[2Jb c\u0009d\u202ee`)
  })

  test('is one harmless line whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plain(text)).toMatch(harmless)
      }),
    )
  })

  test('is the same value in JSON, in harmless characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = jsonLine({ text })
        expect(line).toMatch(harmless)
        expect(JSON.parse(line)).toEqual({ text })
      }),
    )
  })
})

describe('columns', () => {
  test('stay in line under names that take two cells a letter, or none', () => {
    const [first = '', second = '', third = ''] = columns([
      ['日本語', 'x'],
      ['abcdef', 'x'],
      ['e\u0301', 'x'],
    ])
    expect(new Set([first, second, third].map(displayWidth))).toEqual(new Set([9]))
    expect(first).toBe('日本語  x')
    expect(third).toBe('e\u0301       x')
  })

  test.each([
    ['letters with marks', 'e\u0301\u0302', 1],
    ['full-width forms', '日本ＡＢ', 8],
    ['a syllable in parts', '\u1112\u1161\u11ab', 2],
    ['vowel signs that stand beside their letter', '\u0915\u093e', 2],
    ['pictures', '🚀⌚', 4],
    ['a sign drawn as a picture', '\u2601\ufe0f', 2],
    ['a flag', '🇩🇪', 2],
    ['signs of one cell', '✓ ◦ ▸ █', 7],
  ])('give %s their cells', (_, text, cells) => {
    expect(displayWidth(text)).toBe(cells)
  })

  test('do not count colour', () => {
    const [painted = '', bare = ''] = columns([
      [colourPaint.good('ok'), 'x'],
      [noPaint.good('okay'), 'x'],
    ])
    expect(displayWidth(painted)).toBe(displayWidth(bare))
    expect(painted).not.toBe('ok    x')
  })

  test('leave no blanks at the end of a line', () => {
    expect(
      columns([
        ['a', ''],
        ['b', 'c'],
      ]),
    ).toEqual(['a', 'b  c'])
  })
})
