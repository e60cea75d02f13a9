/** Takes back zones that an earlier run began and left behind: they would keep everything else from being applied. */
import { networkController } from '../../../controllers/index.ts'
import { HomestakError } from '../../errors.ts'
import { keyOf, type Identity } from '../../graph/desired-node.ts'
import { networkDigest } from '../../pve/sdn.ts'
import { runNetworkSteps } from '../../steps/run-network-steps.ts'
import { authorizeNetwork } from '../authorize.ts'
import type { RunContext } from '../run-context.ts'
import { isOursAt } from './owned.ts'
import { seenNetworks, type SeenNetworks } from './view.ts'

/** `host` was looked at. What could not be taken back is told, and tried again another time. */
export async function settleZones(run: RunContext, host: string): Promise<void> {
  const { store, pass, site } = run
  const { hosts } = pass.world()
  const view = hosts.get(host)
  const seen = seenNetworks(view)
  const isHere = (other: string) => hosts.get(other)?.clusterKey === view?.clusterKey
  if (!seen || run.networks.outdated.has(seen.sdn) || run.stopping()) return
  const begun = store.begunZones().filter((each) => isHere(each.host))
  const left = new Set(seen.left?.map(({ id }) => id))
  const [first] = begun.filter(({ zone }) => left.has(zone))
  try {
    if (first) await takeBack(run, host, seen, { ...first, site })
  } catch (error) {
    if (!first || !(error instanceof HomestakError)) throw error
    const { kept } = run.networks
    if (kept.get(keyOf(first)) !== error.message)
      run.tell({ ...first, site }, 'LeftoverKept', error.message, { warning: true })
    kept.set(keyOf(first), error.message)
    return
  }
  for (const each of begun)
    if (left.has(each.zone) || !networkController.isAsBegun(each, seen.sdn)) store.endZone(each.host, each.zone)
}

/** Undoes half of a create, by the leave for that. `identity`: whose it was. */
async function takeBack(
  { pass, ports, limits, tell }: RunContext,
  host: string,
  { sdn, left = [] }: SeenNetworks,
  identity: Identity,
): Promise<void> {
  const zones = left.map(({ id }) => id)
  const world = pass.world()
  const key = keyOf(identity)
  const about = { key, vnet: '', uid: '', act: 'create' } as const
  const there = { ...sdn, zones: new Map([...sdn.zones, ...left.map((zone) => [zone.id, zone] as const)]) }
  const because = 'begun, and not declared so any more'
  const verdict = authorizeNetwork(
    { ...about, identity, host, by: 'api', isReplaced: false, because },
    { host, leave: { ...about, zones, digest: networkDigest(there, '', zones) } },
    world,
  )
  if ('hold' in verdict)
    throw new HomestakError({ code: 'Held', message: verdict.hold.message, hint: verdict.hold.fix })
  const steps = zones.map((zone) => {
    const summary = `take zone ${zone} back, which was begun and is not declared so any more`
    const common = { kind: 'api', act: 'create', node: key, because: [], timeout: 'short' } as const
    return { ...common, operation: 'remove-zone', summary, input: { zone } } as const
  })
  await limits.write({ host }, () =>
    runNetworkSteps(steps, [verdict.warrant], {
      client: pass.connection(host).client,
      clock: ports.clock,
      isOurs: isOursAt(world.site, world.hosts, host),
      onStep: (step, phase) => tell(identity, phase === 'started' ? 'StepStarted' : 'StepDone', step.summary),
      onTask: () => undefined,
      onProgress: () => undefined,
    }),
  )
  await pass.networks.again(host)
}
