/** What diff, run, status and events look like to a person. */
import { describe, expect, test } from 'vitest'
import { configText } from '../../../src/report/config.ts'
import { changeText, diffText, valueText } from '../../../src/report/diff.ts'
import { age, elapsed } from '../../../src/report/duration.ts'
import { eventJson, eventLine, eventSubject } from '../../../src/report/events.ts'
import { colourPaint, noPaint } from '../../../src/report/paint.ts'
import { problemLines } from '../../../src/report/problem.ts'
import { progressLine } from '../../../src/report/progress.ts'
import { summaryText } from '../../../src/report/summary.ts'
import { configDocument, diffDocument, problem, runEvent, runSummary } from './documents.ts'

describe('a diff', () => {
  const lines = diffText(diffDocument, noPaint, { verbose: false }).split('\n')

  test('shows each node that differs with its symbol, action and changes', () => {
    expect(lines).toContainEqual(expect.stringMatching(/^\+ +web\/front +create +there is no such guest$/))
    expect(lines).toContainEqual(expect.stringMatching(/^~ +web\/db +restart +vmid 10007 +cores differ$/))
    expect(lines).toContain('      cores: 2 -> 4 (restart)')
    expect(lines).toContain('      step: create the guest')
  })

  test('says why a node is held and how to go on', () => {
    const held = lines.indexOf('      held, RestartRequired: cores waits for a restart')
    expect(lines[held + 1]).toBe('      to go on: run again with --yes')
  })

  test('shows one way out for several in a row once', () => {
    const hold = { reason: 'DestroyLimit', message: 'too many', fix: 'say how many' }
    const nodes = diffDocument.nodes.slice(0, 2).map((node) => ({ ...node, action: 'destroy' as const, held: hold }))
    const text = diffText({ ...diffDocument, nodes }, noPaint, { verbose: false })
    expect(text.match(/to go on: .*/g)).toEqual(['to go on: say how many', 'to go on: as above'])
  })

  test('names a silent host with what to do, and counts the rest at the end', () => {
    expect(lines[0]).toBe('host hv1 cannot be looked at: hv1 does not answer')
    expect(lines[1]).toBe('  see whether it is up')
    expect(lines.at(-2)).toBe('1 create, 1 restart, 1 unchanged; 1 held')
  })

  test('does not say of each node again why its host is silent', () => {
    const [node] = diffDocument.nodes
    const unknown = {
      ...diffDocument,
      nodes: node ? [{ ...node, action: 'unknown' as const, reason: 'hv1 does not answer' }] : [],
    }
    const text = diffText(unknown, noPaint, { verbose: false })
    expect(text.match(/hv1 does not answer/g)).toHaveLength(1)
    expect(text).toContain('its host cannot be looked at')
  })

  test('lists unchanged nodes only when more is asked for', () => {
    expect(lines.join()).not.toContain('web/same')
    expect(diffText(diffDocument, noPaint, { verbose: true })).toContain('web/same')
  })

  test('is the same text with and without colour', () => {
    const coloured = diffText(diffDocument, colourPaint, { verbose: false })
    expect(coloured).not.toBe(lines.join('\n'))
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(lines.join('\n'))
  })

  test('cannot be forged by a guest’s name', () => {
    const [node] = diffDocument.nodes
    const forged = { ...diffDocument, nodes: node ? [{ ...node, key: 'web/x\n=  all is well' }] : [] }
    expect(diffText(forged, noPaint, { verbose: false })).not.toMatch(/^= {2}all is well/m)
  })
})

test.each([
  [null, '(none)'],
  [[], '(none)'],
  [['b', 'a'], 'b, a'],
  [{ $secret: 'passwords.root' }, '(secret passwords.root)'],
  [{ size: 3 }, '{"size":3}'],
  [false, 'false'],
  ['x'.repeat(300), `${'x'.repeat(99)}…`],
])('the value %j is shown as %s', (value, text) => {
  expect(valueText(value)).toBe(text)
})

test('a value that is to go is shown as such', () => {
  expect(changeText({ path: 'tags', desired: [], observed: ['old'], forces: 'update' })).toBe('tags: old -> (none)')
})

