/** What is to be done about one virtual network, and why it may not be: the line that `diff` prints and `reconcile` runs. */
import type { Change } from '../../../controllers/controller.ts'
import { networkController } from '../../../controllers/index.ts'
import type { NetworkStep } from '../../../controllers/network-controller.ts'
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import { keyOf, type Identity, type NodeKey } from '../../graph/desired-node.ts'
import type { NetworkAct } from '../../pve/warrant.ts'
import { belowUnsupported } from '../decide.ts'
import type { Action, Hold } from '../documents.ts'
import { typedHold } from '../../typed.ts'
import type { World } from '../world.ts'
import { duplicateOf } from './guards/duplicate.ts'
import { networkGuards } from './guards/index.ts'
import type { NetworkGuard, NetworkIntent } from './intent.ts'
import { isOursAt, type OwnedNetwork } from './owned.ts'
import { seenNetworks } from './view.ts'

export interface NetworkDecision {
  readonly key: NodeKey
  readonly identity: Identity
  readonly network?: DesiredNetwork
  /** As it is there now; where `isReplaced`, under the name that it is to lose. */
  readonly owned?: OwnedNetwork
  readonly isReplaced: boolean
  readonly host: string
  readonly type: 'network'
  readonly vmid: null
  readonly vnet: string
  readonly action: Action
  /** Absent: nothing is to be done, or what is cannot be told. */
  readonly act?: NetworkAct
  readonly changes: readonly Change[]
  /** Of the plan of all networks of the cluster; empty before that is made. */
  readonly steps: readonly NetworkStep[]
  readonly reason: string
  readonly held?: Hold
  /** Nothing differs but that nodes miss something, as they say. */
  readonly fault?: string
  /** The uid that it has, or that a create would write. */
  readonly uid: string
}

const blank = { isReplaced: false, type: 'network', vmid: null, changes: [], steps: [] } as const

/** `uid` is what a create of this network writes into the mark. */
export function decideNetwork(
  network: DesiredNetwork,
  world: World,
  uid: string,
  rules: readonly NetworkGuard[] = networkGuards,
): NetworkDecision {
  const { key, identity, vnet } = network
  const { host } = identity
  const nothing = { ...blank, key, identity, network, host, vnet, uid }
  const unsupported = belowUnsupported(network, world)
  if (unsupported) return { ...nothing, action: 'create', reason: 'declared', held: unsupported }
  const sdn = seenNetworks(world.hosts.get(host))?.sdn
  if (!sdn) return { ...nothing, action: 'unknown', ...whyUnseen(host, world) }
  const owned = ownedOf(network, world)
  const isReplaced = owned !== undefined && owned.vnet.id !== vnet
  const found = networkController.diff(network, sdn, isOursAt(world.site, world.hosts, host))
  const other = { path: 'vnet', desired: vnet, observed: owned?.vnet.id, forces: 'replace' } as const
  const changes = isReplaced ? [other, ...found] : found
  const decision = {
    ...nothing,
    changes,
    isReplaced,
    action: actionOf(owned, changes),
    ...(owned ? { owned } : {}),
    uid: owned && !isReplaced ? owned.mark.uid : uid,
  }
  if (changes.length === 0) {
    if (network.policy.suspend) return { ...decision, reason: 'nothing differs' }
    const twins = duplicateOf(owned?.key ?? key, identity.node, world)
    if (twins) return { ...decision, action: 'update', reason: 'another network is marked as this node', held: twins }
    // A zone of somebody else may be another than is declared: that is theirs to change.
    const trouble = networkController.troubleOf(network, sdn, isOursAt(world.site, world.hosts, host), false)
    return trouble
      ? { ...decision, action: 'update', reason: 'the zone differs', held: trouble }
      : { ...decision, reason: 'nothing differs' }
  }
  const fault = changes.every(({ path }) => path === 'applied') ? networkController.faultOf(vnet, sdn) : undefined
  const reason =
    owned || decision.action === 'adopt'
      ? `${changes.map(({ path }) => path).join(', ')} ${changes.length === 1 ? 'differs' : 'differ'}`
      : 'declared, and not there'
  const act = decision.action === 'adopt' ? 'adopt' : owned && !isReplaced ? 'configure' : 'create'
  return withHold({ ...decision, act, reason, ...(fault === undefined ? {} : { fault }) }, world, rules)
}

