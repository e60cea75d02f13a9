/** What a run that watches does about virtual networks: wakes those that a look concerns, and takes away what counts as gone. */
import { decideNetwork } from '../networks/decide.ts'
import type { OwnedNetwork } from '../networks/owned.ts'
import { networkId } from '../networks/parts.ts'
import { isSameLook, seenNetworks } from '../networks/view.ts'
import { priority } from '../work-queue.ts'
import type { World } from '../world.ts'
import type { Core } from './core.ts'
import type { Verdict } from './judge.ts'

/** Queue's names of networks on `host`'s cluster that show otherwise than before, or whose users do. */
export function wokenNetworks(
  { pass, run }: Core,
  before: World,
  host: string,
  vmids: ReadonlySet<number>,
): readonly string[] {
  const world = pass.world()
  const [past, view] = [before.hosts.get(host), world.hosts.get(host)]
  const { networks, endings } = run.context
  const isHere = (entry: string) => world.hosts.get(entry)?.clusterKey === view?.clusterKey
  const going = [...networks.leaving.values()].filter(({ owned }) => isHere(owned.host))
  const mayHaveLeft = (vmid: number) => vmids.has(vmid) || view?.snapshot?.guests.has(vmid) !== true
  const isOtherLook = !isSameLook(past?.networks, view?.networks)
  const woken = going.filter(({ id, owned }) => {
    if (isOtherLook) return true
    // All guests of the cluster are asked again only where one of those that were on it may be no more.
    return endings.get(id)?.hold?.reason === 'InUse' && usersOf(owned, world).some(mayHaveLeft)
  })
  const declared = isOtherLook ? [...networks.declared.values()] : []
  const differing = declared.filter(({ network }) => {
    if (!isHere(network.identity.host)) return false
    const isReady = endings.get(network.key)?.outcome === 'ready'
    return !isReady || decideNetwork(network, world, '', []).act !== undefined
  })
  return [...woken.map(({ id }) => id), ...differing.map(({ network }) => network.key)]
}

function usersOf({ vnet, host }: OwnedNetwork, { hosts }: World): readonly number[] {
  const bridges = seenNetworks(hosts.get(host))?.users?.bridges ?? new Map<number, null>()
  return [...bridges].flatMap(([vmid, named]) => (named === null || named.includes(vnet.id) ? [vmid] : []))
}

/** Networks whose removal counts are taken away; those that are declared again are left alone. */
export function letNetworksGo({ run, pass, aim }: Core, { going }: Verdict): void {
  const { networks, endings } = run.context
  const world = pass.world()
  const wanted = new Set(going.networks.map(networkId))
  const here = new Set(world.ourNetworks.owned.map(networkId))
  for (const [id, { owned }] of networks.leaving) {
    const isOver = here.has(id) || endings.has(id)
    if (!wanted.has(id) && !world.consents.destroy.has(owned.mark.uid) && isOver) run.dropNetwork(id)
  }
  if (aim.desire.broken.length > 0) return
  for (const owned of going.networks) {
    const id = networkId(owned)
    if (!networks.leaving.has(id)) run.addNetwork({ id, owned, act: 'destroy' })
    else if (endings.get(id)?.outcome === 'waiting') run.reopen(id, priority.event, true)
  }
}
