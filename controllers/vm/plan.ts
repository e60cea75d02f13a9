/** Turns changes of a virtual machine into ordered steps. */
import type { Assignment, Change, ImageSource, Observation, Step } from '../controller.ts'
import type { DesiredNode } from '../../src/graph/desired-node.ts'
import { writeMark } from '../../src/pve/mark.ts'
import { seedFilename } from '../../src/steps/operation.ts'
import { isTakenOver, planAdopt } from './adopt.ts'
import { planConfigure } from './plan-configure.ts'
import { graceSeconds, planDestroyVm } from './plan-destroy.ts'
import { createParameters, hardwareParameters } from './create-parameters.ts'
import { pairNics } from './devices.ts'
import { fields } from './fields.ts'
import { wantedMark } from './inputs.ts'
import type { VmState } from './state.ts'

/** Pure. A held replace still writes protection first, so that it holds from then on, and the tag that the guest is found by. */
export function planVm(
  node: DesiredNode,
  seen: Observation<VmState>,
  changes: readonly Change[],
  assignment: Assignment,
): readonly Step[] {
  if (changes.length === 0 || seen.presence === 'unknown') return []
  if (seen.presence === 'absent') return planCreate(node, changes, assignment)
  const { state } = seen
  if (isTakenOver(changes)) return planAdopt(node, state, changes, (rest) => planVm(node, seen, rest, assignment))
  const replaced = changes.filter(({ forces }) => forces === 'replace')
  if (replaced.length === 0) return planUpdate(node, state, changes, assignment)
  const first = ['protect', 'keep_on_removal', ...(state.tags.includes('homestak') ? [] : ['tags'])]
  const guarding = changes.filter(({ path }) => first.includes(path))
  const made = planCreate(node, replaced, { ...assignment, vmid: node.guest.vmid ?? state.view.vmid })
  return [
    ...planConfigure(node, state, guarding),
    // What is to come has to be there before anything goes.
    ...made.filter(isFetch),
    ...planDestroyVm(node.key, state, node.policy.stop, 'replace').map((step) => ({ ...step, because: replaced })),
    ...made.filter((step) => !isFetch(step)),
  ]
}

/** What follows a clone is planned anew once the clone is there; here it stands for a template with one disk. */
function planCreate(node: DesiredNode, because: readonly Change[], assignment: Assignment): Step[] {
  const { vmid, image } = assignment
  const { guest } = node
  const common = { kind: 'api', node: node.key, because } as const
  const seed = guest.template ? [] : [seedStep(node, assignment, because)]
  const last = guest.template ? templateStep(node, because) : startStep(node, because)
  const description = descriptionOf(node, assignment)
  const grow: Step = {
    ...common,
    operation: 'resize',
    act: 'resize',
    summary: `grow the disk to ${guest.disk} GiB`,
    input: { disk: 'virtio0', gib: guest.disk },
    timeout: 'medium',
  }
  if (image?.kind === 'clone') {
    const configure: Step = {
      ...common,
      operation: 'configure',
      act: 'configure',
      summary: `set ${fields.map(({ path }) => path).join(', ')}, cards, disks and seed`,
      input: { parameters: hardwareParameters(node, assignment) },
      timeout: 'short',
    }
    return [cloneStep(node, because, assignment, image, description), ...seed, configure, grow, last]
  }
  const create: Step = {
    ...common,
    operation: 'create',
    act: 'create',
    summary: `create ${vmid} from ${image?.kind === 'import' ? image.volume : guest.image}`,
    input: { parameters: createParameters(node, assignment, description) },
    timeout: 'extended',
    storage: guest.datastore,
  }
  const fetch = image?.kind === 'fetch' ? [fetchStep(node, because, image)] : []
  return [...fetch, ...seed, create, grow, last]
}

/** A clone inherits its template's protection: said in the mark it is ours, and lifted where none is declared. */
function descriptionOf(node: DesiredNode, { vmid, uid, image }: Pick<Assignment, 'vmid' | 'uid' | 'image'>): string {
  const version = image && image.kind !== 'fetch' ? image.version : undefined
  const inputs = version === undefined ? {} : { imageVersion: version }
  const mark = wantedMark(node, { vmid, uid, inputs })
  return writeMark('', image?.kind === 'clone' && image.protect ? { ...mark, protect: true } : mark)
}

