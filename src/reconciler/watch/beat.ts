/** What only time, or another process, changes: looked after twice a second, and costing nothing where there is nothing to do. */
import { mayHaveGuests, recordScope, tidyUp } from '../housekeeping.ts'
import { sweepSeeds } from '../seed-sweep.ts'
import { declaredIn } from '../selection.ts'
import { priority } from '../work-queue.ts'
import { attend } from './attend.ts'
import { consider, heldByLimit } from './consider.ts'
import type { Core } from './core.ts'
import type { RequestDesk } from './request-desk.ts'

const beatMs = 500
/** Where others depend on a node, its addresses are asked for again after so long. */
const addressesMs = 300_000
/** What a host offers may be another by then. */
const catalogMs = 30_000
const considerMs = 5000
/** Images may have been published anew by then. */
const sourcesMs = 900_000
/** Everybody is woken by what he waits for; should that ever be missed, it is made good after so long. */
const wakeMs = 30_000
const noteMs = 10_000
const sweepMs = 3_600_000

/** Until the run is told to stop. */
export async function keepBeat(core: Core, desk: RequestDesk): Promise<void> {
  const { signal, parts } = core
  const { clock } = parts.ports
  const every = intervals(clock.now())
  let noted = false
  let tidying = false
  while (!signal.aborted) {
    desk.beat()
    attend(core)
    await settleRemovals(core, every(considerMs, 'consider'))
    if (every(catalogMs, 'catalogs')) core.pass.forgetCatalogs()
    if (every(addressesMs, 'addresses')) askAddresses(core)
    if (every(wakeMs, 'wake')) wakeForgotten(core)
    if (every(sourcesMs, 'sources')) askSources(core).catch(core.onFault)
    if (every(noteMs, 'note') || (!noted && core.looks.count > 0)) {
      noted = true
      saveWatch(core)
    }
    if (!tidying && isCalm(core) && (core.untidy || every(sweepMs, 'sweep'))) {
      tidying = true
      tidy(core)
        .catch(core.onFault)
        .finally(() => (tidying = false))
    }
    await clock.sleep(beatMs, signal).catch(() => undefined)
  }

  /** Whether this long has passed since the last time. */
  function intervals(start: number) {
    const last = new Map<string, number>()
    return (ms: number, what: string): boolean => {
      if (clock.now() - (last.get(what) ?? start) < ms) return false
      last.set(what, clock.now())
      return true
    }
  }
}

/** For `status`, which shows who watches what, and that it does. */
export function saveWatch({ parts, aim, started, looks }: Core): void {
  const { store, pid, driftIntervalMs } = parts
  store.saveWatch({ pid, started, paths: aim.desire.selection.roots, driftIntervalMs, lastLook: looks.last })
}

async function settleRemovals(core: Core, isTime: boolean): Promise<void> {
  const { run } = core
  const { unsettled } = core.pass.world()
  const isHeld = () => [...run.context.endings.values()].some(({ hold }) => hold && heldByLimit.has(hold.reason))
  const waits = run.context.awaitingBudget.size > 0
  if (unsettled.size === 0 && !waits && !(isTime && isHeld())) return
  core.busy = unsettled.size === 0 ? new Map() : await gitOperations(core)
  consider(core)
}

async function gitOperations({ parts, aim }: Core): Promise<Core['busy']> {
  const { roots } = aim.desire.selection
  const found = await Promise.all(roots.map(async (root) => ({ root, at: await parts.source.gitOperation(root) })))
  return new Map(found.flatMap(({ root, at }) => (at === null ? [] : [[root, at] as const])))
}

/** Only what is Ready, and what somebody depends on. */
function askAddresses({ run, aim }: Core): void {
  for (const { node, needed } of aim.nodes) {
    const isReady = run.context.endings.get(node.key)?.outcome === 'ready'
    if (needed && isReady && node.guest.cloudInit.ip === 'dhcp') run.reopen(node.key, priority.periodic, true)
  }
}

/** Of a newer image nothing follows but that it is said. */
async function askSources({ pass, run, aim, signal }: Core): Promise<void> {
  const news = await pass.askSources().catch((error: unknown) => {
    if (!signal.aborted) throw error
    return new Set<string>()
  })
  for (const { node } of aim.nodes) {
    const isReady = run.context.endings.get(node.key)?.outcome === 'ready'
    if (isReady && news.has(node.guest.image)) run.reopen(node.key, priority.periodic, true)
  }
}

const isCalm = ({ run, pass, aim }: Core): boolean => {
  const { depth, running } = run.context.queue.load()
  const { unsettled, hosts } = pass.world()
  return depth + running === 0 && unsettled.size === 0 && aim.hosts.every((host) => hosts.has(host))
}

async function tidy(core: Core): Promise<void> {
  const { run, pass, aim, options, parts } = core
  // What has to be forgotten is known at once; a seed that nobody names shows only when it is looked for.
  if (!core.untidy) return sweepSeeds(run, pass, aim.hosts, aim.desire.config.hostNames)
  core.untidy = false
  await tidyUp(run, pass, aim.desire, options)
  recordScope(aim.desire, parts.store, mayHaveGuests(pass.world()))
}

/** What has neither ended nor is anywhere in the queue. */
function wakeForgotten({ run, aim }: Core): void {
  const { endings, queue, taken, networks } = run.context
  const declared = declaredIn(aim).map(({ key }) => key)
  for (const key of [...declared, ...taken.keys(), ...networks.leaving.keys()]) {
    if (!endings.has(key) && !queue.isPending(key)) queue.add(key, priority.periodic)
  }
}
