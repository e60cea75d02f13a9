/** The redaction that everything shown or written goes through: secrets are found by their value. */

const replacement = '[redacted]'

/** Shorter values would be found by chance, everywhere. */
const shortest = 4
/** The same for values that are looked for over line breaks. */
const shortestSplit = 8

/** Private age keys are known by their form. */
const ageKeys = 'AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{40,}'

/**
 * Takes every secret out of a text: as it is, as it stands in JSON or a URL, and in base64, also as part of something
 * longer, and broken over lines. Values shorter than 4 characters are left alone.
 */
export function createRedactor(values: readonly string[]): (text: string) => string {
  const hidden = values.flatMap(withLines).filter((value) => value.length >= shortest)
  const forms = [...new Set(hidden.flatMap(formsOf))]
  const pattern = patternOf(forms)
  const broken = patternOf(forms.filter((form) => form.length >= shortestSplit))
  return (text) => {
    const whole = text.replace(pattern, replacement)
    // Most of what is written is one line, with its end.
    return /(?:\n|\\n|\\r)[^]/.test(whole) ? withoutBroken(whole, broken) : whole
  }
}

/** Of a secret of several lines, such as a private key, each line is one too. */
const withLines = (value: string): readonly string[] =>
  value.includes('\n')
    ? [
        value,
        ...value
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line.length >= shortestSplit),
      ]
    : [value]

/** Longest first: a secret that begins with another one is taken out whole. */
function patternOf(forms: readonly string[]): RegExp {
  const longestFirst = forms.toSorted((a, b) => b.length - a.length)
  return new RegExp(
    [...longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')), ageKeys].join('|'),
    'g',
  )
}

/** A line break as it is or as JSON has it, with the blanks and frames around it. */
const lineBreak = /[ \t│|]*(?:\r?\n|(?:\\r)?\\n)(?:[ \t│|]|\r?\n|(?:\\r)?\\n)*/g

/** Looks for secrets in the text without its line breaks, and takes them out of the one with them. */
function withoutBroken(text: string, pattern: RegExp): string {
  const breaks = [...text.matchAll(lineBreak)].map(({ 0: gap, index }) => ({ start: index, length: gap.length }))
  const joined = text.replace(lineBreak, '')
  // Where a place of the joined text is in the other one: before or after a break that stands right there.
  const placeIn = (offset: number, after: boolean): number => {
    let place = offset
    for (const { start, length } of breaks) {
      if (start > place || (start === place && !after)) break
      place += length
    }
    return place
  }
  let shown = ''
  let done = 0
  for (const { 0: found, index } of joined.matchAll(pattern)) {
    const [from, to] = [placeIn(index, true), placeIn(index + found.length, false)]
    shown += text.slice(done, from) + replacement
    done = to
  }
  return shown + text.slice(done)
}

function formsOf(value: string): readonly string[] {
  const inJson = JSON.stringify(value).slice(1, -1)
  const inUrl = encodeURIComponent(value.toWellFormed())
  const inForm = new URLSearchParams({ value }).toString().slice('value='.length)
  const plain = [
    value,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    inUrl,
    inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    inForm,
  ]
  return [...plain, ...[0, 1, 2].flatMap((before) => inBase64(value, before))]
}

/**
 * What a value always looks like in base64 with `before` bytes (modulo 3) in front of it. Characters that also carry
 * bits of its neighbours are left out; where too few remain to be told from chance, there is none.
 */
function inBase64(value: string, before: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)])
  const shared = Math.ceil((before * 8) / 6)
  const certain = bytes.toString('base64').slice(shared, Math.floor((bytes.length * 8) / 6))
  if (certain.length < shortest) return []
  return [certain, certain.replaceAll('+', '-').replaceAll('/', '_')]
}
