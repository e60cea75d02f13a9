import { describe, expect, test } from 'vitest'
import { shellWords } from '../../../src/cli/shell-words.ts'

describe('a command line', () => {
  test.each([
    ['op read "op://vault/age key"', ['op', 'read', 'op://vault/age key']],
    [`  a 'b  c'd\\ e  `, ['a', 'b  cd e']],
    [`a "" 'x "y"' "it's \\"so\\""`, ['a', '', 'x "y"', `it's "so"`]],
    ['', []],
  ])('%j falls into words as in a shell', (line, words) => {
    expect(shellWords(line)).toEqual(words)
  })

  test('with a quote that is never closed is refused', () => {
    expect(() => shellWords(`cat 'file`)).toThrow('a quote is never closed')
  })
})
