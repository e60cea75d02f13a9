/** Compares what homestak makes of a case with what was recorded. */
import { expect } from 'vitest'
import { run, type ManifestCase, type Outcome } from './manifest-case.ts'

/** Throws an assertion error where the result is not what the case's stance asks for. */
export function verify(given: ManifestCase): void {
  const outcome = run(given)
  const { oracle, advice } = given
  if (!outcome.accepted) expect(outcome.messages.join('\n')).toMatch(/^case\.yaml:\d+:\d+: \S/)
  if (advice.stance === 'clean-error') expect(outcome.accepted).toBe(false)
  if (advice.stance === 'stricter' && !outcome.accepted) return
  if (advice.stance === 'clean-error') return
  expect(outcome.accepted, outcome.messages.join('\n')).toBe(oracle.accepted)
  for (const name of quotedNames(oracle.error?.phrase ?? '')) expect(outcome.messages.join('\n')).toContain(name)
  if (outcome.accepted) verifyParts(given, outcome)
}

function verifyParts({ oracle, advice }: ManifestCase, { parts, messages }: Outcome): void {
  const inQuestion = new Set(advice.parts ?? [])
  expect(parts['reread']).toEqual(parts['manifest'])
  // Fields that the seed does not have are compared by the wire form, where they must be absent.
  if (!inQuestion.has('manifest')) expect(parts['manifest']).toMatchObject(Object(oracle.manifest))
  if (!inQuestion.has('wire')) expect(parts['wire']).toEqual(oracle.wire)
  if (!inQuestion.has('graph')) expect(oracle.graph).toMatchObject(Object(parts['graph']))
  if (!inQuestion.has('subtrees')) expect(parts['subtrees']).toEqual(oracle.subtrees)
  const expected = oracle.reference_errors ?? []
  expect(messages).toHaveLength(expected.length)
  expected.forEach((phrase, index) => {
    for (const name of quotedNames(phrase)) expect(messages[index]).toContain(name)
  })
}

const quotedNames = (phrase: string): readonly string[] => phrase.match(/'[^']*'/g) ?? []

/** One line on a case that does not count. */
export function remark(given: ManifestCase): string {
  const outcome = run(given)
  const ours = outcome.accepted ? 'accepted' : `refused: ${outcome.messages[0]}`
  return `  ${given.advice.stance} ${given.id} ${given.title}: ${ours}; recorded ${given.oracle.accepted ? 'accepted' : 'refused'}`
}
