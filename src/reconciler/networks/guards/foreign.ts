/** A network or zone of somebody else stays as it is, and what somebody else configured is not applied by us. */
import { networkController } from '../../../../controllers/index.ts'
import type { World } from '../../world.ts'
import type { NetworkGuard, NetworkIntent } from '../intent.ts'
import { isOursAt } from '../owned.ts'
import { seenNetworks } from '../view.ts'

export const foreign: NetworkGuard = ({ act, network, host, isReplaced, key }, world) => {
  const sdn = sdnOf({ host }, world)
  if (!network || !sdn || isReplaced) return undefined
  const isOurs = isOursAt(world.site, world.hosts, host)
  const mayAdopt = act === 'adopt' && world.consents.adopt.has(key)
  return networkController.troubleOf(network, sdn, isOurs, mayAdopt)
}

export const foreignChanges: NetworkGuard = ({ host }, world) => {
  const sdn = sdnOf({ host }, world)
  const clusterKey = world.hosts.get(host)?.clusterKey
  const here = [...world.networks.values()].filter(
    ({ identity }) => world.hosts.get(identity.host)?.clusterKey === clusterKey,
  )
  return sdn && networkController.foreignChanges(here, sdn, isOursAt(world.site, world.hosts, host))
}

const sdnOf = ({ host }: Pick<NetworkIntent, 'host'>, { hosts }: World) => seenNetworks(hosts.get(host))?.sdn
