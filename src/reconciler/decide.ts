/** What is to be done about one node or one guest, and why it may not be: the line that `diff` prints and `reconcile` runs. */
import type { Assignment, Change, Controller, Observation, Step } from '../../controllers/controller.ts'
import { controllerFor, guestController, type GuestState } from '../../controllers/index.ts'
import type { DesiredEntry, DesiredNode, NodeKey } from '../graph/desired-node.ts'
import { firstHold, guards } from './guards/index.ts'
import { suspension } from './guards/suspended.ts'
import { checkDatastores, findIsoStorage, needsCatalog } from './catalog.ts'
import { findImage, imageContextOf, newerImage } from './find-image.ts'
import { differences, stateOf } from './differences.ts'
import type { Action, Hold } from './documents.ts'
import type { Guard, Intent } from './intent.ts'
import { findAdoptable } from './adoption.ts'
import { locate } from './locate.ts'
import { renameHint } from './rename-hint.ts'
import { typedHold } from '../typed.ts'
import type { OwnedGuest, World } from './world.ts'

export interface Decision {
  readonly key: NodeKey
  readonly node?: DesiredNode
  readonly guest?: OwnedGuest
  readonly host: string
  readonly type: DesiredNode['type']
  readonly vmid: number | null
  readonly action: Action
  readonly changes: readonly Change[]
  readonly steps: readonly Step[]
  readonly reason: string
  /** Why nothing, or not all, of it is done now. Steps before the one that is held are done. */
  readonly held?: Hold
  /** Its image was published anew since the guest was made: nothing that is done without being asked for. */
  readonly newer?: Change
  /** The uid a create would write. */
  readonly uid: string
}

/** Its guest, where that is ours already: one that is to be taken over is somebody else's yet. */
export const ownGuest = ({ guest, action }: Decision): OwnedGuest | undefined =>
  action === 'adopt' ? undefined : guest

/** `uid` is what a create of this node writes into the mark. */
export function decideNode(node: DesiredNode, world: World, uid: string, rules: readonly Guard[] = guards): Decision {
  const common = { key: node.key, node, host: node.identity.host, type: node.type, uid }
  const controller = controllerFor(node)
  const unsupported = notSupported(node, world)
  const nothing = { ...common, vmid: node.guest.vmid ?? null, changes: [], steps: [] }
  if (!controller || unsupported) {
    return { ...nothing, action: 'create', reason: 'declared', held: unsupported ?? typeNotSupported(node) }
  }
  const located = locate(node, world)
  if (located.kind === 'unknown') {
    const reachable = world.hosts.get(node.identity.host)?.reachable === true
    const vmid = (reachable ? world.vmids.get(node.key) : undefined) ?? node.guest.vmid ?? null
    return { ...nothing, vmid, action: 'unknown', reason: located.why, ...(located.hold ? { held: located.hold } : {}) }
  }
  const adoptable = located.kind === 'absent' ? findAdoptable(node, world, uid) : undefined
  if (adoptable && 'hold' in adoptable)
    return { ...nothing, action: 'adopt', reason: 'declared', held: typedHold(adoptable.hold, world.typed) }
  const guest = located.kind === 'guest' ? located.guest : adoptable?.guest
  const newer = guest && newerOf(node, guest, world)
  const changes = [...(adoptable ? [adoptable.change] : []), ...changesOf(controller, node, guest, world)]
  const placed = {
    ...common,
    ...(guest ? { guest } : {}),
    ...(newer && !world.consents.replace.has(node.key) ? { newer } : {}),
    vmid: guest?.view.vmid ?? world.vmids.get(node.key) ?? null,
    changes,
  }
  const host = world.hosts.get(node.identity.host)
  // A guest that vanished in the middle of a run: its host was not asked yet what a new one can be made from.
  if (needsCatalog(changes) && !host?.catalog) {
    return {
      ...placed,
      action: 'unknown',
      steps: [],
      reason: `what ${node.identity.host} offers was not looked at yet`,
    }
  }
  const assignment = assign(node, world, uid, changes, guest)
  const action = actionOf(node, guest, changes)
  const reason = reasonOf(node, guest, changes)
  // What a suspended node lacks is nobody's concern now.
  if ('hold' in assignment) return { ...placed, action, steps: [], reason, held: suspension(node) ?? assignment.hold }
  const planned = planOf(controller, node, guest, changes, assignment.found)
  if ('hold' in planned) return { ...placed, action, steps: [], reason, held: typedHold(planned.hold, world.typed) }
  const { steps } = planned
  const held = holdOfSteps(steps, placed, world, rules) ?? (changes.length === 0 ? specNotSupported(node) : undefined)
  return { ...placed, action, steps, reason, ...(held ? { held } : {}) }
}

