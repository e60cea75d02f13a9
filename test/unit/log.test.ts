/** Log lines, and what never reaches them. */
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { createLog } from '../../src/log.ts'
import { createRedactor } from '../../src/redact.ts'

const secret = 'op@pve!t=0000-4a+/"é$&'
const redact = createRedactor([secret])

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
    log.debug({}, 'detail')
    const silent = written('silent')
    silent.log.warn({}, 'nothing')
    expect([...lines, ...silent.lines]).toEqual([])
  })
})
