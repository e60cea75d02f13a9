/** Takes up what was loaded: new nodes, changed ones, hosts that come and go. */
import { HomestakError, withHint } from '../../errors.ts'
import { tellPlainly, waitTeller } from '../events.ts'
import { recordScope } from '../housekeeping.ts'
import { allUnclaimed } from '../ours.ts'
import { declaredIn } from '../selection.ts'
import { priority } from '../work-queue.ts'
import { attend } from './attend.ts'
import { changedNodes, select, withNothingLoaded, type Selected } from './aim.ts'
import { consider } from './consider.ts'
import { displayOf, knownTo, passAim, type Core } from './core.ts'
import { keepLooking } from './host-loop.ts'

/** Loads everything anew. What cannot be loaded at all keeps everybody's hands off. */
export async function load(core: Core): Promise<void> {
  const { parts, options } = core
  try {
    aimAt(core, select(await parts.source.load(), options, knownTo(parts.store)))
  } catch (error) {
    if (!(error instanceof HomestakError)) throw error
    aimAt(core, withNothingLoaded(core.aim, error, knownTo(parts.store)))
  }
}

/** The very first aim is taken up in the same way. */
export function aimAt(core: Core, next: Selected, isFirst = false): void {
  const { pass, run, parts } = core
  const { store } = parts
  const before = core.aim
  core.aim = next
  core.display = displayOf(next)
  core.untidy = true
  const { taken, networks } = run.context
  const declared = declaredIn(next).map(({ key }) => key)
  const ids = [...declared, ...taken.keys(), ...networks.leaving.keys()]
  // Those of a file that cannot be used are shown, too.
  const going = [...networks.leaving.values()].map(({ owned }) => owned)
  const guests = [...taken.values(), ...going, ...allUnclaimed(pass.world())].map(({ key }) => key)
  core.board.forget(new Set([...ids, ...guests, ...[...ids, ...guests].map(core.display)]))
  pass.retarget(passAim(next))
  run.retarget(next, next.desire.config, next.remembered)
  keepHosts(core)
  // It may have been lost by what was just mended.
  for (const [host, loop] of core.loops) if (pass.world().hosts.get(host)?.reachable === false) loop.hurry()
  recordScope(next.desire, store, () => true)
  saveProblems(core, before, isFirst)
  for (const key of changedNodes(isFirst ? { nodes: [], networks: [] } : before, next))
    run.reopen(key, priority.user, true)
  reopenUnready(core)
  // Only now: what is Ready is not asked whether it has to be replaced.
  consider(core)
}

/** An edit anywhere may be what a node was waiting for. */
export function reopenUnready({ run, aim }: Core): void {
  for (const { key } of declaredIn(aim)) {
    const ending = run.context.endings.get(key)
    if (ending && ending.outcome !== 'ready') run.reopen(key, priority.user, true)
  }
  for (const id of [...run.context.taken.keys(), ...run.context.networks.leaving.keys()]) {
    const ending = run.context.endings.get(id)
    if (ending?.outcome === 'held' || ending?.outcome === 'failed') run.reopen(id, priority.user, true)
  }
}

function saveProblems(core: Core, before: Selected, isFirst: boolean): void {
  const { aim, parts } = core
  const text = ({ problems }: Selected) => JSON.stringify(problems)
  if (!isFirst && text(aim) === text(before)) return
  const [root = ''] = aim.desire.selection.roots
  parts.store.saveProblems(root, aim.problems)
  const tell = (reason: string, message: string, warning: boolean) =>
    tellPlainly(parts.ports.clock, parts.store, core.onEvent, { host: null, reason, message, warning })
  for (const { file, line, column, message } of aim.problems.filter((problem) => isNew(problem, before, isFirst)))
    tell('Problem', `${line === 0 ? file : `${file}:${line}:${column}`}: ${message}`, true)
  if (aim.problems.length === 0 && before.problems.length > 0 && !isFirst)
    tell('Mended', 'every file can be used', false)
}

const isNew = (problem: Selected['problems'][number], before: Selected, isFirst: boolean): boolean =>
  isFirst || !before.problems.some((old) => old.file === problem.file && old.message === problem.message)

/** One loop a host; hosts that nobody needs any more are let be. */
function keepHosts(core: Core): void {
  const { aim, loops } = core
  for (const [host, loop] of loops) {
    if (aim.hosts.includes(host)) continue
    loop.stop()
    loops.delete(host)
  }
  for (const host of aim.hosts) if (!loops.has(host)) loops.set(host, startLoop(core, host))
}

function startLoop(core: Core, host: string) {
  const { pass, sightings, parts, signal, onFault } = core
  const { clock, random } = parts.ports
  let lost = false
  const tell = (reason: string, message: string, warning: boolean) =>
    tellPlainly(clock, parts.store, core.onEvent, { host, reason, message, warning })
  return keepLooking(
    {
      host,
      pass,
      sightings,
      clock,
      random,
      driftIntervalMs: parts.driftIntervalMs,
      signal,
      isLead: () => leadOf(core, host) === host,
      onTurn: (error) => {
        if (error) tell('HostLost', withHint(error), true)
        else if (lost) tell('HostBack', 'answers again', false)
        lost = error !== undefined
        consider(core)
        for (const { key, identity } of declaredIn(core.aim))
          if (identity.host.split('/')[0] === host) core.run.reopen(key, priority.event, true)
      },
      onWait: (message) => waitTeller(clock, core.onEvent)(host, message),
      onLook: () => {
        attend(core)
        core.looks = { count: core.looks.count + 1, last: clock.now() }
      },
    },
    onFault,
  )
}

/** Of all entries that lead to the cluster, the first that answers. */
function leadOf({ pass, aim }: Core, host: string): string | undefined {
  const { hosts } = pass.world()
  const clusterKey = hosts.get(host)?.clusterKey
  return aim.hosts.find((other) => hosts.get(other)?.reachable === true && hosts.get(other)?.clusterKey === clusterKey)
}
