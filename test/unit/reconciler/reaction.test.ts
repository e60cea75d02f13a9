/** What an error means for the node that it happened to. */
import { describe, expect, test } from 'vitest'
import { HomestakError, type ErrorCode, type Retry } from '../../../src/errors.ts'
import { reactTo, triesBeforeFailure } from '../../../src/reconciler/reaction.ts'

const error = (code: ErrorCode, retry: Retry) =>
  new HomestakError({ code, retry, message: 'it broke', hint: 'do this' })

describe('an error', () => {
  test('that passes is tried again later', () => {
    expect(reactTo(error('Unreachable', 'transient'), 1)).toEqual({
      kind: 'retry',
      lookAgain: false,
      message: 'it broke',
    })
  })

  test('from a view that is out of date is tried again after another look', () => {
    expect(reactTo(error('Conflict', 'conflict'), 1)).toMatchObject({ kind: 'retry', lookAgain: true })
  })

  test('that only a person can mend holds the node at once, with what to do', () => {
    const hold = { reason: 'MissingPrivilege', message: 'it broke', fix: 'do this' }
    expect(reactTo(error('MissingPrivilege', 'permanent'), 1)).toEqual({ kind: 'held', hold })
  })

  test('that is final and no matter of a decision fails the node, with its own exit code', () => {
    expect(reactTo(error('Rejected', 'permanent'), 1)).toEqual({ kind: 'failed', message: 'it broke', exit: 4 })
    expect(reactTo(error('InvalidSiteConfig', 'permanent'), 1)).toMatchObject({ kind: 'failed', exit: 3 })
  })

  test('fails the node with the fifth try in a row, and says how often it was tried', () => {
    expect(triesBeforeFailure).toBe(5)
    expect(reactTo(error('TaskFailed', 'transient'), 4).kind).toBe('retry')
    expect(reactTo(error('TaskFailed', 'transient'), 5)).toEqual({
      kind: 'failed',
      message: 'it broke (5 tries)',
      exit: 4,
    })
  })

  test('that nobody meant is a bug: not tried again, exit 1', () => {
    expect(reactTo(new TypeError('x is undefined'), 1)).toEqual({
      kind: 'failed',
      message: 'bug: x is undefined',
      exit: 1,
    })
    expect(reactTo('thrown text', 1)).toMatchObject({ message: 'bug: thrown text' })
  })
})
