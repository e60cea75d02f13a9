/** The simulator against what the real API answered: status, reason, error texts, field sets and JSON types. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from './recordings/compare.ts'
import { exceptions } from './recordings/exceptions.ts'
import { haveRecordings, readRecordings } from './recordings/recording.ts'
import { replay } from './recordings/replay.ts'
import { scripts } from './recordings/scripts.ts'

if (!haveRecordings) process.stdout.write('recordings: skipped, ../shared/pve-api/recordings is not here\n')

describe.skipIf(!haveRecordings)('the simulator, asked what the real API was asked', () => {
  const verdicts = new Map<string, Verdict>()

  beforeAll(async () => {
    for (const [name, exchanges] of readRecordings()) {
      const script = scripts[name]
      if (!script) throw new Error(`there is no script for the recording ${name}`)
      const found = await replay(script, exchanges)
      for (const [index, verdict] of found.entries()) verdicts.set(`${name} #${index}`, verdict)
    }
    const matching = [...verdicts.values()].filter(({ same }) => same).length
    process.stdout.write(`recordings: ${matching}/${verdicts.size}\n`)
  })

  test('answers as it did, the exceptions apart', () => {
    const differing = [...verdicts].filter(([where, { same }]) => !same && exceptions[where] === undefined)
    expect(differing.map(([where, { note, difference }]) => `${where} ${note}: ${difference}`)).toEqual([])
  })

  test('has no exception that is none any more', () => {
    expect(Object.keys(exceptions).filter((where) => verdicts.get(where)?.same !== false)).toEqual([])
  })
})
