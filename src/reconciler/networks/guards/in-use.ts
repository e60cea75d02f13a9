/** A network stays for as long as any guest of its cluster is on it, whosever the guest is, or may be on it. */
import type { Change } from '../../../../controllers/controller.ts'
import type { DesiredEntry } from '../../../graph/desired-node.ts'
import { bridgesIn } from '../../../pve/read-bridges.ts'
import { decideGuest, decideNode } from '../../decide.ts'
import { destroys } from '../../intent.ts'
import type { Hold } from '../../documents.ts'
import { guards, guardsBeforeLimit } from '../../guards/index.ts'
import type { OwnedGuest } from '../../owned.ts'
import type { World } from '../../world.ts'
import { clashesOf } from '../clash.ts'
import type { NetworkGuard, NetworkIntent } from '../intent.ts'
import { seenNetworks } from '../view.ts'

/** Whoever is on it now is in the way; so is not having looked. */
export const inUse: NetworkGuard = (intent, world) => {
  if (!destroys(intent)) return undefined
  const seen = seenNetworks(world.hosts.get(intent.host))
  if (!seen?.users) {
    const message = `whether a guest is on network ${intent.vnet} was not looked at yet`
    return { reason: 'NotSurveyed', message, fix: 'nothing to do' }
  }
  return holdOf(intent, world, () => false)
}

/** For a look: guests that leave it in the same run are not in the way, unless they wait for what comes in its place. */
export const mayBeInUse: NetworkGuard = (intent, world) =>
  destroys(intent) ? holdOf(intent, world, (vmid) => !intent.isReplaced && leavesFirst(vmid, intent, world)) : undefined

function holdOf(
  { host, vnet, key, uid }: NetworkIntent,
  world: World,
  isOnItsWay: (vmid: number) => boolean,
): Hold | undefined {
  const view = world.hosts.get(host)
  const users = seenNetworks(view)?.users
  if (users && !users.all) {
    return {
      reason: 'MissingPrivilege',
      message: `whether a guest is on network ${vnet} (${key}) cannot be told: the token of ${host} lacks VM.Audit on /vms`,
      fix: 'give it VM.Audit on /vms and below, so that it sees all guests',
    }
  }
  const found = [...(users?.bridges ?? [])].filter(
    ([vmid, bridges]) => bridges === null || (bridges.includes(vnet) && !isOnItsWay(vmid)),
  )
  const vmids = new Set(found.map(([vmid]) => vmid))
  const named = found.map(([vmid, bridges]) => {
    const name = view?.snapshot?.guests.get(vmid)?.name ?? ''
    return `${vmid}${name === '' ? '' : ` (${name})`}${bridges === null ? ', which cannot be read' : ''}`
  })
  const isNamed = world.consents.destroy.has(uid)
  const wanting = (isNamed ? [] : [...world.nodes.values()])
    .filter(({ guest }) => guest.nics.some(({ bridge }) => bridge === vnet))
    .filter(({ identity }) => world.hosts.get(identity.host)?.clusterKey === view?.clusterKey)
    .filter((node) => !vmids.has(world.byKey.get(node.key)?.[0]?.view.vmid ?? 0))
    .map((node) => `node ${node.key}`)
  const all = [...named.map((guest) => `guest ${guest}`), ...wanting]
  if (all.length === 0) return undefined
  const more = all.length > 5 ? ` and ${all.length - 5} more` : ''
  return {
    reason: 'InUse',
    message: `network ${vnet} (${key}) is the bridge of ${all.slice(0, 5).join(', ')}${more}`,
    fix: 'give those cards another bridge first, or take the guests away; a card that no file declares any more stays until it is removed in Proxmox VE',
  }
}

/** It is taken away in the same run, or declared without a card there; and nothing holds that. */
function leavesFirst(vmid: number, { host, vnet }: NetworkIntent, world: World): boolean {
  const clusterKey = world.hosts.get(host)?.clusterKey ?? ''
  const guest = world.byPlace.get(clusterKey)?.get(vmid)
  if (!guest) return false
  const node = world.nodes.get(guest.key)
  // Before it is counted what may go, the limit holds nothing.
  const rules = world.budget ? guards : guardsBeforeLimit
  if (node) {
    if (node.guest.nics.some(({ bridge }) => bridge === vnet) || waitsForRoom(node, vnet, world)) return false
    const { changes, held } = decideNode(node, world, '', rules)
    return !held && allCardsLeave(guest, vnet, changes)
  }
  const { action, held } = decideGuest(guest, world, 'destroy', rules)
  return action === 'destroy' && !held
}

/** A card that no file declares stays in its guest, on the bridge that it has. */
function allCardsLeave({ view }: OwnedGuest, vnet: string, changes: readonly Change[]): boolean {
  if (changes.some(({ forces }) => forces === 'replace')) return true
  const leaving = changes.filter(
    ({ path, observed, forces }) =>
      /^nics\.[^.]+(\.bridge)?$/.test(path) && (observed === vnet || forces === 'restart'),
  )
  return bridgesIn(view.config).filter((bridge) => bridge === vnet).length <= leaving.length
}

/** It needs a network that can be made only once this one went: each would wait for the other. */
function waitsForRoom(node: DesiredEntry, vnet: string, { nodes, networks, hosts }: World): boolean {
  const needed = new Set(node.dependsOn)
  for (const key of needed) {
    const network = networks.get(key)
    const sdn = network && seenNetworks(hosts.get(network.identity.host))?.sdn
    if (network && sdn && clashesOf(network, sdn).some((clash) => clash.vnet.id === vnet)) return true
    for (const further of (network ?? nodes.get(key))?.dependsOn ?? []) needed.add(further)
  }
  return false
}
