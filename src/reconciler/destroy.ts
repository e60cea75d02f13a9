/** `homestak destroy`: takes away guests that a person names, with the same rules and the same steps as a prune. */
import { hostPatienceMs } from './deadline.ts'
import type { Store } from '../../state/store.ts'
import type { SiteConfig } from '../config/site-config.ts'
import { keyOf, type NodeKey } from '../graph/desired-node.ts'
import { budgetOf, countTakings, defaultLimit } from './budget.ts'
import { askDestroy, chooseTargets, destroyHosts, mayMeanNetworks, isSilent, isTarget } from './destroy-targets.ts'
import type { RunSummary } from './documents.ts'
import type { DestroyTargets, OnEvent, Ports, RunOptions } from './engine.ts'
import { waitTeller } from './events.ts'
import { toDestroy } from './leaving-order.ts'
import { forgetAbsent } from './leftovers.ts'
import { displayKeys } from './narrow.ts'
import { lookForUsers } from './networks/looks.ts'
import { networkId } from './networks/parts.ts'
import { allOwned } from './ours.ts'
import { createPass } from './pass.ts'
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
  const remembered = store.nodes()
  const known = remembered.filter((node) => isTarget(node, targets))
  const { signal, timedOut, end } = runSignal(ports.clock, options)
  const pass = createPass({
    ports: { ...ports, onWait: waitTeller(ports.clock, onEvent) },
    site,
    aim: { config, nodes: [], networks: [], broken: [], scope: noScope },
    store,
    seekNetworks: mayMeanNetworks(targets, remembered),
    patienceMs: hostPatienceMs,
    signal,
  })
  try {
    const hosts = destroyHosts(targets, config, remembered)
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
      const chosen = chooseTargets(pass.world(), targets, known)
      const { guests, networks } = chosen
      const owned = allOwned(pass.world())
      display = displayKeys([...owned.map(({ key }) => key), ...known.map(keyOf)])
      pass.agree({ destroy: new Set([...guests, ...networks].map(({ mark }) => mark.uid)) })
      const confirmed = await askDestroy(chosen, options, signal)
      await lookForUsers(pass, networks)
      const limit = options.maxDestroy ?? (targets.all ? defaultLimit(owned.length) : guests.length + networks.length)
      const takings = countTakings(pass.world(), { nodes: [], networks: [] }, chosen)
      pass.decideBudget(budgetOf(takings, limit, !confirmed))
      for (const network of networks) run.addNetwork({ id: networkId(network), owned: network, act: 'destroy' })
      for (const parts of toDestroy(guests, store)) run.addGuest(parts)
      await run.drain()
      await forgetAbsent(run.context, known)
    })
    return summarise({
      schema: 'homestak/destroy/v1',
      run: run.context,
      world: pass.world(),
      nodes: [],
      networks: [],
      hosts,
      unseen: known.filter(({ host }) => isSilent(pass.world(), host)),
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
