/** `homestak destroy`: takes away guests that a person names, with the same rules and the same steps as a prune. */
import { hostPatienceMs } from './deadline.ts'
import type { Store } from '../../state/store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { keyOf, type NodeKey } from '../graph/desired-node.ts'
import { budgetOf, countTakings, defaultLimit } from './budget.ts'
import { askDestroy, chooseGuests, destroyHosts, isSilent, isTarget } from './destroy-targets.ts'
import type { RunSummary } from './documents.ts'
import type { DestroyTargets, OnEvent, Ports, RunOptions } from './engine.ts'
import { waitTeller } from './events.ts'
import { guestId } from './guest-worker.ts'
import { forgetAbsent } from './leftovers.ts'
import { displayKeys } from './narrow.ts'
import { createPass } from './pass.ts'
import { laterGuests } from './housekeeping.ts'
import { createRun } from './run.ts'
import { runSignal } from './run-signal.ts'
import { noScope } from './scope.ts'
import { summarise } from './summary.ts'
import { untilStopped } from './until-stopped.ts'

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
  const pass = createPass({
    ports: { ...ports, onWait: waitTeller(ports.clock, onEvent) },
    site,
    aim: { config, nodes: [], networks: [], broken: [], scope: noScope },
    store,
    patienceMs: hostPatienceMs,
    signal,
  })
  try {
    const hosts = targets.host === null ? destroyHosts(targets, config, store.nodes()) : [targets.host]
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
      networks: [],
      signal,
    })
    const finished = await untilStopped(run, async () => {
      await Promise.all(hosts.map((host) => pass.look(host)))
      const known = store.nodes().filter((node) => isTarget(node, targets))
      const guests = chooseGuests(pass.world(), targets, known)
      display = displayKeys([...pass.world().owned.map(({ key }) => key), ...known.map(keyOf)])
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
      networks: [],
      leaving: run.context.networks.leaving.values(),
      hosts,
      unseen: store.nodes().filter((node) => isTarget(node, targets) && isSilent(pass.world(), node.host)),
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
