/** `homestak reconcile` for a run that ends: look at every host, bring every node towards what is declared, take away what nobody declares. */
import { hostPatienceMs } from './deadline.ts'
import type { Store } from '../../state/store.ts'
import { HomestakError } from '../errors.ts'
import { keyOf } from '../graph/desired-node.ts'
import { budgetOf, countTakings, defaultLimit } from './budget.ts'
import type { RunSummary } from './documents.ts'
import type { Desire, OnEvent, Ports, RunOptions } from './engine.ts'
import { toDestroy } from './leaving-order.ts'
import { waitTeller } from './events.ts'
import { createFactsSource } from './host-facts.ts'
import { mayHaveGuests, recordScope, tidyUp } from './housekeeping.ts'
import { displayKeys } from './narrow.ts'
import { networkId } from './networks/parts.ts'
import { allOwned, selectedUnclaimed, type Ours } from './ours.ts'
import { createPass, type Pass } from './pass.ts'
import { askRestarts, askTakings } from './questions.ts'
import { rollBack } from './rollback.ts'
import { createRun, type Run } from './run.ts'
import { scopeOf } from './scope.ts'
import { actedOn, agreed, declaredIn, hostsOf, selectNodes, type SelectedNodes } from './selection.ts'
import { runSignal } from './run-signal.ts'
import { sweepSeeds } from './seed-sweep.ts'
import { summarise } from './summary.ts'
import { untilStopped } from './until-stopped.ts'

export async function reconcile(
  ports: Ports,
  desire: Desire,
  options: RunOptions,
  store: Store,
  onEvent: OnEvent,
): Promise<RunSummary> {
  const { site, config } = desire
  if (site === null)
    throw new HomestakError({
      code: 'InvalidSiteConfig',
      message: 'site.yaml has no id',
      hint: 'add a line `id: NAME`',
    })
  const started = ports.clock.now()
  const { signal, timedOut, end } = runSignal(ports.clock, options)
  const scope = scopeOf(desire, (path) => store.scope(path))
  const pass = createPass({
    ports: { ...ports, onWait: waitTeller(ports.clock, onEvent) },
    site,
    aim: { config, nodes: desire.nodes, networks: desire.networks, broken: desire.broken, scope },
    narrowing: options.narrowing,
    store,
    facts: options.skipPreflight ? undefined : createFactsSource(ports.clock, store, store),
    patienceMs: hostPatienceMs,
    signal,
  })
  try {
    const remembered = store.names()
    const { nodes: selected, networks } = selectNodes(desire, options, remembered)
    const hosts = hostsOf(desire, options, scope)
    const display = displayKeys([
      ...[...desire.nodes, ...desire.networks].map(({ key }) => key),
      ...remembered.map(keyOf),
    ])
    const run = createRun({
      ports,
      pass,
      store,
      site,
      config,
      options,
      onEvent,
      display,
      nodes: selected,
      networks,
      signal,
    })
    pass.agree(agreed(desire, options))
    // Before the first guest is made: a run that is cut off leaves none that nobody looks after.
    recordScope(desire, store, () => true)
    store.saveProblems(desire.selection.roots[0] ?? '', desire.problems)

    const finished = await untilStopped(run, async () => {
      await Promise.all(hosts.map((host) => beginHost(run, pass, host, { nodes: selected, networks }, options)))
      const going = selectedUnclaimed(pass.world(), options.narrowing)
      await decideTakings(run, pass, { nodes: selected, networks }, going, options)
      for (const owned of going.networks) run.addNetwork({ id: networkId(owned), owned, act: 'destroy' })
      for (const parts of toDestroy(going.guests, store)) run.addGuest(parts)
      for (const key of run.context.awaitingBudget) run.addNode(key)
      await run.drain()
      await rollBack(run, pass, { nodes: selected, networks }, options)
      await tidyUp(run, pass, desire, options)
      await sweepSeeds(run, pass, hosts, config.hostNames)
    })
    if (!signal.aborted) recordScope(desire, store, mayHaveGuests(pass.world()))
    return summarise({
      schema: 'homestak/reconcile/v1',
      run: run.context,
      world: pass.world(),
      nodes: selected,
      networks,
      hosts,
      problems: desire.problems,
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

/** Once a host was looked at its nodes start; they do not wait for other hosts. */
async function beginHost(
  run: Run,
  pass: Pass,
  host: string,
  selected: SelectedNodes,
  options: RunOptions,
): Promise<void> {
  const view = await pass.look(host)
  if (view.reachable) {
    const here = actedOn(selected).nodes.filter(({ identity }) => identity.host === host)
    pass.agree({ restart: await askRestarts(pass.world(), here, options, run.context.signal) })
  }
  for (const { key, identity } of declaredIn(selected)) {
    if (identity.host.split('/')[0] === host) run.addNode(key)
  }
}

/** Counts what would go, asks where somebody is there, and lays down what may go. */
async function decideTakings(
  run: Run,
  pass: Pass,
  selected: SelectedNodes,
  going: Ours,
  options: RunOptions,
): Promise<void> {
  const world = pass.world()
  const takings = countTakings(world, actedOn(selected), going)
  // Nodes of one host are made while another is still looked at: they do not widen the limit.
  const before = allOwned(world).filter(({ mark }) => !run.context.begun.has(mark.uid))
  const limit = options.maxDestroy ?? defaultLimit(before.length)
  const asked = await askTakings(takings, limit, options, run.context.signal)
  if (run.context.stopping()) return
  pass.decideBudget(budgetOf(takings, asked === 'lifted' ? takings.length : limit, asked === 'refused'))
}
