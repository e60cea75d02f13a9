/** A command beside a run that watches, as a process of its own would do it: it looks, asks, and follows its request. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openMailbox } from '../../../state/sqlite/mailbox.ts'
import { openStore } from '../../../state/sqlite/open-store.ts'
import type { DestroyTargets, RunOptions } from '../../../src/reconciler/engine.ts'
import type { RunSummary } from '../../../src/reconciler/documents.ts'
import { askDestruction, askReconcile } from '../../../src/reconciler/watch/ask.ts'
import { follow } from '../../../src/reconciler/watch/follow.ts'
import type { RequestBody } from '../../../src/reconciler/watch/request.ts'
import { createLab, type Lab, type LabOptions } from '../../lab.ts'
import { runOptions } from '../../run-options.ts'

export interface Beside {
  /** `homestak reconcile` with these options. */
  reconcile(options?: Partial<RunOptions> & { readonly path?: string }): Promise<RunSummary>
  destroy(keys: readonly string[]): Promise<RunSummary>
  /** How often those who follow heard nothing for a while. */
  quiet(): number
  /** Only hands a request over. */
  ask(body: RequestBody, stop?: AbortSignal): Promise<RunSummary>
}

/** A lab whose state lies in a folder, as two processes need it. */
export async function createSharedLab(
  manifests: Readonly<Record<string, string>>,
  options: LabOptions = {},
): Promise<{ lab: Lab; beside: Beside }> {
  const dir = mkdtempSync(join(tmpdir(), 'homestak-watch-'))
  const lab = await createLab(manifests, { profile: 'fast', ...options })
  lab.store.close()
  lab.store = openStore(dir, 'lab')
  const opened = openMailbox(dir, 'lab')
  if (!opened) throw new Error('no mailbox')
  onTestFinished(() => {
    opened.close()
    lab.store.close()
    rmSync(dir, { recursive: true })
  })
  const quiet = { count: 0 }
  const settings: RunOptions = { ...runOptions, confirm: async () => true }
  const ask: Beside['ask'] = (body, stop = settings.stop) =>
    follow(
      {
        mailbox: opened,
        clock: lab.clock,
        pid: 4712,
        stop,
        onEvent: () => undefined,
        onQuiet: () => void (quiet.count += 1),
        holder: 'watcher',
        isHeld: () => true,
        wait: false,
      },
      body,
    )
  return {
    lab,
    beside: {
      ask,
      quiet: () => quiet.count,
      async reconcile({ path, ...more } = {}) {
        const options = { ...settings, confirm: null, ...more }
        const desire = await lab.desire(path)
        return ask((await askReconcile(lab.ports, desire, options, lab.store)).body)
      },
      async destroy(keys) {
        const { config } = await lab.desire()
        const targets: DestroyTargets = { keys, manifest: null, all: false, host: null }
        return ask((await askDestruction(lab.ports, 'lab', config, targets, settings, lab.store)).body)
      },
    },
  }
}
