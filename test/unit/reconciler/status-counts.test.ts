/** How a node stands, in one word. */
import { expect, test } from 'vitest'
import type { Condition } from '../../../src/reconciler/documents.ts'
import { statusOutcome } from '../../../src/reconciler/status-counts.ts'

const condition = (type: Condition['type'], status: Condition['status'], reason = 'x'): Condition => ({
  type,
  status,
  reason,
  message: '',
  since: 0,
})

test.each([
  ['ready', [condition('Provisioned', 'True'), condition('Ready', 'True')]],
  ['held', [condition('Blocked', 'True', 'DestroyLimit'), condition('Ready', 'False', 'DestroyLimit')]],
  ['unsupported', [condition('Blocked', 'True', 'NotSupported'), condition('Ready', 'False', 'NotSupported')]],
  ['failed', [condition('Ready', 'False', 'Failed')]],
  ['drifted', [condition('Ready', 'False', 'Drift')]],
  ['waiting', [condition('Ready', 'False', 'Converging')]],
  ['unknown', [condition('Ready', 'Unknown', 'NotSeen')]],
  ['unknown', []],
])('%s', (outcome, conditions) => {
  expect(statusOutcome(conditions)).toBe(outcome)
})
