/** `homestak status`: what is known of the nodes, once or for as long as somebody looks. */
import { readHolder } from '../../state/sqlite/lease.ts'
import { peekStore } from '../../state/sqlite/open-store.ts'
import type { Problem } from '../manifest/manifest.ts'
import type { StatusDocument } from '../reconciler/documents.ts'
import { createDriftHistory } from '../reconciler/drift-history.ts'
import { exitOfHosts, firstExitCode } from '../reconciler/exit-code.ts'
import { checkNames } from '../reconciler/narrow.ts'
import { status } from '../reconciler/status.ts'
import { statusText } from '../report/status.ts'
import { refuseUnknownHost } from './desire.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { paintFor, stateDirOf, writeJson } from './output.ts'
import { createPorts, type PortOptions } from './ports.ts'
import { canRedraw, redrawn } from './redraw.ts'
import { whileListening } from './signals.ts'
import { typedWithout } from './typed.ts'
import { openKnownSite } from './site.ts'

export interface StatusOptions extends CommonOptions, PortOptions {
  readonly host?: string
  readonly watch?: true
  readonly fresh?: true
  readonly orphans?: true
}

/** Between looks at what is remembered, and at the hosts. */
const pauseMs = 1000
const hostPauseMs = 10_000

export async function statusVerb(io: Io, keys: readonly string[], options: StatusOptions): Promise<number> {
  return whileListening(io, null, async ({ stop }) => {
    const { config, problems, id: site } = await openKnownSite(io, options)
    refuseUnknownHost(config, options.host)
    const dir = stateDirOf(io, options)
    // What is shown anew again and again says by itself how a host stands.
    const ports = { ...createPorts(io, options), ...(options.watch ? { onWait: () => undefined } : {}) }
    const { host = null, fresh = false, orphans = false } = options

    const drift = createDriftHistory()
    // Opened for each look: a state may come to be, or be brought up to date, while somebody watches.
    const look = async (before?: StatusDocument): Promise<StatusDocument> => {
      const store = peekStore(dir, site)
      try {
        if (!before) checkNames(keys, 'KEY', store?.names() ?? [])
        const told = { holder: readHolder(dir, site), drift, ...(before ? { before } : {}) }
        const asked = { keys, host, fresh, orphans, stop, ...told }
        return withProblems(await status(ports, site, config, asked, store), problems)
      } finally {
        store?.close()
      }
    }
    const show = (document: StatusDocument, before?: StatusDocument) => display(io, options, document, before)

    if (options.watch) {
      await keepLooking(io, look, show, fresh || orphans ? hostPauseMs : pauseMs, stop)
      return 0
    }
    const document = await look()
    show(document)
    return firstExitCode([...(problems.length > 0 ? [3] : []), ...exitOfHosts(document.hosts)])
  })
}

/** Those of the site-config as it is now; a run that watches may have told of them, too. */
const withProblems = (document: StatusDocument, problems: readonly Problem[]): StatusDocument => ({
  ...document,
  problems: [
    ...problems,
    ...document.problems.filter(
      (told) => !problems.some(({ file, message }) => file === told.file && message === told.message),
    ),
  ],
})

/** Until the signal, or until nobody reads it any more. */
async function keepLooking(
  { clock, stdout }: Io,
  look: (before?: StatusDocument) => Promise<StatusDocument>,
  show: (document: StatusDocument, before?: StatusDocument) => void,
  pause: number,
  stop: AbortSignal,
): Promise<void> {
  let before: StatusDocument | undefined
  try {
    while (!stop.aborted && stdout.destroyed !== true) {
      const document = await look(before)
      show(document, before)
      before = document
      await clock.sleep(pause, stop)
    }
  } catch (error) {
    if (!stop.aborted) throw error
  }
}

/** A screen is drawn anew, for the ages on it; anything else is told only what changed. */
function display(io: Io, options: StatusOptions, document: StatusDocument, before?: StatusDocument): void {
  const draws = options.watch === true && options.jsonOutput !== true && canRedraw(io)
  if (!draws && before && substanceOf(before) === substanceOf(document)) return
  if (options.jsonOutput) return writeJson(io, document)
  const width = (io.stdout.isTTY && io.stdout.columns) || null
  const typed = typedWithout(options)
  const view = { now: io.clock.now(), verbose: options.verbose === true, width, typed }
  const text = statusText(document, paintFor(io, io.stdout, options), view)
  io.stdout.write(draws ? redrawn(text, io.stdout) : `${before ? '\n' : ''}${text}`)
}

/** All but when it was looked. */
const substanceOf = ({ nodes, watch, ...rest }: StatusDocument): string =>
  JSON.stringify({
    ...rest,
    nodes: nodes.map((node) => ({ ...node, updated: null })),
    watch: watch && { ...watch, lastLook: null },
  })
