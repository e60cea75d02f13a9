/** `homestak reconcile`: converge, then exit. */
import type { OnError } from '../manifest/manifest.ts'
import { reconcile } from '../reconciler/reconcile.ts'
import { desireOf } from './desire.ts'
import { diffVerb } from './diff.ts'
import type { Io } from './io.ts'
import type { SelectionOptions } from './options.ts'
import { finishing, whileListening } from './signals.ts'
import { requireId } from './site.ts'
import { runWriting, type WritingOptions } from './writing-run.ts'

export interface ReconcileOptions extends WritingOptions, SelectionOptions {
  readonly dryRun?: true
  readonly replace?: readonly string[]
  readonly onError?: OnError
}

export async function reconcileVerb(io: Io, paths: readonly string[], options: ReconcileOptions): Promise<number> {
  if (options.dryRun) return diffVerb(io, paths, options)
  return whileListening(io, finishing, async (stopping) => {
    const { desire, narrowing, io: safe } = await desireOf(io, paths, options)
    const site = requireId(desire.config, io.random)
    return runWriting(safe, options, stopping, {
      command: `homestak reconcile ${desire.selection.roots.join(' ')}`,
      site,
      work: (ports, shared, store, onEvent) => {
        const run = { ...shared, narrowing, replace: options.replace ?? [], onError: options.onError ?? null }
        return reconcile(ports, desire, run, store, onEvent)
      },
    })
  })
}