/** A network of ours that nothing declares: it goes, or is let go where `keep_on_removal` was declared. */
export function decideOwnedNetwork(
  owned: OwnedNetwork,
  world: World,
  act: 'destroy' | 'rollback',
  rules: readonly NetworkGuard[] = networkGuards,
): NetworkDecision {
  const { key, identity, mark, host, vnet } = owned
  const isNamed = world.consents.destroy.has(mark.uid)
  const isReleased = act === 'destroy' && mark.keep === true && !isNamed
  const decision = {
    ...blank,
    key,
    identity,
    owned,
    host,
    vnet: vnet.id,
    uid: mark.uid,
    action: isReleased ? 'release' : 'destroy',
    act: isReleased ? 'release' : act,
    reason: '',
  } as const
  const decided = withHold(decision, world, rules)
  return { ...decided, reason: whyTaken(act, isNamed, decided.held) }
}

/** What the guards are asked, and warrants are made out for: a network that is replaced goes, and another one comes. */
export function intentsOf(decision: NetworkDecision): readonly NetworkIntent[] {
  const { key, identity, network, owned, host, vnet, uid, act, changes, reason, isReplaced } = decision
  if (!act) return []
  const because = changes.map(({ path }) => path).join(', ') || reason
  const by = network?.provisioner ?? 'api'
  const common = { key, identity, ...(network ? { network } : {}), because }
  const existing = owned && !isReplaced ? { owned } : {}
  const own: NetworkIntent = { ...common, act, by, ...existing, host, vnet, uid, isReplaced: false }
  if (!owned || !isReplaced) return [own]
  const before = { owned, host: owned.host, vnet: owned.vnet.id, uid: owned.mark.uid }
  return [{ ...common, ...before, act: 'destroy', by: 'api', isReplaced: true }, own]
}

function withHold(decision: NetworkDecision, world: World, rules: readonly NetworkGuard[]): NetworkDecision {
  const held = firstNetworkHold(intentsOf(decision), world, rules)
  return held ? { ...decision, held } : decision
}

export function firstNetworkHold(
  intents: readonly NetworkIntent[],
  world: World,
  rules: readonly NetworkGuard[],
): Hold | undefined {
  // The limit, which is asked last, knows nothing of a replace whose second half is held.
  for (const rule of rules) {
    for (const intent of intents) {
      const hold = rule(intent, world)
      if (hold) return typedHold(hold, world.typed)
    }
  }
  return undefined
}

/** Its own, or the one that it takes over by `moved_from`. */
function ownedOf({ key, movedFrom }: DesiredNetwork, { ourNetworks }: World): OwnedNetwork | undefined {
  const { byKey, heirs } = ourNetworks
  const [own] = byKey.get(key) ?? []
  const [old] = movedFrom.flatMap((past) => (heirs.get(keyOf(past))?.key === key ? (byKey.get(keyOf(past)) ?? []) : []))
  return own ?? old
}

function actionOf(owned: OwnedNetwork | undefined, changes: readonly Change[]): Action {
  if (changes.length === 0) return 'unchanged'
  if (!owned) return changes.some(({ path }) => path === 'owner') ? 'adopt' : 'create'
  if (changes.some(({ forces }) => forces === 'replace')) return 'replace'
  return changes.some(({ path }) => path === 'identity') ? 'move' : 'update'
}

function whyUnseen(host: string, { hosts }: World): { readonly reason: string; readonly held?: Hold } {
  const view = hosts.get(host)
  if (!view?.reachable) return { reason: view?.error?.message ?? `${host} was not looked at yet` }
  if (!view.networks || !('error' in view.networks))
    return { reason: `the virtual networks of ${host} were not looked at yet` }
  const { code, message, hint = 'nothing to do' } = view.networks.error
  return { reason: message, held: { reason: code, message, fix: hint } }
}

function whyTaken(act: 'destroy' | 'rollback', isNamed: boolean, held: Hold | undefined): string {
  if (act === 'rollback') return 'made by a run that failed'
  if (isNamed) return 'named'
  return held?.reason === 'BrokenFile' ? 'declared in no file that can be used' : 'no longer declared'
}
