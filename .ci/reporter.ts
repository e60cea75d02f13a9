/** Writes how many tests passed, failed and were skipped, and why each that failed did, into the file `REPORT` names. */
import { writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** What one run of vitest came to. */
export interface Report {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** For each test that failed, each file that could not be loaded, each error outside of tests: its name and reasons. */
  readonly failures: readonly string[]
}

const reason = ({ message, diff = '', stacks = [] }: SerializedError): string =>
  stripVTControlCharacters(
    [message, diff, ...(stacks as readonly Place[]).map((place) => `    at ${place.file}:${place.line}`)]
      .filter((line) => line !== '')
      .join('\n'),
  )

interface Place {
  readonly file: string
  readonly line: number
}

const failure = (name: string, errors: readonly SerializedError[]): string => [name, ...errors.map(reason)].join('\n')

export default class CountsAndFailures implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], outside: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    const failures = outside.map((error) => failure('outside of tests', [error]))
    for (const module of modules) {
      if (module.errors().length > 0) failures.push(failure(module.relativeModuleId, module.errors()))
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result()
        if (state !== 'pending') counts[state] += 1
        if (state === 'failed') failures.push(failure(`${module.relativeModuleId} > ${test.fullName}`, errors))
      }
    }
    writeFileSync(process.env['REPORT'] ?? 'report.json', JSON.stringify({ ...counts, failures } satisfies Report))
  }
}
