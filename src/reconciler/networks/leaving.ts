/** A virtual network on its way out: whom it waits for, and how it ends. */
import { bridgesIn } from '../../pve/read-bridges.ts'
import { forgetNode } from '../../steps/tofu/leftover.ts'
import { saveLeaving } from '../records.ts'
import type { RunContext } from '../run-context.ts'
import { clashesOf } from './clash.ts'
import type { NetworkDecision } from './decide.ts'
import { networkId, type LeavingNetwork } from './parts.ts'
import { isHalfGone, seenNetworks } from './view.ts'

/** Guests that this run takes away, or gives other cards, go before the network that they are on. */
export function waitsForGuests(run: RunContext, { owned }: LeavingNetwork): boolean {
  const { key, clusterKey, vnet } = owned
  if (isHalfGone(vnet)) return false
  const { byKey, nodes } = run.pass.world()
  const leaving = [...run.taken].some(
    ([id, guest]) =>
      !run.endings.has(id) &&
      guest.clusterKey === clusterKey &&
      (bridgesIn(guest.view.config).includes(vnet.id) || run.store.node(guest.identity)?.needs.includes(key) === true),
  )
  if (leaving) return true
  return [...nodes.values()].some((node) => {
    const [guest] = byKey.get(node.key) ?? []
    return (
      guest?.clusterKey === clusterKey &&
      run.isOpen(node.key) &&
      bridgesIn(guest.view.config).includes(vnet.id) &&
      !node.guest.nics.some(({ bridge }) => bridge === vnet.id)
    )
  })
}

/** A network that goes in this run makes room for another one: `due` ones in the same breath, others before. */
export function waitsForRoom(
  run: RunContext,
  { act, held, network, host, isReplaced }: NetworkDecision,
  due: ReadonlySet<string>,
): boolean {
  const { hosts, ourNetworks, unsettled, budget } = run.pass.world()
  const clusterKey = hosts.get(host)?.clusterKey
  const sdn = seenNetworks(hosts.get(host))?.sdn
  if (!act || held || !network || !sdn) return false
  const inTheWay = new Set(isReplaced ? [] : clashesOf(network, sdn).map(({ vnet }) => vnet.id))
  return ourNetworks.unclaimed.some((going) => {
    // The apply would take over what a run that was cut off began, without the rest of it.
    const isConcerned = inTheWay.has(going.vnet.id) || isHalfGone(going.vnet)
    if (going.clusterKey !== clusterKey || !isConcerned || due.has(networkId(going))) return false
    if (run.networks.leaving.has(networkId(going))) return !run.endings.has(networkId(going))
    return !budget || unsettled.has(going.key)
  })
}

/** True: it has ended, for it is gone, or let go, or nobody can tell. */
export function endGone(run: RunContext, { id, owned, act }: LeavingNetwork): boolean {
  const { ourNetworks, hosts, nodes, networks } = run.pass.world()
  const { mark, key, vnet, identity, host } = owned
  if (ourNetworks.owned.some((other) => other.mark.uid === mark.uid)) return false
  const seen = seenNetworks(hosts.get(host))
  if (!seen) {
    const message = `how network ${vnet.id} (${key}) stands now cannot be seen on ${host}`
    run.end(id, { outcome: 'unknown', message })
    return true
  }
  const isReleased = act === 'destroy' && mark.keep === true && seen.sdn.vnets.has(vnet.id)
  if (run.ports.tofu && !nodes.has(key)) forgetNode(run.ports.tofu, identity)
  if (!nodes.has(key) && !networks.has(key)) run.store.removeNode(identity)
  else {
    const reason = { reason: 'Destroyed', message: 'was destroyed on request', blocked: false }
    saveLeaving(run.store, identity, reason, run.ports.clock.now())
  }
  run.tell(
    identity,
    isReleased ? 'Released' : 'Destroyed',
    isReleased ? `network ${vnet.id} is let go` : `network ${vnet.id} is gone`,
  )
  run.end(id, { outcome: isReleased ? 'released' : 'destroyed', message: isReleased ? 'let go' : 'gone' })
  return true
}
