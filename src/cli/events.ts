/** `homestak events`: what was done, when, why, and how it ended. */
import { peekStore } from '../../state/sqlite/open-store.ts'
import type { EventRecord, RecordKey, StoreReader } from '../../state/store.ts'
import { HomestakError } from '../errors.ts'
import { eventJson, eventLine } from '../report/events.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { paintFor, stateDirOf, writeJson } from './output.ts'
import { whileListening } from './signals.ts'
import { openSoundSite, requireId } from './site.ts'

export interface EventsOptions extends CommonOptions {
  readonly follow?: true
}

const lookAgainMs = 500

export async function eventsVerb(io: Io, key: string | undefined, options: EventsOptions): Promise<number> {
  return whileListening(io, null, async ({ stop }) => {
    const { config, io: safe } = await openSoundSite(io, options)
    const site = requireId(config, io.random)
    const wanted = key === undefined ? {} : parseKey(key)
    const paint = paintFor(io, io.stdout, options)
    let seen = { count: 0, last: 0 }
    const show = (event: EventRecord): void => {
      seen = { count: seen.count + 1, last: event.seq }
      if (options.jsonOutput) writeJson(safe, eventJson(event))
      else safe.stdout.write(`${eventLine(event, paint)}\n`)
    }
    const reading = openLater(stateDirOf(io, options), site)
    try {
      for (const event of reading.store()?.events(0, wanted) ?? []) show(event)
      while (options.follow && !stop.aborted && safe.stdout.destroyed !== true) {
        await io.clock.sleep(lookAgainMs, stop).catch(() => undefined)
        for (const event of reading.store()?.events(seen.last, wanted) ?? []) show(event)
      }
    } finally {
      reading.close()
    }
    if (options.jsonOutput) writeJson(safe, { schema: 'homestak/events/v1', ...seen })
    return 0
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

/** `node`, `manifest/node` or `manifest/node@host`; the host of a nested node has slashes of its own. */
function parseKey(key: string): Partial<RecordKey> {
  const [, manifest, node, host] = /^(?:([^/@]+)\/)?([^/@]+)(?:@(.+))?$/.exec(key) ?? []
  if (node === undefined) {
    throw new HomestakError({
      code: 'Usage',
      message: `'${key}' is no key`,
      hint: 'write NODE, MANIFEST/NODE or MANIFEST/NODE@HOST',
    })
  }
  return { node, ...(manifest === undefined ? {} : { manifest }), ...(host === undefined ? {} : { host }) }
}
