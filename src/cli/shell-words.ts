/** A command line taken apart as a shell does, without its variables, patterns and pipes. */
import { HomestakError } from '../errors.ts'

/** Throws Usage for a quote that is never closed. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  const part = /\s+|'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^\s'"\\]+)|(.)/gsy
  for (const [text, single, double, escaped, bare, stray] of line.matchAll(part)) {
    if (stray !== undefined) {
      const message = `a quote is never closed in: ${line}`
      throw new HomestakError({ code: 'Usage', message, hint: 'close it' })
    }
    const more = single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare
    if (more !== undefined) word = (word ?? '') + more
    else if (/^\s/.test(text) && word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  return word === undefined ? words : [...words, word]
}
