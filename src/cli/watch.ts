/** `homestak reconcile --watch`: stay, and converge again on every edit and on drift. */
import { HomestakError } from '../errors.ts'
import type { OnError } from '../manifest/manifest.ts'
import type { RunEvent } from '../reconciler/documents.ts'
import type { OnEvent, RunOptions } from '../reconciler/engine.ts'
import type { LiveState } from '../reconciler/live.ts'
import { watch } from '../reconciler/watch/watch.ts'
import { lastWords } from '../report/live/last-words.ts'
import type { OpenMetrics } from '../server/open-metrics.ts'
import { clearUpSooner } from './clear-up.ts'
import { desireOf, type Desired } from './desire.ts'
import { eventPrinter } from './event-printer.ts'
import { supplyImages } from './image-supply.ts'
import { note, type Io } from './io.ts'
import { withStore } from './lease.ts'
import { openLiveScreen, wantsLive, type LiveScreen } from './live-screen.ts'
import { openMetricsFor } from './metrics.ts'
import type { SelectionOptions } from './options.ts'
import { paintFor, stateDirOf } from './output.ts'
import { createPorts } from './ports.ts'
import { seedGuests } from './seed-states.ts'
import { whileListening } from './signals.ts'
import { requireId } from './site.ts'
import { tofuTools } from './tofu-tools.ts'
import { typedAnywhere } from './typed.ts'
import { watchNotifier } from './watch-notifier.ts'
import { watchSource } from './watch-source.ts'
import type { WritingOptions } from './writing-run.ts'

export interface WatchOptions extends WritingOptions, SelectionOptions {
  readonly dryRun?: true
  readonly replace?: readonly string[]
  readonly adopt?: readonly string[]
  readonly onError?: OnError
  /** Seconds. */
  readonly driftInterval?: number
  readonly metrics?: string
  readonly skipPreflight?: true
}

const driftIntervalSeconds = 600
/** How often hosts are looked at, and how long one may be silent: by these the run is called alive. */
const lookEveryMs = 5000
const hostTimeoutMs = 60_000

const finishing = 'homestak: stopping: running tasks are let finish, nothing new is started (again to stop at once)'

export async function watchVerb(io: Io, paths: readonly string[], options: WatchOptions): Promise<number> {
  refuseUnfit(options)
  clearUpSooner()
  return whileListening(io, finishing, async ({ stop }) => {
    const desired = await desireOf(io, paths, options)
    const site = requireId(desired.desire.config, io.random)
    const command = `homestak reconcile --watch ${desired.desire.selection.roots.join(' ')}`
    const lease = { dir: stateDirOf(io, options), site, command, wait: options.wait === true }
    let state: () => LiveState | null = () => null
    const metrics = await metricsOf(io, options, () => state())
    try {
      return await withStore(io, lease, stop, async (store) => {
        const seen = createPorts(io, options, (report) => metrics?.onCall(report))
        const ports = {
          ...seen,
          typed: typedAnywhere(io, options, desired),
          tofu: tofuTools(io, options, site),
          images: supplyImages(io),
          seedGuest: seedGuests(io, options),
        }
        const notifier = watchNotifier(io, ports.log, desired.desire.config)
        const view = viewOf(io, options)
        const watching = watch({
          ports,
          source: watchSource(io, options, desired, (config) => {
            io.hide(config.secretValues)
            notifier.follow(config)
          }),
          desire: desired.desire,
          options: runOptions(options, desired, stop),
          driftIntervalMs: (options.driftInterval ?? driftIntervalSeconds) * 1000,
          store,
          onEvent(event) {
            view.show(event)
            metrics?.onEvent(event)
            notifier.tell(event)
          },
          pid: io.pid,
        })
        state = watching.state
        view.open(watching.state)
        const deaf = io.onHangup(watching.reload)
        try {
          await watching.ended
          return 0
        } finally {
          deaf()
          view.close()
          await notifier.close()
        }
      })
    } finally {
      await metrics?.close()
    }
  })
}

function refuseUnfit({ dryRun, manifestJson, timeout, yes }: WatchOptions): void {
  const unfit = [
    ...(dryRun ? ['--dry-run'] : []),
    ...(manifestJson === undefined ? [] : ['--manifest-json']),
    ...(timeout === undefined ? [] : ['--timeout']),
    ...(yes ? ['--yes'] : []),
  ]
  if (unfit.length === 0) return
  throw new HomestakError({
    code: 'Usage',
    message: `--watch does not go with ${unfit.join(', ')}`,
    hint: hintOf(unfit[0] ?? ''),
  })
}

const hints: Readonly<Record<string, string>> = {
  '--dry-run': '`homestak diff` shows what would be done, also beside a run that watches',
  '--manifest-json': 'watch a directory of manifests, or files',
  '--timeout': 'it stays until it is told to stop: SIGTERM, or Ctrl-C',
  '--yes': 'consent is given beside it: type `homestak reconcile --yes` in another terminal',
}

const hintOf = (option: string): string => hints[option] ?? 'see --help'

const runOptions = (options: WatchOptions, { narrowing }: Desired, stop: AbortSignal): RunOptions => ({
  narrowing,
  maxDestroy: options.maxDestroy ?? null,
  replace: options.replace ?? [],
  adopt: options.adopt ?? [],
  onError: 'continue',
  skipPreflight: options.skipPreflight === true,
  concurrency: options.concurrency,
  timeout: null,
  confirm: null,
  stop,
})

/** A live view where the terminal has room for one, else a line an event. */
function viewOf(io: Io, options: WatchOptions) {
  const print = eventPrinter(io, options)
  if (!wantsLive(io, options)) return plainView(io, options, print)
  let screen: LiveScreen | undefined
  const early: RunEvent[] = []
  return {
    show: (event: RunEvent) => (screen ? screen.show(event) : early.push(event)),
    open(state: () => LiveState) {
      screen = openLiveScreen(io, { state, paint: paintFor(io, io.stdout, options), redact: io.redact })
      for (const event of early.splice(0)) screen.show(event)
    },
    close: () => screen?.close(),
  }
}

/** In a pipe or a journal, too, the end says how things stand. */
function plainView(io: Io, options: WatchOptions, show: OnEvent) {
  let last: () => LiveState | null = () => null
  return {
    show,
    open(state: () => LiveState) {
      last = state
    },
    close() {
      const state = last()
      if (!state || options.jsonOutput) return
      for (const line of lastWords(state, io.redact, paintFor(io, io.stderr, options))) note(io, line)
    },
  }
}

const metricsOf = (
  io: Io,
  { metrics }: WatchOptions,
  state: () => LiveState | null,
): Promise<OpenMetrics | undefined> =>
  metrics === undefined
    ? Promise.resolve(undefined)
    : openMetricsFor(io, metrics, {
        state,
        obstacles: () => obstaclesOf(state()),
        lookEveryMs,
        hostTimeoutMs,
        log: { warn: (_: unknown, text?: string) => note(io, `warning: ${text ?? 'metrics'}`) },
      })

/** What keeps it from working although it runs. */
function obstaclesOf(state: LiveState | null): readonly string[] {
  if (!state) return []
  const gone = state.problems.filter(({ file }) => state.paths.includes(file)).map(({ message }) => message)
  return [...gone, ...(state.trouble === null ? [] : [state.trouble])]
}
