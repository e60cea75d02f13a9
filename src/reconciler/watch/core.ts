/** What the parts of a watching run share. */
import { hostPatienceMs } from '../deadline.ts'
import type { Store } from '../../../state/store.ts'
import { HomestakError } from '../../errors.ts'
import { keyOf, type NodeKey } from '../../graph/desired-node.ts'
import type { Desire, OnEvent, Ports, RunOptions } from '../engine.ts'
import { waitTeller } from '../events.ts'
import { createFactsSource } from '../host-facts.ts'
import { displayKeys } from '../narrow.ts'
import { createPass, type Aim, type Pass } from '../pass.ts'
import { createRun, type Run } from '../run.ts'
import type { Ending } from '../run-context.ts'
import { priority } from '../work-queue.ts'
import type { World } from '../world.ts'
import { select, type Selected } from './aim.ts'
import { createBoard, type Board } from './board.ts'
import { createGrants, type Grants } from './grants.ts'
import type { HostLoop } from './host-loop.ts'
import { lenientStore } from './lenient-store.ts'
import { createRemovals, type Removals } from './removals.ts'
import { createAlarms, retryAfterMs, type Alarms } from './retries.ts'
import { createSightings, type Sightings } from './sightings.ts'
import type { Source } from './source.ts'

export interface WatchParts {
  readonly ports: Ports
  readonly source: Source
  /** The first load. */
  readonly desire: Desire
  readonly options: RunOptions
  /** Within this time every configuration is read once, whatever the lists show. */
  readonly driftIntervalMs: number
  readonly store: Store
  readonly onEvent: OnEvent
  readonly pid: number
}

export interface Core {
  readonly parts: WatchParts
  readonly options: RunOptions
  readonly signal: AbortSignal
  readonly started: number
  readonly pass: Pass
  readonly run: Run
  readonly sightings: Sightings
  readonly grants: Grants
  readonly removals: Removals
  readonly alarms: Alarms
  readonly board: Board
  readonly onEvent: OnEvent
  /** By host entry. */
  readonly loops: Map<string, HostLoop>
  /** Told of every end of a node or guest. */
  readonly listeners: Set<(id: string, ending: Ending) => void>
  /** Ends the run with what is no error of the world, but ours. */
  onFault(error: unknown): void
  aim: Selected
  display: (key: NodeKey) => string
  /** What was seen when it was last looked through for news. */
  attended: World
  /** What git was at when it was last looked at, by root. */
  busy: ReadonlyMap<string, string>
  /** Something may be left to be forgotten. */
  untidy: boolean
  /** Why the state cannot be written. */
  trouble: string | null
  looks: { readonly count: number; readonly last: number | null }
}

/** Throws HomestakError where the first load makes no sense as a whole. */
export function createCore(given: WatchParts): Core {
  const { ports, driftIntervalMs, desire } = given
  const store = lenientStore(given.store, (trouble) => {
    core.trouble = trouble ?? null
    const word = {
      reason: trouble === undefined ? 'StateUsable' : 'StateUnusable',
      message: trouble ?? 'it can be written again',
    }
    const time = new Date(clock.now()).toISOString()
    onEvent({ schema: 'homestak/event/v1', time, key: null, host: null, ...word, warning: trouble !== undefined })
  })
  const parts = { ...given, store }
  const { clock, random } = ports
  const { site, config } = desire
  if (site === null) throw new HomestakError({ code: 'InvalidSiteConfig', message: 'site.yaml has no id' })
  // One failure never keeps the others from their turn in a run that stays, and nobody sits there to be asked.
  const options: RunOptions = { ...parts.options, onError: 'continue', confirm: null }
  const fault = new AbortController()
  const onFault = (error: unknown) => fault.abort(error)
  const signal = AbortSignal.any([options.stop, fault.signal])
  const aim = select(desire, options, knownTo(store))
  const sightings = createSightings({ clock, store, freshMs: driftIntervalMs })
  const pass = createPass({
    ports: { ...ports, onWait: waitTeller(clock, (event) => onEvent(event)) },
    site,
    aim: passAim(aim),
    narrowing: options.narrowing,
    store,
    memory: sightings,
    facts: options.skipPreflight ? undefined : createFactsSource(clock, store, store),
    patienceMs: hostPatienceMs,
    signal,
  })
  const board = createBoard(() => clock.now())
  const onEvent: OnEvent = (event) => {
    board.onEvent(event)
    parts.onEvent(event)
  }
  const run = createRun({
    ports,
    pass,
    store,
    site,
    config,
    options,
    onEvent,
    display: (key) => core.display(key),
    nodes: aim.nodes,
    networks: aim.networks,
    signal,
    onFailure: onFault,
    onTaking: (uid) => store.saveTaking(clock.now(), uid),
    nextTry(key, ending) {
      const ms = retryAfterMs(ending, run.context.progress.get(key)?.failures ?? 0, random)
      if (ms === undefined) {
        alarms.clear(key)
        return undefined
      }
      alarms.set(key, clock.now() + ms)
      return clock.now() + ms
    },
    onEnd(key, ending) {
      const { outcome } = ending
      for (const listener of core.listeners) listener(key, ending)
      if (outcome === 'ready') core.grants.spend(key)
      if (outcome === 'destroyed' || outcome === 'released') core.untidy = true
    },
  })
  const alarms = createAlarms(clock, signal, (key) => run.reopen(key, priority.retry, false))
  const core: Core = {
    parts,
    options,
    signal,
    started: clock.now(),
    pass,
    run,
    sightings,
    grants: createGrants(),
    removals: createRemovals(),
    alarms,
    board,
    onEvent,
    loops: new Map(),
    listeners: new Set(),
    onFault,
    aim,
    display: displayOf(aim),
    attended: pass.world(),
    busy: new Map(),
    untidy: true,
    trouble: null,
    looks: { count: 0, last: null },
  }
  return core
}

export const passAim = ({ desire, scope }: Selected): Aim => ({
  config: desire.config,
  nodes: desire.nodes,
  networks: desire.networks,
  broken: desire.broken,
  scope,
})

export const displayOf = ({ desire, remembered }: Selected): ((key: NodeKey) => string) =>
  displayKeys([...[...desire.nodes, ...desire.networks].map(({ key }) => key), ...remembered.map(keyOf)])

export const knownTo = (store: Store) => ({ scope: (path: string) => store.scope(path), remembered: store.names() })
