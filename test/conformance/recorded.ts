/** Recorded cases and how strictly each counts; see ../shared/conformance/README.md. */
import { existsSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { isMapping } from '../../src/manifest/document.ts'

export interface Recorded {
  readonly id: string
  readonly category: string
  readonly title: string
  readonly input: Readonly<Record<string, unknown>>
  readonly oracle: {
    readonly ok?: boolean
    readonly error?: { readonly phrase?: string; readonly code?: string }
  } & Readonly<Record<string, unknown>>
  readonly advice: {
    readonly stance: 'same' | 'stricter' | 'clean-error' | 'fix' | 'free'
    readonly why?: string
    /** Of a fix: the only fields in question. */
    readonly parts?: readonly string[]
  }
}

/** The fields that this program has, named as the oracle names them, or why it refuses. */
export type Outcome =
  | { readonly ok: true; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly message: string; readonly code?: string | undefined }

/** Undefined: the case calls what is not built. */
export type Answer = (given: Recorded) => Promise<Outcome | undefined>

/** Whether it is one of the cases whose outcome counts. */
export const counts = ({ advice }: Pick<Recorded, 'advice'>): boolean =>
  ['same', 'stricter', 'clean-error'].includes(advice.stance)

/** null means not given. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning)
  if (!isMapping(value)) return value
  const given = Object.entries(value).filter(([, item]) => item !== null)
  return Object.fromEntries(given.map(([key, item]) => [key, meaning(item)]))
}

/** What about the outcome is not as the case's stance asks for. */
function wrongs({ oracle, advice }: Recorded, outcome: Outcome): readonly unknown[] {
  // What merely leaves something empty may be taken as empty: all that counts is that nothing breaks.
  if (advice.stance === 'clean-error') return []
  if (advice.stance === 'stricter' && !outcome.ok) return []
  if (outcome.ok !== oracle.ok) return [{ expected: oracle, outcome }]
  if (outcome.ok) {
    return Object.entries(outcome.fields)
      .filter(([field]) => !advice.parts?.includes(field))
      .map(([field, mine]) => ({ field, mine: meaning(mine), expected: meaning(oracle[field]) }))
      .filter(({ mine, expected }) => !isDeepStrictEqual(mine, expected))
  }
  const { phrase = '', code } = oracle.error ?? {}
  const unnamed = [...phrase.matchAll(/'([^']*)'/g)].filter(([, name = '']) => !outcome.message.includes(name))
  const isOther = code !== undefined && outcome.code !== undefined && code !== outcome.code
  return [...unnamed.map(([name]) => ({ name, message: outcome.message })), ...(isOther ? [{ code, outcome }] : [])]
}

const read = (path: string): readonly Recorded[] => JSON.parse(readFileSync(path, 'utf8')).cases

/** Compares the cases kept here, and all of ../shared where they are; `comparable` takes out what nobody can compare. */
export function compareGroup(group: string, answer: Answer, comparable = (given: Recorded): Recorded => given): void {
  const kept = new URL(`./cases/${group}.json`, import.meta.url).pathname
  const shared = new URL(`../../../shared/conformance/${group}.json`, import.meta.url).pathname
  if (!existsSync(shared)) console.warn(`SKIPPED: ${shared} is not there, so only the cases kept here are compared`)

  describe(`representative cases of ${group}`, () => {
    compare(group, read(kept).map(comparable), answer)
  })
  describe.skipIf(!existsSync(shared))(`all cases of ${shared}`, () => {
    compare(group, existsSync(shared) ? read(shared).map(comparable) : [], answer)
  })
}

function compare(group: string, cases: readonly Recorded[], answer: Answer): void {
  const told: string[] = []
  const ends = { passed: 0, waiting: 0, weak: 0 }

  test.each(cases.filter(counts))('$id $category: $title ($advice.stance)', async (given) => {
    const outcome = await answer(given)
    if (!outcome) ends.waiting++
    expect(outcome ? wrongs(given, outcome) : []).toEqual([])
    if (outcome) ends.passed++
    if (given.advice.stance !== 'stricter' || !outcome?.ok) return
    ends.weak++
    told.push(`  weak ${given.id} ${given.title}: accepted`)
  })

  // Where only some parts of a recorded result are in question, the others must be equal.
  test.each(cases.filter(({ advice }) => advice.parts))('$id $title (fix, other parts)', async (given) => {
    const outcome = await answer(given)
    expect(outcome ? wrongs(given, outcome) : []).toEqual([])
  })

  afterAll(async () => {
    const counted = cases.filter(counts).length
    for (const given of cases.filter((one) => !counts(one))) {
      const outcome = await answer(given)
      const mine = !outcome ? 'not built' : outcome.ok ? JSON.stringify(outcome.fields) : `refused: ${outcome.message}`
      told.push(`  ${given.advice.stance} ${given.id} ${given.title} (${given.advice.why}): ${mine.slice(0, 600)}`)
    }
    const waiting = ends.waiting === 0 ? '' : `, ${ends.waiting} wait for what they call`
    console.log(
      `conformance ${group}: ${ends.passed}/${counted}${waiting}, ${ends.weak} accepted that might be refused`,
    )
    console.log(['for a person to read:', ...told].join('\n'))
  })
}

/** Texts by path, as a case's `files` has them. */
export const filesOf = ({ input }: Recorded): Readonly<Record<string, string>> =>
  isMapping(input['files'])
    ? Object.fromEntries(Object.entries(input['files']).map(([path, content]) => [path, String(content)]))
    : {}
