/** `homestak status`: what is known of the nodes. */
import { peekStore } from '../../state/sqlite/open-store.ts'
import { exitOfHosts, firstExitCode } from '../reconciler/exit-code.ts'
import { status } from '../reconciler/status.ts'
import { statusText } from '../report/status.ts'
import { refuseUnknownHost } from './desire.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { paintFor, stateDirOf, writeJson } from './output.ts'
import { createPorts, type PortOptions } from './ports.ts'
import { whileListening } from './signals.ts'
import { openSoundSite, requireId } from './site.ts'

export interface StatusOptions extends CommonOptions, PortOptions {
  readonly host?: string
  readonly fresh?: true
  readonly orphans?: true
}

export async function statusVerb(io: Io, keys: readonly string[], options: StatusOptions): Promise<number> {
  return whileListening(io, null, async ({ stop }) => {
    const { config, io: safe } = await openSoundSite(io, options)
    refuseUnknownHost(config, options.host)
    const site = requireId(config, io.random)
    const store = peekStore(stateDirOf(io, options), site)
    try {
      const { host = null, fresh = false, orphans = false } = options
      const document = await status(
        createPorts(safe, options),
        site,
        config,
        { keys, host, fresh, orphans, stop },
        store,
      )
      if (options.jsonOutput) writeJson(safe, document)
      else {
        const view = { now: io.clock.now(), verbose: options.verbose === true }
        safe.stdout.write(statusText(document, paintFor(io, io.stdout, options), view))
      }
      return firstExitCode(exitOfHosts(document.hosts))
    } finally {
      store?.close()
    }
  })
}
