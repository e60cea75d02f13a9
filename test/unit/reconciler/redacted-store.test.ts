/** Nothing secret is kept, whatever a run saves. */
import { beforeEach, expect, test } from 'vitest'
import { openStore } from '../../../state/sqlite/open-store.ts'
import type { Store } from '../../../state/store.ts'
import { createRedactor } from '../../../src/redact.ts'
import { redactedStore } from '../../../src/reconciler/redacted-store.ts'

const secret = 'pass"word'
let inner: Store
let store: Store
beforeEach(() => {
  inner = openStore(':memory:', 'lab')
  store = redactedStore(inner, createRedactor([secret]))
})

test('problems and the paths of the watching run are kept without secrets', () => {
  const problem = { file: `/m/${secret}.yaml`, line: 1, column: 2, message: `'${secret}' is no name`, hint: secret }
  store.saveProblems('/m', [problem, { ...problem, message: 'plain' }])
  store.saveWatch({ pid: 1, started: 2, paths: [`/m/${secret}`], driftIntervalMs: 3, lastLook: null })
  expect(store.problems()[0]?.message).toBe("'[redacted]' is no name")
  expect(JSON.stringify([store.problems(), store.watch()])).not.toContain('word')
})

test('a sighting that holds a secret is not kept, nor the one that it would replace', () => {
  const sighting = { clusterKey: 'lab', vmid: 1, signature: 's', view: '{"description":"plain"}', read: 1 }
  store.saveSighting(sighting)
  expect(store.sightings('lab')).toEqual([sighting])
  store.saveSighting({ ...sighting, view: JSON.stringify({ description: `it is ${secret}` }) })
  expect(store.sightings('lab')).toEqual([])
})

test('answers are kept without secrets', () => {
  const answers: string[] = []
  const noting: Store = { ...inner, answerRequest: (_, __, answer) => void answers.push(answer) }
  redactedStore(noting, createRedactor([secret])).answerRequest(1, 'ended', JSON.stringify({ message: secret }))
  expect(answers).toEqual(['{"message":"[redacted]"}'])
})
