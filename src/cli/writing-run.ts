/** What `reconcile` and `destroy` have in common: the lease, the questions, the progress and the summary. */
import type { Store, StoreReader } from '../../state/store.ts'
import type { OnEvent, Ports, RunOptions } from '../reconciler/engine.ts'
import type { RunSummary } from '../reconciler/documents.ts'
import type { OpenImages } from '../reconciler/image-supply.ts'
import type { Typed } from '../typed.ts'
import type { Asked } from '../reconciler/watch/ask.ts'
import { summaryText } from '../report/summary.ts'
import { confirmFor } from './confirm.ts'
import { eventPrinter } from './event-printer.ts'
import { findWatcher, handOver } from './beside.ts'
import type { Io } from './io.ts'
import { withStore } from './lease.ts'
import type { CommonOptions } from './options.ts'
import { paintFor, stateDirOf, writeJson } from './output.ts'
import { createPorts, type PortOptions } from './ports.ts'
import type { Stopping } from './signals.ts'
import { seedGuests } from './seed-states.ts'
import { tofuTools, type TofuOptions } from './tofu-tools.ts'

export interface WritingOptions extends CommonOptions, PortOptions, TofuOptions {
  readonly yes?: true
  readonly maxDestroy?: number
  readonly concurrency: number
  readonly timeout?: number
  readonly wait?: true
}

/** The part of RunOptions that every writing command has. */
export type SharedOptions = Pick<RunOptions, 'maxDestroy' | 'concurrency' | 'timeout' | 'confirm' | 'stop'>

export interface WritingRun {
  /** As others that want the lease are shown it. */
  readonly command: string
  readonly typed: Typed
  readonly site: string
  /** For a command that makes guests. */
  readonly images?: OpenImages
  readonly work: (ports: Ports, options: SharedOptions, store: Store, onEvent: OnEvent) => Promise<RunSummary>
  /** Where another homestak watches: what it is asked to do instead. Looks and asks, and writes nothing. */
  readonly ask: (ports: Ports, options: SharedOptions, store: StoreReader) => Promise<Asked>
}

/** Returns the exit code. */
export async function runWriting(
  io: Io,
  options: WritingOptions,
  { stop, interruptedCode }: Stopping,
  run: WritingRun,
): Promise<number> {
  const { site, command, typed, images, work, ask } = run
  const lease = { dir: stateDirOf(io, options), site, command, wait: options.wait === true }
  const shared: SharedOptions = {
    maxDestroy: options.maxDestroy ?? null,
    concurrency: options.concurrency,
    timeout: options.timeout ?? null,
    confirm: confirmFor(io, { yes: options.yes === true }),
    stop,
  }
  const ports: Ports = {
    ...createPorts(io, options),
    typed,
    tofu: tofuTools(io, options, site),
    seedGuest: seedGuests(io, options),
    ...(images ? { images } : {}),
  }
  const onEvent = eventPrinter(io, options)
  const watcher = findWatcher(lease)
  const summary = watcher
    ? await handOver(io, watcher, lease, { ...shared, onEvent, ask: (store) => ask(ports, shared, store) })
    : await withStore(io, lease, stop, (store) => work(ports, shared, store, onEvent))
  // The engine knows that it was stopped, not by which signal.
  const exitCode = summary.exitCode === 130 ? (interruptedCode() ?? summary.exitCode) : summary.exitCode
  if (options.jsonOutput) writeJson(io, { ...summary, exitCode })
  else io.stdout.write(summaryText(summary, paintFor(io, io.stdout, options)))
  return exitCode
}
