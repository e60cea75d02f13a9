/** The simulator against what the real API answered: status, reason, error texts, field sets and JSON types. */
import { describe, expect, test } from 'vitest'
import { haveRecordings, readRecordings } from './recordings/recording.ts'
import type { Verdict } from './recordings/replay.ts'
import { replay } from './recordings/replay.ts'
import { scripts } from './recordings/scripts.ts'

/** What was reached; a fall below it is a regression. */
const floor = 837

async function replayAll(): Promise<{
  readonly total: number
  readonly matching: number
  readonly failed: readonly string[]
}> {
  const verdicts: (Verdict & { readonly where: string })[] = []
  for (const [name, exchanges] of readRecordings()) {
    const script = scripts[name]
    if (!script) continue
    const found = await replay(script, exchanges)
    verdicts.push(...found.map((verdict, index) => ({ ...verdict, where: `${name} #${index}` })))
  }
  const failed = verdicts.filter((verdict) => !verdict.same)
  return {
    total: verdicts.length,
    matching: verdicts.length - failed.length,
    failed: failed.map(({ where, note, difference }) => `${where} ${note}: ${difference}`),
  }
}

if (!haveRecordings) process.stdout.write('recordings: skipped, ../shared/pve-api/recordings is not here\n')

describe.skipIf(!haveRecordings)('the simulator, asked what the real API was asked', () => {
  test('answers as it did', async () => {
    const { total, matching, failed } = await replayAll()
    process.stdout.write(`recordings: ${matching}/${total}\n`)
    expect(matching, `these differ:\n${failed.join('\n')}`).toBeGreaterThanOrEqual(floor)
  })
})