const newerOf = (node: DesiredNode, guest: OwnedGuest, world: World): Change | undefined =>
  newerImage(node, guest, world.hosts.get(node.identity.host), imageContextOf(node, world))

/** A newer image replaces a guest only where a person asked for that very one. */
export function changesOf(
  controller: Controller<GuestState>,
  node: DesiredNode,
  guest: OwnedGuest | undefined,
  world: World,
): readonly Change[] {
  const changes = differences(controller, node, guest)
  const newer = guest && world.consents.replace.has(node.key) ? newerOf(node, guest, world) : undefined
  return newer ? [newer, ...changes] : changes
}

/** A description that is full of people's words has no room for another mark. */
function planOf(
  controller: Controller<GuestState>,
  node: DesiredNode,
  guest: OwnedGuest | undefined,
  changes: readonly Change[],
  assignment: Assignment,
): { readonly steps: readonly Step[] } | { readonly hold: Hold } {
  if (changes.length === 0) return { steps: [] }
  const seen: Observation<GuestState> = guest ? { presence: 'present', state: stateOf(guest) } : { presence: 'absent' }
  try {
    return { steps: controller.plan(node, seen, changes, assignment) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const fix = `shorten the notes of guest ${assignment.vmid}; the line <!-- homestak:… --> has to stay`
    return { hold: { reason: 'DescriptionFull', message: `${node.key}: ${error.message}`, fix } }
  }
}

/** An owned guest that nothing declares: it goes, or is let go where `keep_on_removal` was declared. */
export function decideGuest(
  guest: OwnedGuest,
  world: World,
  act: 'destroy' | 'rollback',
  rules: readonly Guard[] = guards,
): Decision {
  const state = stateOf(guest)
  const release = act === 'destroy' && guest.mark.keep === true && !world.consents.destroy.has(guest.mark.uid)
  const steps = release
    ? guestController.planRelease(guest.key, state)
    : guestController.planDestroy(guest.key, state, stopOf(guest, world), act)
  const placed = {
    key: guest.key,
    guest,
    host: guest.mark.host,
    type: guest.mark.type,
    vmid: guest.view.vmid,
    changes: [],
    uid: guest.mark.uid,
  }
  const held = holdOfSteps(steps, placed, world, rules)
  const reason =
    act === 'rollback'
      ? 'made by a run that failed'
      : world.consents.destroy.has(guest.mark.uid)
        ? 'named'
        : held?.reason === 'BrokenFile'
          ? 'declared in no file that can be used'
          : `no longer declared${renameHint(guest, world)}`
  return { ...placed, action: release ? 'release' : 'destroy', steps, reason, ...(held ? { held } : {}) }
}

/** The intent behind a step, for the guards and the warrant; undefined where the step changes no guest. */
export function intentOf(
  step: Step,
  decision: Pick<Decision, 'key' | 'node' | 'guest' | 'host' | 'vmid' | 'uid'>,
  world: World,
): Intent | undefined {
  const { key, node, guest, uid } = decision
  const identity = node?.identity ?? guest?.identity
  if (!step.act || !identity) return undefined
  const making = step.act === 'create' || step.act === 'clone'
  const existing = making ? undefined : guest
  // A replace makes the new guest where the old one stands; that create is judged again once the old one is gone.
  const host = existing?.host ?? identity.host
  const because = step.because.map(({ path }) => path).join(', ') || step.summary
  return {
    act: step.act,
    by: step.kind,
    key,
    identity,
    ...(node ? { node } : {}),
    host,
    pveNode: existing?.view.node ?? world.hosts.get(host)?.entry?.node ?? '',
    vmid: existing?.view.vmid ?? decision.vmid ?? 0,
    uid: existing?.mark.uid ?? uid,
    ...(existing ? { guest: existing.view } : {}),
    paths: step.because.map(({ path }) => path),
    because,
  }
}

function holdOfSteps(
  steps: readonly Step[],
  decision: Pick<Decision, 'key' | 'node' | 'guest' | 'host' | 'vmid' | 'uid'>,
  world: World,
  rules: readonly Guard[],
): Hold | undefined {
  for (const step of steps) {
    // What follows the making of a guest is judged when the guest is there.
    if (!decision.guest && step.act !== 'create' && step.act !== 'clone') continue
    if (decision.guest && (step.act === 'create' || step.act === 'clone')) return undefined
    const intent = intentOf(step, decision, world)
    const hold = intent && firstHold(intent, world, rules)
    // What a guest that is taken over lacks is judged once it is ours.
    if (hold || step.act === 'adopt') return hold
  }
  return undefined
}

function assign(
  node: DesiredNode,
  world: World,
  uid: string,
  changes: readonly Change[],
  guest: OwnedGuest | undefined,
): { readonly found: Assignment } | { readonly hold: Hold } {
  const seen = world.hosts.get(node.identity.host)
  const vmid = guest?.view.vmid ?? world.vmids.get(node.key)
  if (!seen || vmid === undefined) return { hold: rangeFull(node) }
  const replaced = changes.some(({ forces }) => forces === 'replace')
  const seeded = changes.some(({ path }) => path === 'cloud_init' || path === 'seed')
  if (guest && !replaced && !seeded) return { found: { vmid, uid, isoStorage: '' } }
  const iso = node.guest.template ? { found: '' } : findIsoStorage(seen)
  if ('hold' in iso) return iso
  if (guest && !replaced) return { found: { vmid, uid, isoStorage: iso.found } }
  const missing = checkDatastores(node, seen)
  if (missing) return { hold: missing }
  const image = findImage(node, seen, imageContextOf(node, world))
  return 'hold' in image ? image : { found: { vmid, uid, image: image.found, isoStorage: iso.found } }
}

function actionOf({ spec }: DesiredNode, guest: OwnedGuest | undefined, changes: readonly Change[]): Action {
  if (!guest) return 'create'
  if (changes.some(({ path }) => path === 'owner')) return 'adopt'
  if (changes.some(({ forces }) => forces === 'replace')) return 'replace'
  if (changes.some(({ path }) => path === 'identity')) return 'move'
  if (changes.some(({ forces }) => forces === 'restart')) return 'restart'
  if (changes.length > 0) return 'update'
  return spec === undefined ? 'unchanged' : 'configure'
}

function reasonOf({ spec }: DesiredNode, guest: OwnedGuest | undefined, changes: readonly Change[]): string {
  if (!guest) return 'declared, and not there'
  if (changes.length > 0)
    return `${changes.map(({ path }) => path).join(', ')} ${changes.length === 1 ? 'differs' : 'differ'}`
  return spec === undefined ? 'nothing differs' : `spec ${spec} is declared`
}

const stopOf = ({ key }: OwnedGuest, { nodes }: World) => nodes.get(key)?.policy.stop ?? 'graceful'

const typeNotSupported = ({ key, type }: DesiredNode): Hold => ({
  reason: 'NotSupported',
  message: `${key}: this version cannot make nodes of type ${type}`,
  fix: 'leave it; homestak will take it up once it can',
})

function notSupported(node: DesiredNode, world: World): Hold | undefined {
  return belowUnsupported(node, world) ?? (controllerFor(node) ? undefined : typeNotSupported(node))
}

/** Whatever lives below a node that cannot be made here cannot be made either. */
export function belowUnsupported(node: DesiredEntry, { nodes }: World): Hold | undefined {
  const parent = node.parent === undefined ? undefined : nodes.get(node.parent)
  if (!parent) return undefined
  return {
    reason: 'NotSupported',
    message: `${node.key} lives on ${parent.key}, and this version cannot make nodes of type ${parent.type}`,
    fix: 'leave it; homestak will take it up once it can',
  }
}

const specNotSupported = ({ key, spec }: DesiredNode): Hold | undefined =>
  spec === undefined
    ? undefined
    : {
        reason: 'NotSupported',
        message: `${key}: this version cannot configure the inside of a guest (spec ${spec})`,
        fix: 'leave `spec:` out to have the guest count as Ready',
      }

const rangeFull = ({ key }: DesiredNode): Hold => ({
  reason: 'NoVmid',
  message: `${key}: every vmid of the site's range is taken`,
  fix: 'widen `vmids:` in site.yaml, or declare a vmid',
})
