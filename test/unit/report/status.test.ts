/** What the status looks like to a person, in a pipe and on terminals of any width. */
import { describe, expect, test } from 'vitest'
import type { StatusDocument, StatusNode } from '../../../src/reconciler/documents.ts'
import { displayWidth } from '../../../src/report/columns.ts'
import { cutTo } from '../../../src/report/cut.ts'
import { colourPaint, noPaint } from '../../../src/report/paint.ts'
import { statusText } from '../../../src/report/status.ts'
import { condition, statusDocument } from './documents.ts'

const view = { now: 1_000_000, verbose: false, width: null }
const text = statusText(statusDocument, noPaint, view)
const [web] = statusDocument.nodes
if (!web) throw new Error('no node')

const empty: StatusDocument = {
  schema: 'homestak/status/v1',
  site: 's',
  hosts: [],
  nodes: [],
  problems: [],
  watch: null,
  summary: { pendingRestarts: 0 },
}
const textOf = (parts: Partial<StatusNode>, more: Partial<typeof view> = {}) =>
  statusText({ ...empty, nodes: [{ ...web, ...parts }] }, noPaint, { ...view, ...more })

test('has a line for each node, with the age of its state', () => {
  expect(text).toMatch(/^web\/db +vm +10007 +False +1m +192\.0\.2\.8 +10s ago$/m)
})

describe('under a node', () => {
  test('stands only what keeps it from being ready, with its age and reason', () => {
    expect(text).toMatch(/^ {4}Blocked=True +RestartRequired +2m +waits for a restart$/m)
    expect(text).not.toContain('Running=True')
    expect(statusText(statusDocument, noPaint, { ...view, verbose: true })).toContain('Running=True')
  })

  test('stands what a person can do about a hold', () => {
    const held = { ...condition, type: 'Blocked' as const, status: 'True' as const, fix: 'homestak destroy web/old' }
    expect(textOf({ conditions: [held] })).toMatch(/^ {4}Blocked=True .*\n {4}fix: homestak destroy web\/old$/m)
    expect(text).not.toContain('fix:')
  })

  test('stands why it is not Ready, unless that is why it is held', () => {
    expect(text).not.toContain('Ready=False')
    const failed = { ...condition, reason: 'Failed', message: 'no space left' }
    expect(textOf({ conditions: [failed] })).toMatch(/^ {4}Ready=False +Failed +1m +no space left$/m)
  })

  test('stands that it speaks of an older generation, and when the next try is or was due', () => {
    expect(text).toContain('speaks of generation 2, the manifest is at 3')
    expect(text).toContain('next try in 30s')
    expect(textOf({ nextTry: '1970-01-01T00:15:40.000Z' })).toContain('next try was due 1m ago')
  })

  test('stands what waits for a restart, once', () => {
    expect(text.match(/restart/gi)).toHaveLength(3)
    expect(textOf({ conditions: [], pendingRestart: 'cores waits for a restart' })).toContain(
      '    restart pending: cores waits for a restart\n',
    )
  })

  test('stands what drifted, and whether that was put right', () => {
    expect(text).toContain('drift 3m ago: cores changed; repaired after 4s (2 times so far)')
    const last = { time: '1970-01-01T00:16:38.000Z', message: 'cores changed', repaired: null }
    expect(textOf({ drift: { found: 1, repaired: 0, last } })).toContain(
      '    drift 2s ago: cores changed; not repaired yet\n',
    )
  })
})

test('orphans are listed with the command that takes them away', () => {
  expect(text).toContain('orphan old/x on hv0: vmid 10099, x; homestak destroy old/x')
  expect(text).toContain('loose volume on hv0: local:iso/homestak-home-10098-u.iso')
  expect(statusText({ ...empty, orphans: [], looseVolumes: [] }, noPaint, view)).toContain('no orphans')
})

test('files that are broken come first, with place and hint', () => {
  expect(text).toMatch(/^m\/web\.yaml:3:5: unknown preset \(did you mean small\?\)$/m)
  expect(text.indexOf('m/web.yaml')).toBeLessThan(text.indexOf('NODE'))
})

test('the run that watches is named with what it watches and when it last looked', () => {
  expect(text).toContain('process 4711 watches since 10m, for drift every 10m, last looked 3s ago: /home/me/manifests')
  const { watch } = statusDocument
  if (!watch) throw new Error('no watch')
  const textWith = (parts: Partial<typeof watch>) =>
    statusText({ ...empty, watch: { ...watch, ...parts } }, noPaint, view)
  expect(textWith({ lastLook: null })).toContain('has not looked yet')
  expect(textWith({ running: false })).toContain('no run watches now; the last one, process 4711, began 10m ago')
})

test('the last line counts', () => {
  expect(text.split('\n').at(-2)).toBe('1 held; 1 restart pending, 1 problem in files, 1 orphan')
  const summary = { failed: 1, ready: 3, waiting: 2, pendingRestarts: 0 }
  expect(statusText({ ...empty, nodes: [web], summary }, noPaint, view)).toMatch(/\n3 ready, 2 waiting, 1 failed\n$/)
})

test('of nothing is said so', () => {
  expect(statusText(empty, noPaint, view)).toBe('no node is known yet\n')
})

describe('on a terminal', () => {
  const wide: StatusDocument = {
    ...empty,
    nodes: [
      {
        ...web,
        key: 'a-rather-long-manifest-name/worker-1',
        addresses: ['192.0.2.8', '2001:db8::be24:11ff:fe12:3456'],
      },
      web,
    ],
  }
  const linesAt = (width: number | null, paint = noPaint) => statusText(wide, paint, { ...view, width }).split('\n')

  test.each([200, 120, 80, 60, 40, 20])('of %i columns no line about a node is wider', (width) => {
    for (const line of linesAt(width, colourPaint)) expect(displayWidth(line)).toBeLessThanOrEqual(width)
  })

  test('that is narrow, further addresses are counted, and what is missed least is left out', () => {
    expect(linesAt(200).find((line) => line.startsWith('a-rather'))).toContain(
      '192.0.2.8 2001:db8::be24:11ff:fe12:3456',
    )
    expect(linesAt(80).find((line) => line.startsWith('a-rather'))).toMatch(/ vm .* 192\.0\.2\.8 \+1$/)
    expect(linesAt(70).find((line) => line.startsWith('NODE'))).toBe(`${'NODE'.padEnd(38)}VMID   READY  FOR  ADDRESSES`)
  })

  test('messages about nodes are cut, but not where more is asked for, and never in a pipe', () => {
    expect(linesAt(40).join('\n')).toContain('    Blocked=True  RestartRequired  2m  …')
    const whole = statusText(wide, noPaint, { ...view, width: 40, verbose: true })
    for (const text of [whole, linesAt(null).join('\n')]) expect(text).toMatch(/Blocked=True .* waits for a restart$/m)
  })

  test('what is wrong in files is told whole', () => {
    expect(statusText(statusDocument, noPaint, { ...view, width: 20 })).toContain('(did you mean small?)')
  })
})

test('a line that is cut keeps whole letters and ends its colours', () => {
  expect(cutTo('plain', 5)).toBe('plain')
  expect(cutTo('plain text', 5)).toBe('plai…')
  expect(cutTo('日本語', 4)).toBe('日…')
  expect(cutTo('ab\u001b[31mcdef\u001b[39mgh', 4)).toBe('ab\u001b[31mc…\u001b[39m')
  expect(cutTo('ab\u001b[31mc\u001b[39mdef', 4)).toBe('ab\u001b[31mc\u001b[39m…')
})
