/** Figures as a table for people and as a document for programs. */
import type { Baseline, Benchmark, Measurement } from './benchmark.ts'
import { isLoaded, type Machine } from './machine.ts'

export interface Finished {
  readonly benchmark: Benchmark
  readonly measurements: readonly Measurement[]
  readonly seconds: number
  /** As it was at the start. */
  readonly load: number
}

const isMet = ({ homestak, goal }: Measurement): boolean | undefined => goal && homestak[goal.of] < goal.below

/** How many times as much the other takes. */
const ratioOf = ({ homestak }: Measurement, { median }: Baseline): number => median / homestak.median

export function tableOf({ benchmark, measurements, seconds }: Finished): string {
  const rows = measurements.map((measurement) => {
    const { name, unit, homestak, baselines, goal } = measurement
    const others = baselines.map((other) => `${other.name} ${shown(other.median)}${times(ratioOf(measurement, other))}`)
    const verdict = goal ? `${isMet(measurement) ? 'met' : 'MISSED'}: ${goal.of} below ${shown(goal.below)}` : ''
    const p99 = homestak.runs > 1 ? shown(homestak.p99) : ''
    return [name, shown(homestak.median), p99, unit, `${homestak.runs}`, verdict, others.join(', ')]
  })
  const table = [['', 'median', 'p99', 'unit', 'runs', 'goal', 'others (times as much)'], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  const lines = table.map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  const head = [``, `${benchmark.name}: ${benchmark.title} (${seconds} s)`]
  return [...head, ...benchmark.notes.map((text) => `  ${text}`), ...lines.map((text) => `  ${text}`), ''].join('\n')
}

/** Nothing is no number of times as much as nothing. */
const times = (ratio: number): string => (Number.isFinite(ratio) ? ` (${shown(ratio)}x)` : '')

const isNumber = (column: number): boolean => column === 1 || column === 2 || column === 4

const shown = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })

/** Fields are only ever added. */
export const documentOf = (machine: Machine, startedAt: string, finished: readonly Finished[]) => ({
  schema: 'homestak/bench/v1',
  startedAt,
  machine,
  benchmarks: finished.map(({ benchmark, measurements, seconds, load }) => ({
    name: benchmark.name,
    title: benchmark.title,
    notes: benchmark.notes,
    seconds,
    load,
    loaded: isLoaded(load),
    measurements: measurements.map((measurement) => ({
      ...measurement,
      goal: measurement.goal ?? null,
      met: isMet(measurement) ?? null,
      baselines: measurement.baselines.map((other) => ({ ...other, ratio: ratioOf(measurement, other) })),
    })),
  })),
})
