/** What never reaches a log, a report or a terminal. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { createLog, createRedactor } from '../../src/log.ts'

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
})

describe('createLog', () => {
  const clock: Clock = { now: () => Date.UTC(2030, 0, 2, 3, 4, 5), sleep: async () => {} }
  const written = (level: 'info' | 'debug' | 'silent') => {
    const lines: string[] = []
    const log = createLog({ level, stream: { write: (text) => lines.push(text) }, redact, clock })
    return { lines, log }
  }

  test('writes one JSON line with level, time and fields', () => {
    const { lines, log } = written('info')
    log.info({ node: 'shop/web', ms: 5 }, 'applied')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: '2030-01-02T03:04:05.000Z',
      node: 'shop/web',
      ms: 5,
      msg: 'applied',
    })
  })

  test('hides secrets wherever they stand: message, field, key, error', () => {
    const { lines, log } = written('info')
    log.warn({ deep: { token: [secret] }, [secret]: 1, err: new Error(`refused: ${secret}`) }, `sent ${secret}`)
    expect(lines.join('')).not.toContain('0000-4a')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'sent [redacted]', deep: { token: ['[redacted]'] } })
  })

  test('keeps silent below its level', () => {
    const { lines, log } = written('info')
    log.debug('detail')
    written('silent').log.fatal('nothing')
    expect(lines).toEqual([])
  })
})