describe('a run', () => {
  test('tells each event with the time since its start', () => {
    expect(progressLine(runEvent, 940_000, noPaint)).toBe('  1:02.3  web/db  StepDone: started')
    expect(progressLine({ ...runEvent, key: null, message: '' }, 940_000, noPaint)).toBe('  1:02.3  host hv0  StepDone')
  })

  test('ends with what became of each node, the bad news last', () => {
    const lines = summaryText(runSummary, noPaint).split('\n')
    expect(lines.slice(2)).toEqual([
      'ready   web/front  vmid 10006  192.0.2.7 fe80::1',
      'held    web/db     vmid 10007',
      '      held, RestartRequired: cores waits for a restart',
      '      to go on: run again with --yes',
      'failed  web/cache              no space left',
      '1 ready, 1 held, 1 failed, 1 problem in files in 3.1 s (12 reads, 1 write)',
      '',
    ])
  })
})

test('a run in which no file could be used has done nothing, which is not the same as having nothing to do', () => {
  const idle = { ...runSummary, nodes: [], counts: {}, hosts: [] }
  expect(summaryText({ ...idle, problems: [] }, noPaint)).toMatch(/^nothing to do in /)
  expect(summaryText({ ...idle, problems: [problem] }, noPaint)).toMatch(/^nothing done, 1 problem in files in /)
})

describe('an event of the store', () => {
  const stored = {
    seq: 7,
    time: 1_000_000,
    host: 'hv0',
    manifest: 'web',
    node: 'db',
    reason: 'Drift',
    message: 'tag gone',
    warning: true,
  }

  test('is told with its time and whom it is about, lined up', () => {
    const view = { paint: noPaint, time: (time: number) => `at ${time}`, width: 12 }
    expect(eventLine(stored, view)).toBe('at 1000000  web/db@hv0    Drift: tag gone')
    expect(eventLine({ ...stored, message: '' }, view)).toBe('at 1000000  web/db@hv0    Drift')
  })

  test('about a host or the run says so, and makes no column where there is no other', () => {
    const { host: _, manifest: __, node: ___, ...ofRun } = stored
    expect(eventSubject({ ...ofRun, host: 'hv0' })).toBe('host hv0')
    expect(eventLine(ofRun, { paint: noPaint, time: String, width: 0 })).toBe('1000000  Drift: tag gone')
  })

  test('has no node where it concerns a host', () => {
    const { manifest: _, node: __, ...ofHost } = stored
    expect(eventJson(ofHost)).toMatchObject({ key: null, host: 'hv0', seq: 7 })
  })
})

test('problems of files are shown once each, in the order of the files', () => {
  const other = { ...problem, file: 'm/a.yaml', line: 9 }
  expect(problemLines([problem, other, problem])).toEqual([
    'm/a.yaml:9:5: unknown preset (did you mean small?)',
    'm/web.yaml:3:5: unknown preset (did you mean small?)',
  ])
})

test('spans of time are whole units, and never negative', () => {
  expect([-5, 59_999, 60_000, 7_200_000, 200_000_000].map(age)).toEqual(['0s', '59s', '1m', '2h', '2d'])
  expect([-1, 61_050].map(elapsed)).toEqual(['0:00.0', '1:01.0'])
})

describe('what a node resolves to', () => {
  test('has no line for an empty list that nobody wrote, and no value of a secret', () => {
    expect(configText(configDocument, noPaint, { origin: false })).toBe(
      [
        'web/front@hv0',
        '  cores          2',
        '',
        '  packages       jq, a-package-with-a-name-that-is-very-long',
        '  root_password  (secret passwords.vm_root)',
        '',
        '  on_boot        yes',
        '',
      ].join('\n'),
    )
  })

  test('has the places beside the values, which no long value pushes away', () => {
    expect(configText(configDocument, noPaint, { origin: true })).toBe(
      [
        'site-config: /site',
        '',
        'web/front@hv0  m/web.yaml:4',
        '  cores          2                           presets/small.yaml:1',
        '',
        '  packages       jq, a-package-with-a-name-that-is-very-long  presets/small.yaml:1, presets/small.yaml:1',
        '  root_password  (secret passwords.vm_root)  presets/small.yaml:1',
        '',
        '  on_boot        yes                         built in',
        '',
      ].join('\n'),
    )
  })
})
