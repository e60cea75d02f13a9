/** `homestak events`: what was done, when, why, and how it ended. */
import { peekStore } from '../../state/sqlite/open-store.ts'
import type { EventRecord, StoreReader } from '../../state/store.ts'
import { HomestakError } from '../errors.ts'
import { keyOf } from '../graph/desired-node.ts'
import { checkNames, meansKey } from '../reconciler/narrow.ts'
import { namedIn } from '../reconciler/documents.ts'
import { plain } from '../report/plain.ts'
import { problemLines } from '../report/problem.ts'
import { note, type Io } from './io.ts'
import { keptEventPrinter } from './kept-event-printer.ts'
import type { CommonOptions } from './options.ts'
import { stateDirOf } from './output.ts'
import { whileListening } from './signals.ts'
import { openKnownSite } from './site.ts'

export interface EventsOptions extends CommonOptions {
  readonly follow?: true
  /** Milliseconds. */
  readonly since?: number
  readonly limit?: number
  readonly warnings?: true
}

const lookAgainMs = 500

export async function eventsVerb(io: Io, key: string | undefined, options: EventsOptions): Promise<number> {
  return whileListening(io, null, async ({ stop }) => {
    const { problems, id: site } = await openKnownSite(io, options)
    for (const line of problemLines(problems)) note(io, line)
    const isWanted = wantedBy(key, options, io.clock.now())
    const printer = keptEventPrinter(io, options)
    const reading = openLater(stateDirOf(io, options), site)
    try {
      const kept = reading.store()?.events(0) ?? []
      if (key !== undefined) refuseUnknown(io, key, kept, reading.store(), options)
      printer.print(latest(kept.filter(isWanted), options.limit))
      let last = kept.at(-1)?.seq ?? 0
      while (options.follow && !stop.aborted && io.stdout.destroyed !== true) {
        await io.clock.sleep(lookAgainMs, stop).catch(() => undefined)
        const more = reading.store()?.events(last) ?? []
        printer.print(more.filter(isWanted))
        last = more.at(-1)?.seq ?? last
      }
    } finally {
      reading.close()
    }
    printer.end()
    return problems.length > 0 && !options.follow ? 3 : 0
  })
}

/** A store that may not exist before the first run has begun. */
function openLater(dir: string, site: string): { store(): StoreReader | undefined; close(): void } {
  let store: StoreReader | undefined
  return {
    store: () => (store ??= peekStore(dir, site)),
    close: () => store?.close(),
  }
}

function wantedBy(key: string | undefined, { since, warnings }: EventsOptions, now: number) {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : now - since
  return (event: EventRecord): boolean => {
    const named = namedIn(event)
    return (
      event.time >= from &&
      (event.warning || warnings !== true) &&
      (key === undefined || (named !== null && meansKey(key, named)))
    )
  }
}

const latest = (events: readonly EventRecord[], limit = events.length): readonly EventRecord[] =>
  events.slice(Math.max(0, events.length - limit))

/** With `--follow` the node may be yet to come: then it is only said that nothing is known of it. */
function refuseUnknown(
  io: Pick<Io, 'stderr'>,
  key: string,
  kept: readonly EventRecord[],
  store: StoreReader | undefined,
  { follow }: EventsOptions,
): void {
  const told = kept.flatMap((event) => namedIn(event) ?? [])
  const known = new Map([...(store?.names() ?? []), ...told].map((named) => [keyOf(named), named]))
  try {
    checkNames([key], 'KEY', [...known.values()])
  } catch (error) {
    if (!follow || !(error instanceof HomestakError)) throw error
    note(io, plain(`${error.message} yet (${error.hint})`))
  }
}
