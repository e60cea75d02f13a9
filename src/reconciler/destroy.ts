/** `homestak destroy`: takes away guests that a person names, with the same rules and the same steps as a prune. */
import type { NodeRecord, Store } from '../../state/store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { HomestakError } from '../errors.ts'
import type { NodeKey } from '../graph/desired-node.ts'
import { budgetOf, countTakings, defaultLimit } from './budget.ts'
import type { RunSummary } from './documents.ts'
import type { DestroyTargets, OnEvent, Ports, RunOptions } from './engine.ts'
import { guestId } from './guest-worker.ts'
import { forgetAbsent } from './leftovers.ts'
import { displayKeys, meansKey, type Named } from './narrow.ts'
import { createPass } from './pass.ts'
import { laterGuests } from './housekeeping.ts'
import { createRun } from './run.ts'
import { runSignal } from './run-signal.ts'
import { summarise } from './summary.ts'
import { untilStopped } from './until-stopped.ts'
import type { OwnedGuest, World } from './world.ts'

const hostPatienceMs = 30_000

export async function destroy(
  ports: Ports,
  site: string,
  config: SiteConfig,
  targets: DestroyTargets,
  options: RunOptions,
  store: Store,
  onEvent: OnEvent,
): Promise<RunSummary> {
  const started = ports.clock.now()
  const { signal, timedOut, end } = runSignal(ports.clock, options)
  const scope = { pairs: [], hostChanges: new Map<string, string>() }
  const pass = createPass({
    ports,
    site,
    aim: { config, nodes: [], broken: [], scope },
    store,
    patienceMs: hostPatienceMs,
    signal,
  })
  try {
    const hosts = targets.host === null ? hostsFor(targets, config, store) : [targets.host]
    let display: (key: NodeKey) => string = (key) => key
    const run = createRun({
      ports,
      pass,
      store,
      site,
      config,
      options,
      onEvent,
      display: (key) => display(key),
      nodes: [],
      signal,
    })
    const finished = await untilStopped(run, async () => {
      await Promise.all(hosts.map((host) => pass.look(host)))
      const known = store.nodes().filter((node) => isTarget(node, targets))
      const guests = chooseGuests(pass.world(), targets, known)
      display = displayKeys(pass.world().owned.map(({ key }) => key))
      pass.agree({ destroy: new Set(guests.map(({ mark }) => mark.uid)) })
      const confirmed = await askDestroy(guests, options, signal)
      const limit = options.maxDestroy ?? (targets.all ? defaultLimit(pass.world().owned.length) : guests.length)
      pass.decideBudget(budgetOf(countTakings(pass.world(), [], guests), limit, !confirmed))
      for (const guest of guests)
        run.addGuest({ id: guestId(guest), guest, act: 'destroy', after: laterGuests(guest, guests, store) })
      await run.drain()
      await forgetAbsent(run.context, known)
    })
    return summarise({
      schema: 'homestak/destroy/v1',
      run: run.context,
      world: pass.world(),
      nodes: [],
      hosts,
      problems: [],
      display,
      started,
      finished,
      timedOut: timedOut(),
    })
  } finally {
    end()
    await pass.close()
  }
}

/** Where the store knows the guests to be; else every host there is. */
function hostsFor({ keys, manifest, all }: DestroyTargets, { hostNames }: SiteConfig, store: Store): readonly string[] {
  if (all) return hostNames
  const known = store.nodes().filter((node) => isTarget(node, { keys, manifest, all, host: null }))
  const named = keys.flatMap((typed) => (typed.includes('@') ? [typed.slice(typed.lastIndexOf('@') + 1)] : []))
  const hosts = [...new Set([...known.map(({ host }) => host), ...named])].filter((host) => hostNames.includes(host))
  const found = keys.every((typed) => typed.includes('@') || known.some((node) => meansKey(typed, node)))
  return hosts.length > 0 && found ? hosts : hostNames
}

const isTarget = (named: Named, { keys, manifest, all, host }: DestroyTargets): boolean =>
  (host === null || named.host === host) &&
  (all || named.manifest === manifest || keys.some((typed) => meansKey(typed, named)))

/** A guest that is remembered and not there is destroyed already; one that nobody knows is a slip of the pen. */
function chooseGuests({ owned, hosts }: World, targets: DestroyTargets, known: readonly NodeRecord[]): OwnedGuest[] {
  const here = owned.filter(({ mark }) => targets.host === null || mark.host === targets.host)
  const silent = [...hosts.values()].some(({ reachable }) => !reachable)
  for (const typed of targets.keys) {
    const meant = here.filter(({ mark }) => meansKey(typed, mark))
    const isKnown = silent || known.some((node) => meansKey(typed, node))
    if (meant.length === 0 && !isKnown) throw unknownGuest(typed, here)
    if (new Set(meant.map(({ key }) => key)).size > 1) throw ambiguous(typed, meant)
  }
  const chosen = here.filter(({ mark }) => isTarget(mark, targets))
  if (targets.manifest !== null && chosen.length === 0 && known.length === 0 && !silent)
    throw unknownGuest(`--manifest ${targets.manifest}`, here)
  return chosen
}

async function askDestroy(
  guests: readonly OwnedGuest[],
  { confirm }: RunOptions,
  signal: AbortSignal,
): Promise<boolean> {
  if (guests.length === 0) return true
  if (!confirm) return false
  const lines = guests.map(
    ({ key, view, host }) => `${key}: guest ${view.vmid} (${view.name}) on ${host}, with its disks`,
  )
  const title = `Destroy ${guests.length === 1 ? 'this guest' : `these ${guests.length} guests`}?`
  return confirm({ kind: 'destroy', title, lines }, signal)
}

const unknownGuest = (typed: string, owned: readonly OwnedGuest[]) =>
  new HomestakError({
    code: 'Usage',
    message: `${typed}: no guest of this site is called that`,
    hint:
      owned.length > 0
        ? `there are: ${owned
            .map(({ key }) => key)
            .slice(0, 10)
            .join(', ')}`
        : 'this site has no guests on the hosts looked at',
  })

const ambiguous = (typed: string, meant: readonly OwnedGuest[]) =>
  new HomestakError({
    code: 'Usage',
    message: `${typed} means more than one guest`,
    hint: `name one of ${meant.map(({ key }) => key).join(', ')}`,
  })
