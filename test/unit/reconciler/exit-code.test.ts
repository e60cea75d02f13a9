/** One exit code for a run, however many things went how. */
import { describe, expect, test } from 'vitest'
import type { DiffDocument, NodeOutcome } from '../../../src/reconciler/documents.ts'
import { diffExitCode, firstExitCode, holdExitCode, outcomeExitCode } from '../../../src/reconciler/exit-code.ts'

const hold = (reason: string) => ({ reason, message: '', fix: '' })

describe('of several codes', () => {
  test('the first counts in the order 130, 143, 2, 3, 5, 4, 1, 0', () => {
    const order = [130, 143, 2, 3, 5, 4, 1, 0]
    for (const [index, code] of order.entries()) expect(firstExitCode(order.slice(index).toReversed())).toBe(code)
  })

  test('none at all is 0', () => {
    expect(firstExitCode([])).toBe(0)
  })
})

describe('a hold', () => {
  test.each([
    ['DestroyLimit', 5],
    ['ReplaceRequired', 5],
    ['RestartRequired', 5],
    ['SuspectedRename', 5],
    ['Protected', 5],
    ['ForeignGuest', 5],
    ['MissingImage', 5],
    ['AnyOtherReason', 5],
    ['BrokenFile', 3],
    ['Suspended', 0],
    ['NotSelected', 0],
    ['NotSupported', 4],
    ['Locked', 4],
  ])('for %s ends with %i', (reason, code) => {
    expect(holdExitCode(hold(reason))).toBe(code)
    expect(outcomeExitCode('held', hold(reason))).toBe(code)
  })
})

test.each<[NodeOutcome, number]>([
  ['ready', 0],
  ['destroyed', 0],
  ['released', 0],
  ['held', 5],
  ['failed', 4],
  ['unsupported', 4],
  ['waiting', 4],
  ['unknown', 4],
  ['interrupted', 130],
])('a node that ends %s gives %i', (outcome, code) => {
  expect(outcomeExitCode(outcome)).toBe(code)
})

describe('diff', () => {
  const document = (more: Partial<DiffDocument> = {}): DiffDocument => ({
    schema: 'homestak/diff/v1',
    hosts: [{ host: 'hv0', reachable: true, code: null, message: null, hint: null }],
    nodes: [],
    problems: [],
    summary: { held: 0 },
    ...more,
  })
  const node = (action: 'create' | 'unchanged' | 'unknown') =>
    ({ key: 'a', host: 'hv0', type: 'vm', vmid: null, action, changes: [], steps: [], reason: '' }) as const
  const silent = { host: 'hv1', reachable: false, message: '', hint: null } as const
  const [asked, unasked] = [{ exitCode: true }, { exitCode: false }]

  test('that could look at everything ends with 0, whatever it found', () => {
    expect(diffExitCode(document({ nodes: [node('create'), node('unknown')] }), unasked)).toBe(0)
  })

  test('tells a difference, and what is unknown, where it was asked to', () => {
    expect(diffExitCode(document({ nodes: [node('create')] }), asked)).toBe(4)
    expect(diffExitCode(document({ nodes: [node('unknown')] }), asked)).toBe(4)
    expect(diffExitCode(document({ nodes: [node('unchanged')] }), asked)).toBe(0)
  })

  test('always tells a host that it could not look at, and a broken file', () => {
    expect(diffExitCode(document({ hosts: [{ ...silent, code: 'Unreachable' }] }), unasked)).toBe(4)
    expect(diffExitCode(document({ hosts: [{ ...silent, code: 'RefusedCredential' }] }), unasked)).toBe(5)
    expect(diffExitCode(document({ hosts: [{ ...silent, code: 'UntrustedCertificate' }] }), unasked)).toBe(3)
    const problem = { file: 'a.yaml', line: 1, column: 1, message: 'broken' }
    expect(
      diffExitCode(document({ problems: [problem], hosts: [{ ...silent, code: 'RefusedCredential' }] }), unasked),
    ).toBe(3)
  })
})
