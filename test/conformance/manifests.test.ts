/** Manifests are read as the seed read them, where that was right. */
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import type { ManifestCase } from './manifest-case.ts'
import { remark, verify } from './manifest-verdict.ts'
import { counts } from './recorded.ts'

const read = (path: string): readonly ManifestCase[] => JSON.parse(readFileSync(path, 'utf8')).cases

const shared = new URL('../../../shared/conformance/manifests.json', import.meta.url).pathname

describe('representative cases', () => {
  const cases = read(new URL('./cases/manifests.json', import.meta.url).pathname)

  test.each(cases.filter(counts))('$id $title ($advice.stance)', (given) => {
    expect.hasAssertions()
    verify(given)
  })

  test('every stance that counts is there', () => {
    expect(new Set(cases.filter(counts).map(({ advice }) => advice.stance))).toEqual(
      new Set(['same', 'stricter', 'clean-error']),
    )
  })
})

describe.skipIf(!existsSync(shared))(`all cases of ${shared}`, () => {
  const cases = existsSync(shared) ? read(shared) : []
  const counted = cases.filter(counts)
  let passed = 0

  test.each(counted)('$id $title ($advice.stance)', (given) => {
    expect.hasAssertions()
    verify(given)
    passed++
  })

  // Where only some parts of a recorded result are in question, the others must be equal.
  test.each(cases.filter(({ advice }) => advice.stance === 'fix' && advice.parts))(
    '$id $title (fix, other parts)',
    (given) => {
      expect.hasAssertions()
      verify(given)
    },
  )

  afterAll(() => {
    console.log(`conformance manifests: ${passed}/${counted.length}`)
    console.log(['not counted:', ...cases.filter((given) => !counts(given)).map(remark)].join('\n'))
  })
})
