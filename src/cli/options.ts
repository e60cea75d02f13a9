/** The options that commands share, and how their values are read. */
import { type Command, InvalidArgumentError } from 'commander'

export interface CommonOptions {
  readonly siteConfig?: string
  readonly state?: string
  readonly jsonOutput?: true
  readonly verbose?: true
  /** false with `--no-color`. */
  readonly color: boolean
}

/** Where manifests come from, beside the PATHs, and which of them are meant. */
export interface SourceOptions {
  readonly manifest?: readonly string[]
  readonly manifestFile?: readonly string[]
  readonly manifestJson?: string
}

export interface SelectionOptions extends SourceOptions {
  readonly host?: string
  readonly node?: readonly string[]
}

/** A whole number from `least` up. */
export const wholeFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} up, got '${text}'.`)
  }

/** A number above zero, e.g. of seconds. */
export function positive(text: string): number {
  const value = Number(text)
  if (/^\d*\.?\d+$/.test(text) && Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError(`Expected a number above zero, got '${text}'.`)
}

const spans: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A span of time such as `10m`, in milliseconds. */
export function span(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const size = spans[unit]
  if (amount !== undefined && size !== undefined) return Number(amount) * size
  throw new InvalidArgumentError(`Expected a span of time such as 30s, 10m, 2h or 3d, got '${text}'.`)
}

/** For options that may be given several times. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

export const withCommon = (command: Command): Command =>
  command
    .option('--site-config <dir>', 'the site-config: hosts, presets, secrets')
    .option('--state <dir>', 'where homestak remembers what it did')
    .option('--json-output', 'results as JSON on stdout')
    .option('-v, --verbose', 'say more, on stderr')
    .option('--no-color', 'no colour')

const withFiles = (command: Command): Command =>
  command
    .option('-M, --manifest <name>', 'only this manifest (repeatable)', collect)
    .option('--manifest-file <path>', 'one more manifest file (repeatable)', collect)

export const withSources = (command: Command): Command =>
  withFiles(command).option('--manifest-json <text>', 'one more manifest as JSON text; - reads it from stdin')

export const withSelection = (command: Command): Command => withPlaced(withSources(command))

/** Of what stays on the disk, for a run that loads it again and again. */
export const withLastingSelection = (command: Command): Command => withPlaced(withFiles(command))

const withPlaced = (command: Command): Command =>
  command
    .option('-H, --host <host>', 'place and look at manifests on this host')
    .option('--node <key>', 'only this node: NODE, MANIFEST/NODE or MANIFEST/NODE@HOST (repeatable)', collect)
