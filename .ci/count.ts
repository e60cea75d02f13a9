/** Adds up what the lanes left in a folder: vitest's JSON reports, checks that passed or failed, and how each lane ended. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2] ?? '.'
const lines = (name: string): readonly string[] => {
  const path = join(folder, name)
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
}

const checks = lines('checks')
const total = { passed: 0, failed: 0, skipped: 0 }
for (const check of checks) {
  if (check === 'passed' || check === 'failed' || check === 'skipped') total[check] += 1
}

for (const line of lines('lanes')) {
  const [lane = '', status] = line.split(' ')
  const report = join(folder, `${lane}.json`)
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = counts
  total.passed += numPassedTests
  total.failed += numFailedTests
  total.skipped += numPendingTests + numTodoTests
  if (status === '124' || status === '137') console.log(`FAILED lane ${lane}: it took longer than its budget`)
  // A file that cannot be loaded, a crash, a time-out: nothing was counted, and yet it failed.
  if (status !== '0' && numFailedTests === 0) total.failed += 1
}

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
