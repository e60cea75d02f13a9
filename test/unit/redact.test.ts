/** What never reaches a log, a report or a terminal. */
import fc from 'fast-check'
import { generateIdentity } from 'age-encryption'
import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../src/redact.ts'

const secret = 'op@pve!t=0000-4a+/"é$&'
const redact = createRedactor([secret, 'abc', ''])

describe('createRedactor', () => {
  test.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ secret })],
    ['in JSON within JSON', JSON.stringify({ line: JSON.stringify({ secret }) })],
    ['in a URL', `https://x/?t=${encodeURIComponent(secret)}`],
    ['in a URL in lower case', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ['in a form', new URLSearchParams({ secret }).toString()],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
  ])('takes a secret out %s', (_, text) => {
    expect(redact(`before ${text} after`)).toMatch(/^before .*\[redacted\].* after$/)
    expect(redact(text)).not.toMatch(/0000-4a|MDAwMC00|0000-4a/)
  })

  test('leaves other text, and values too short to be told from chance, as they are', () => {
    expect(redact('abc and $& and op@pve')).toBe('abc and $& and op@pve')
    expect(createRedactor([])('text')).toBe('text')
  })

  test('takes the longer of two secrets out whole', () => {
    expect(createRedactor(['token', 'token-and-more'])('token-and-more token')).toBe('[redacted] [redacted]')
  })

  test('leaves no secret in any text, whatever stands around it, in plain or in base64', () => {
    const value = fc
      .string({ minLength: 4, maxLength: 30, unit: 'grapheme' })
      .filter((text) => !'[redacted]'.includes(text))
    fc.assert(
      fc.property(value, fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (hidden, before, after) => {
        const clean = createRedactor([hidden])
        expect(clean(`${before}${hidden}${after}`)).toContain('[redacted]')
        const long = `${hidden}${hidden}${hidden}`
        expect(createRedactor([long])(Buffer.from(`${before}${long}${after}`).toString('base64'))).toContain(
          '[redacted]',
        )
      }),
    )
  })

  test.each([
    [
      'in base64 as mail has it',
      (
        Buffer.from(`key: ${secret.repeat(6)}`)
          .toString('base64')
          .match(/.{1,20}/g) ?? []
      ).join('\r\n'),
    ],
    ['by a terminal', `sent op@pve!t=00\n    00-4a+/"é$& on`],
    ['in a frame', `│ op@pve!t=00   │\n│ 00-4a+/"é$& │`],
    ['in JSON', JSON.stringify({ text: 'op@pve!t=00\n00-4a+/"é$&' })],
    ['three times', 'op@\npve!t=\n0000-4a+\n/"é$&'],
  ])('finds what is broken over lines %s', (_, text) => {
    expect(redact(text)).toContain('[redacted]')
    expect(redact(text)).not.toMatch(/pve!t|00-4a|MDAtNGE|AwMC00|ch0LTRh/)
  })

  test('keeps the lines around what it takes out', () => {
    expect(redact(`one\n\ntwo ${secret}\nthree\n  four op@pve!t=0000\n-4a+/"é$&\n  five\n`)).toBe(
      'one\n\ntwo [redacted]\nthree\n  four [redacted]\n  five\n',
    )
  })

  test('takes out each line of a secret that has several', () => {
    const key = '-----BEGIN KEY-----\nAAAAB3NzaC1yc2E\nQQ==\n-----END KEY-----\n'
    const clean = createRedactor([key])
    expect(clean(key)).toBe('[redacted]')
    expect(clean('line 2: AAAAB3NzaC1yc2E')).toBe('line 2: [redacted]')
  })

  test('knows private age keys by their form', async () => {
    expect(createRedactor([])(`key ${await generateIdentity()}.`)).toBe('key [redacted].')
  })

  test('finds a secret broken at any place', () => {
    const gap = fc.constantFrom('\n', '\r\n', '  \n   ', '\\n')
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), gap, fc.nat(), (around, value, between, at) => {
        const cut = 1 + (at % (value.length - 1))
        const text = `${around}\n${value.slice(0, cut)}${between}${value.slice(cut)}\n${around}`
        expect(createRedactor([value])(text)).toBe(`${around}\n[redacted]\n${around}`)
      }),
    )
  })
})