const isFetch = ({ operation }: Step): boolean => operation === 'fetch-image'

const fetchStep = (
  { key }: DesiredNode,
  because: readonly Change[],
  { image, from }: Extract<ImageSource, { kind: 'fetch' }>,
): Step => ({
  kind: 'image',
  node: key,
  because,
  operation: 'fetch-image',
  summary: `fetch image ${image} from ${from}`,
  input: { image },
  timeout: 'extended',
})

function cloneStep(
  { key, guest }: DesiredNode,
  because: readonly Change[],
  { vmid }: Assignment,
  { vmid: source, full }: Extract<ImageSource, { kind: 'clone' }>,
  description: string,
): Step {
  return {
    kind: 'api',
    node: key,
    because,
    operation: 'clone',
    act: 'clone',
    summary: `clone template ${source} to ${vmid} (${full ? 'full' : 'linked'})`,
    input: { source, name: guest.name, description, full, ...(full ? { storage: guest.datastore } : {}) },
    timeout: 'extended',
    // A linked one copies nothing: it has the storage's lock for a moment, and the host's few at a time never wait long.
    ...(full ? { storage: guest.datastore } : {}),
  }
}

const startStep = ({ key }: DesiredNode, because: readonly Change[]): Step => ({
  kind: 'api',
  node: key,
  because,
  operation: 'start',
  act: 'start',
  summary: 'start',
  input: {},
  timeout: 'medium',
})

const templateStep = ({ key, guest }: DesiredNode, because: readonly Change[]): Step => ({
  kind: 'api',
  node: key,
  because,
  operation: 'template',
  act: 'template',
  summary: 'make it a template',
  input: {},
  timeout: 'medium',
  storage: guest.datastore,
})

function seedStep(
  node: DesiredNode,
  { vmid, uid, isoStorage }: Pick<Assignment, 'vmid' | 'uid' | 'isoStorage'>,
  because: readonly Change[],
): Step {
  const filename = seedFilename(node.identity.site, vmid, uid)
  return {
    kind: 'api',
    node: node.key,
    because,
    operation: 'upload-seed',
    summary: `write the seed of ${vmid} to ${isoStorage}`,
    input: { storage: isoStorage, filename, instanceId: uid, cloudInit: node.guest.cloudInit, nics: node.guest.nics },
    timeout: 'short',
    // No storage: an upload asks for no lock of it.
  }
}

function planUpdate(node: DesiredNode, state: VmState, changes: readonly Change[], { isoStorage }: Assignment): Step[] {
  const seeds = changes.filter(({ path }) => path === 'cloud_init' || path === 'seed')
  const restarts = changes.filter(({ forces }) => forces === 'restart')
  const templated = changes.filter(({ path }) => path === 'template')
  const stopped = changes.filter(({ path }) => path === 'status')
  const { mark, view } = state
  return [
    ...(seeds.length > 0
      ? [seedStep(withSeenMacs(node, state), { vmid: view.vmid, uid: mark.uid, isoStorage }, seeds)]
      : []),
    ...planConfigure(node, state, changes, isoStorage),
    ...(restarts.length > 0 ? planRestart(node, restarts) : []),
    ...(stopped.length > 0 ? [startStep(node, stopped)] : []),
    ...(templated.length > 0 ? [templateStep(node, templated)] : []),
  ]
}

/** Off and on again: a reboot inside of the guest leaves pending values pending. */
const planRestart = (node: DesiredNode, because: readonly Change[]): Step[] => [
  {
    kind: 'api',
    node: node.key,
    because,
    operation: 'shutdown',
    act: 'restart',
    summary: `restart for ${because.map(({ path }) => path).join(', ')}: shut down`,
    input: { graceSeconds: node.policy.stop === 'hard' ? 0 : graceSeconds },
    timeout: 'medium',
  },
  ...(node.guest.template ? [] : [startStep(node, because)]),
]

/** The seed finds cards by their address: a made one is that of the guest's card. */
const withSeenMacs = (node: DesiredNode, state: VmState): DesiredNode => ({
  ...node,
  guest: {
    ...node.guest,
    nics: pairNics(node.guest.nics, state).map(({ declared, seen }) => ({
      ...declared,
      mac: (declared.made && seen?.now?.mac) || declared.mac,
    })),
  },
})
