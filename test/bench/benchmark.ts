/** What a benchmark gives: figures with what they are compared to, in a shape that stays. */

export type Unit = 's' | 'ms' | 'µs' | 'calls' | 'tasks' | 'kB' | 'MiB'

export interface Figure {
  readonly median: number
  readonly p99: number
  readonly runs: number
}

export interface Baseline extends Figure {
  readonly name: string
}

export interface Measurement {
  /** What was measured, e.g. `cold: 1,000 manifests to the graph`. */
  readonly name: string
  readonly unit: Unit
  readonly homestak: Figure
  /** Measured in the same run. */
  readonly baselines: readonly Baseline[]
  readonly goal?: { readonly of: 'median' | 'p99'; readonly below: number }
}

export interface Benchmark {
  /** What `--only` takes. */
  readonly name: string
  readonly title: string
  /** What has to be known to read the figures. */
  readonly notes: readonly string[]
  /** Says now and then what it is at. Everything it leaves behind is below `folder`. */
  measure(folder: string, say: (what: string) => void): Promise<readonly Measurement[]>
}

/** Of one value at least; 99 of 100 are no more than the p99, which with fewer is the largest. */
export function figureOf(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? NaN
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2
  return { median, p99: at(0.99), runs: sorted.length }
}

export const baselineOf = (name: string, values: readonly number[]): Baseline => ({ name, ...figureOf(values) })

/** Milliseconds of each run. What comes before is for the machine to warm up, and does not count. */
export function timed(runs: number, work: () => unknown, warmUp = 1): readonly number[] {
  const took: number[] = []
  for (let run = -warmUp; run < runs; run++) {
    const start = performance.now()
    work()
    if (run >= 0) took.push(performance.now() - start)
  }
  return took
}
