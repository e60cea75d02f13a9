/** What a command beside a watching run finds out and asks the person, before it hands over what was agreed to. */
import type { StoreReader } from '../../../state/store.ts'
import type { SiteConfig } from '../../config/site-config.ts'
import { HomestakError } from '../../errors.ts'
import { keyOf } from '../../graph/desired-node.ts'
import { countTakings, defaultLimit } from '../budget.ts'
import { countTaken } from '../count-taken.ts'
import { askDestroy, chooseTargets, destroyHosts, mayMeanNetworks, isSilent, isTarget } from '../destroy-targets.ts'
import type { Desire, DestroyTargets, Ports, RunOptions } from '../engine.ts'
import { whileLooking } from '../looking.ts'
import { allOwned, selectedUnclaimed } from '../ours.ts'
import { askRestarts, askTakings } from '../questions.ts'
import { noScope, scopeOf } from '../scope.ts'
import { actedOn, agreed, hostsOf, selectNodes } from '../selection.ts'
import type { RequestBody } from './request.ts'

export interface Asked {
  readonly body: RequestBody
  /** What the person should know. */
  readonly notes: readonly string[]
}

/** Reads only. Throws HomestakError, Held where the person said no. */
export async function askReconcile(
  ports: Ports,
  desire: Desire,
  options: RunOptions,
  store: StoreReader,
): Promise<Asked> {
  const { config, nodes, networks, broken, site } = desire
  const scope = scopeOf(desire, (path) => store.scope(path))
  const aim = { config, nodes, networks, broken, scope }
  return whileLooking({ ports, site: site ?? '', aim, store, signal: options.stop }, async (pass) => {
    const hosts = hostsOf(desire, options, scope)
    await Promise.all(hosts.map((host) => pass.look(host)))
    pass.agree(agreed(desire, options))
    const selected = actedOn(selectNodes(desire, options, store.names()))
    const restart = await askRestarts(pass.world(), selected.nodes, options, options.stop)
    const world = pass.world()
    const takings = countTakings(world, selected, selectedUnclaimed(world, options.narrowing))
    const limit = options.maxDestroy ?? defaultLimit(allOwned(world).length)
    const answer = await askTakings(takings, limit, options, options.stop)
    options.stop.throwIfAborted()
    if (answer === 'refused') throw notConfirmed()
    const uids = takings.map(({ uid }) => uid)
    const body: RequestBody = {
      verb: 'reconcile',
      paths: desire.selection.roots,
      narrowing: options.narrowing,
      replace: options.replace,
      adopt: options.adopt,
      restart: [...restart],
      maxDestroy: options.maxDestroy,
      beyondLimit: answer === 'lifted' ? uids : [],
    }
    return { body, notes: [] }
  })
}

/** Reads only. Throws HomestakError, Held where there are too many or the person said no. */
export async function askDestruction(
  ports: Ports,
  site: string,
  config: SiteConfig,
  targets: DestroyTargets,
  options: RunOptions,
  store: StoreReader,
): Promise<Asked> {
  const aim = { config, nodes: [], networks: [], broken: [], scope: noScope }
  const known = store.nodes()
  const seekNetworks = mayMeanNetworks(targets, known)
  return whileLooking({ ports, site, aim, store, seekNetworks, signal: options.stop }, async (pass) => {
    const hosts = destroyHosts(targets, config, known)
    await Promise.all(hosts.map((host) => pass.look(host)))
    const world = pass.world()
    const meant = known.filter((node) => isTarget(node, targets))
    const chosen = chooseTargets(world, targets, meant)
    const { guests, networks } = chosen
    const count = guests.length + networks.length
    const [silence] = hosts.flatMap((host) => world.hosts.get(host)?.error ?? [])
    if (count === 0 && silence) throw silence
    const limit = options.maxDestroy ?? (targets.all ? defaultLimit(allOwned(world).length) : count)
    if (count > limit) {
      throw new HomestakError({
        code: 'Held',
        message: `${countTaken(count, networks.length)} would be destroyed, the limit for this run is ${limit}`,
        hint: `if it is right: --max-destroy ${count}`,
      })
    }
    const confirmed = await askDestroy(chosen, options, options.stop)
    options.stop.throwIfAborted()
    if (!confirmed) throw notConfirmed()
    const both = [...guests, ...networks]
    const declared = both.filter(({ identity }) => store.node(identity)).map(({ key }) => key)
    return {
      body: {
        verb: 'destroy',
        uids: both.map(({ mark }) => mark.uid),
        hosts: [...new Set(both.map(({ host }) => host))],
      },
      notes: [
        ...meant
          .filter(({ host }) => isSilent(world, host))
          .map((node) => `${keyOf(node)} is let be: its host cannot be looked at`),
        ...declared.map(
          (key) => `where a manifest still declares ${key}, it is made anew: take it out there to be rid of it`,
        ),
      ],
    }
  })
}

const notConfirmed = () =>
  new HomestakError({
    code: 'Held',
    message: 'nothing is taken away: the question was not answered with yes',
    hint: 'run again and answer y, or give --yes',
  })
