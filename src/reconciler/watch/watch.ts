/** `homestak reconcile --watch`: stays, and converges again on every edit and on drift, until it is told to stop. */
import { tellPlainly } from '../events.ts'
import { mayHaveGuests, recordScope } from '../housekeeping.ts'
import type { LiveState } from '../live.ts'
import { agreed } from '../selection.ts'
import { keepBeat, saveWatch } from './beat.ts'
import { consider } from './consider.ts'
import { createCore, type Core, type WatchParts } from './core.ts'
import { liveState } from './live-state.ts'
import { createRequestDesk } from './request-desk.ts'
import { aimAt, load, reopenUnready } from './target.ts'
import { undertake } from './undertake.ts'

export interface Watching {
  state(): LiveState
  /** Loads all files and looks at all guests anew. */
  reload(): void
  /** Resolves when it was told to stop and what ran has come to its end. Rejects with a fault of ours. */
  readonly ended: Promise<void>
}

/** Throws HomestakError where the first load makes no sense as a whole. */
export function watch(parts: WatchParts): Watching {
  const core = createCore(parts)
  const { clock } = parts.ports
  core.grants.give(agreed(core.aim.desire, core.options))
  aimAt(core, core.aim, true)
  saveWatch(core)
  const reload = oneAtATime(() => load(core), core.onFault)
  return {
    state: () => stateOf(core, clock.now()),
    reload() {
      const word = {
        host: null,
        reason: 'Reload',
        message: 'reads all files and looks at all guests anew',
        warning: false,
      }
      tellPlainly(clock, core.parts.store, core.onEvent, word)
      lookNow(core)
      reload()
    },
    ended: stay(core, parts.source.subscribe(reload)),
  }
}

async function stay(core: Core, unsubscribe: () => void): Promise<void> {
  const { run, pass, parts, signal, options } = core
  const desk = createRequestDesk({
    store: parts.store,
    clock: parts.ports.clock,
    undertake: (body) =>
      undertake(
        {
          run,
          pass,
          grants: core.grants,
          aim: () => core.aim,
          display: (key) => core.display(key),
          consider: () => consider(core),
          reopenUnready: () => reopenUnready(core),
          lookNow: () => lookNow(core),
          listeners: core.listeners,
          store: parts.store,
        },
        body,
      ),
    onEnd(grant) {
      core.grants.take(grant)
      consider(core)
    },
  })
  try {
    await keepBeat(core, desk)
  } finally {
    unsubscribe()
    for (const loop of core.loops.values()) loop.stop()
    // A fault of ours is thrown below.
    await run.drain().catch(() => undefined)
    if (options.stop.aborted) recordScope(core.aim.desire, parts.store, mayHaveGuests(pass.world()))
    saveWatch(core)
    await pass.close()
  }
  if (!options.stop.aborted) throw signal.reason
}

/** Every guest is read anew. Tells whether every host answered since, or does not answer at all. */
function lookNow({ loops, sightings, pass }: Core): () => boolean {
  sightings.clear()
  pass.sources.forget()
  const done = [...loops.values()].map((loop) => loop.lookAnew())
  return () => done.every((isDone) => isDone())
}

function stateOf(core: Core, now: number): LiveState {
  const { aim, run, pass, board, display, alarms, loops, started, looks, parts, trouble } = core
  return liveState({
    aim,
    run,
    world: pass.world(),
    board,
    display,
    nextTry: (id) => (run.context.endings.has(id) ? alarms.at(id) : null),
    seen: (host) => loops.get(host)?.seen() ?? null,
    rest: { now, started, looks, driftIntervalMs: parts.driftIntervalMs, trouble },
  })
}

/** Asked again while it runs, it runs once more afterwards. */
function oneAtATime(work: () => Promise<void>, onFault: (error: unknown) => void): () => void {
  let running = false
  let again = false
  const go = async () => {
    running = true
    do {
      again = false
      await work()
    } while (again)
    running = false
  }
  return () => {
    if (running) again = true
    else go().catch(onFault)
  }
}
