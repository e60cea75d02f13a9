/** The machine that figures were measured on. */
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** GiB. */
  readonly memory: number
  readonly system: string
  readonly node: string
  /** Processes that wanted to run, over the last minute. */
  readonly load: number
}

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memory: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${release()} ${process.arch}`,
  node: process.version,
  load: load(),
})

export const load = (): number => Number((loadavg()[0] ?? 0).toFixed(2))

/** What else runs takes time from what is measured. */
export const isLoaded = (value: number): boolean => value > availableParallelism() / 2
