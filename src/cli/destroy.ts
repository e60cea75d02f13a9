/** `homestak destroy`: takes guests away that homestak owns. */
import { HomestakError } from '../errors.ts'
import { destroy } from '../reconciler/destroy.ts'
import type { RunOptions } from '../reconciler/engine.ts'
import { askDestruction } from '../reconciler/watch/ask.ts'
import { refuseUnknownHost } from './desire.ts'
import type { Io } from './io.ts'
import { finishing, whileListening } from './signals.ts'
import { openSoundSite, requireId } from './site.ts'
import { typedToDestroy } from './typed.ts'
import { runWriting, type SharedOptions, type WritingOptions } from './writing-run.ts'

export interface DestroyOptions extends WritingOptions {
  readonly manifest?: string
  readonly all?: true
  readonly host?: string
}

export async function destroyVerb(io: Io, keys: readonly string[], options: DestroyOptions): Promise<number> {
  const { manifest = null, all = false, host = null } = options
  refuseUnclear(keys, manifest, all)
  return whileListening(io, finishing, async (stopping) => {
    const { config } = await openSoundSite(io, options)
    refuseUnknownHost(config, options.host)
    const site = requireId(config, io.random)
    const targets = { keys, manifest, all, host }
    const narrowing = { manifests: [], nodes: [], host }
    const runOf = (shared: SharedOptions): RunOptions => ({
      ...shared,
      narrowing,
      replace: [],
      adopt: [],
      onError: null,
    })
    return runWriting(io, options, stopping, {
      command: [
        'homestak destroy',
        ...keys,
        ...(manifest === null ? [] : ['--manifest', manifest]),
        ...(all ? ['--all'] : []),
      ].join(' '),
      typed: typedToDestroy(options, targets),
      site,
      work: (ports, shared, store, onEvent) => destroy(ports, site, config, targets, runOf(shared), store, onEvent),
      ask: (ports, shared, store) => askDestruction(ports, site, config, targets, runOf(shared), store),
    })
  })
}

function refuseUnclear(keys: readonly string[], manifest: string | null, all: boolean): void {
  const ways = [keys.length > 0, manifest !== null, all].filter(Boolean).length
  if (ways === 1) return
  throw new HomestakError({
    code: 'Usage',
    message: ways === 0 ? 'destroy what?' : 'KEYs, --manifest and --all exclude each other',
    hint: 'name nodes (MANIFEST/NODE), or --manifest NAME, or --all',
  })
}
