/** Adds up what the lanes left in a folder: reports of vitest, checks that passed or failed, and how each lane ended. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from './reporter.ts'

const folder = process.argv[2] ?? '.'
const lines = (name: string): readonly string[] => {
  const path = join(folder, name)
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
}

const nothing: Report = { passed: 0, failed: 0, skipped: 0, failures: [] }
const reportOf = (lane: string): Report => {
  const path = join(folder, `${lane}.json`)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : nothing
}

const total = { passed: 0, failed: 0, skipped: 0 }
// They are told again below everything else: of a long output, a log keeps the end.
const failures: string[] = []
for (const check of lines('checks')) {
  const [outcome, name] = check.split(/ (.*)/)
  if (outcome === 'passed' || outcome === 'failed' || outcome === 'skipped') total[outcome] += 1
  if (outcome === 'failed') failures.push(`check: ${name}`)
}

for (const line of lines('lanes')) {
  const [lane = '', status = ''] = line.split(' ')
  const report = reportOf(lane)
  total.passed += report.passed
  total.failed += report.failed
  total.skipped += report.skipped
  failures.push(...report.failures.map((failure) => `lane ${lane}: ${failure}`))
  if (status === '0' || report.failed > 0) continue
  // A file that cannot be loaded, a crash, a time-out: nothing was counted, and yet it failed.
  total.failed += 1
  const late = status === '124' || status === '137'
  failures.push(`lane ${lane}: ${late ? 'it took longer than its budget' : `it ended with ${status}`}`)
}

for (const failure of failures) console.log(`FAILED ${failure}`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
