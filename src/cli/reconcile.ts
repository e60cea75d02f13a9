/** `homestak reconcile`: converge, then exit; or stay, with `--watch`. */
import { HomestakError } from '../errors.ts'
import type { RunOptions } from '../reconciler/engine.ts'
import { reconcile } from '../reconciler/reconcile.ts'
import { askReconcile } from '../reconciler/watch/ask.ts'
import { desireOf } from './desire.ts'
import { diffVerb } from './diff.ts'
import { supplyImages } from './image-supply.ts'
import type { Io } from './io.ts'
import { finishing, whileListening } from './signals.ts'
import { requireId } from './site.ts'
import { typedHere } from './typed.ts'
import { watchVerb, type WatchOptions } from './watch.ts'
import { runWriting, type SharedOptions } from './writing-run.ts'

export interface ReconcileOptions extends WatchOptions {
  readonly watch?: true
}

export async function reconcileVerb(io: Io, paths: readonly string[], options: ReconcileOptions): Promise<number> {
  if (options.watch) return watchVerb(io, paths, options)
  refuseUnwatched(options)
  if (options.dryRun) return diffVerb(io, paths, options)
  return whileListening(io, finishing, async (stopping) => {
    const { desire, narrowing } = await desireOf(io, paths, options)
    const site = requireId(desire.config, io.random)
    const runOf = (shared: SharedOptions): RunOptions => ({
      ...shared,
      narrowing,
      replace: options.replace ?? [],
      adopt: options.adopt ?? [],
      onError: options.onError ?? null,
      skipPreflight: options.skipPreflight === true,
    })
    return runWriting(io, options, stopping, {
      command: `homestak reconcile ${desire.selection.roots.join(' ')}`,
      typed: typedHere(io, paths, options),
      site,
      images: supplyImages(io),
      work: (ports, shared, store, onEvent) => reconcile(ports, desire, runOf(shared), store, onEvent),
      ask: (ports, shared, store) => askReconcile(ports, desire, runOf(shared), store),
    })
  })
}

function refuseUnwatched({ driftInterval, metrics }: ReconcileOptions): void {
  if (driftInterval === undefined && metrics === undefined) return
  throw new HomestakError({
    code: 'Usage',
    message: `${metrics === undefined ? '--drift-interval' : '--metrics'} is for a run that stays`,
    hint: 'add --watch',
  })
}
