/** `npm run bench [-- --only NAME] [--json FILE]`: how fast homestak is, beside others, on this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Benchmark } from './benchmark.ts'
import { images } from './images.ts'
import { load as loading } from './load.ts'
import { isLoaded, load, machine } from './machine.ts'
import { make } from './make.ts'
import { order } from './order.ts'
import { pass } from './pass.ts'
import { resident } from './resident.ts'
import { documentOf, tableOf, type Finished } from './report.ts'
import { start } from './start.ts'
import { tofu } from './tofu.ts'
import { watching } from './watch.ts'
import { engine } from './engine.ts'

const all: readonly Benchmark[] = [loading, order, engine, resident, pass, make, start, watching, images, tofu]

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true, default: [] }, json: { type: 'string' } },
})
const unknown = values.only.filter((name) => !all.some((benchmark) => benchmark.name === name))
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are: ${all.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const here = machine()
const startedAt = new Date().toISOString()
process.stdout.write(
  `${here.cpu}, ${here.cores} cores, ${here.memory} GiB, ${here.system}, Node ${here.node}, load ${here.load}\n`,
)
const finished: Finished[] = []
for (const benchmark of all.filter(({ name }) => values.only.length === 0 || values.only.includes(name))) {
  const folder = mkdtempSync(join(tmpdir(), 'homestak-bench-'))
  try {
    const before = { load: load(), at: performance.now() }
    const measurements = await benchmark.measure(folder, (what) => say(`${benchmark.name}: ${what}`))
    const seconds = Math.round((performance.now() - before.at) / 1000)
    const done = { benchmark, measurements, seconds, load: before.load }
    finished.push(done)
    process.stdout.write(tableOf(done))
    if (isLoaded(before.load))
      process.stdout.write(
        `  warning: the load was ${before.load} on ${here.cores} cores: trust ratios, not milliseconds\n`,
      )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify(documentOf(here, startedAt, finished), undefined, 2)}\n`)
