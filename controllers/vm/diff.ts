/** Compares a declared virtual machine with the one that was seen: one change for each field that differs. */
import type { Change, Forces, Observation } from '../controller.ts'
import type { DesiredNode } from '../../src/graph/desired-node.ts'
import { canonical } from '../../src/pve/mark.ts'
import { parseSeedFilename, seedFilename } from '../../src/steps/operation.ts'
import { wantedTags } from './create-parameters.ts'
import { bootDisk, nicDifferences, pairDisks, pairNics, type Standing } from './devices.ts'
import { fields } from './fields.ts'
import { adoptedSeed, imageDigest, inputChanged, wantedMark } from './inputs.ts'
import type { VmState } from './state.ts'

const forced =
  (forces: Forces) =>
  (path: string, desired: unknown, observed: unknown): Change => ({ path, desired, observed, forces })
const update = forced('update')
const restart = forced('restart')
const replace = forced('replace')

/** Pure. Empty means converged; an absent guest has the one change that it is not there. */
export function diffVm(node: DesiredNode, seen: Observation<VmState>): readonly Change[] {
  if (seen.presence === 'unknown') return []
  if (seen.presence === 'absent') return [update('guest', 'present', 'absent')]
  const { state } = seen
  const changes = [
    ...replacements(node, state),
    ...markChanges(node, state),
    ...scalars(node, state),
    ...tagChanges(node, state),
    ...diskChanges(node, state),
    ...nicChanges(node, state),
    ...(node.guest.template ? [] : seedChanges(node, state)),
    ...(node.guest.template ? templateChanges(state) : runningChanges(state)),
  ]
  return changes.length === 0 ? unprotecting(node, state) : changes
}

function replacements({ guest, type }: DesiredNode, { mark, view }: VmState): Change[] {
  return [
    ...(inputChanged(mark.inputs?.image, imageDigest(guest.image))
      ? [replace('image', guest.image, 'another image')]
      : []),
    ...(mark.type === type ? [] : [replace('type', type, mark.type)]),
    ...(view.template && !guest.template ? [replace('template', false, true)] : []),
    ...(guest.vmid === undefined || guest.vmid === view.vmid ? [] : [replace('vmid', guest.vmid, view.vmid)]),
  ]
}

/** Identity, protection and digests in the mark; lifting a protection waits until nothing else differs. */
function markChanges(node: DesiredNode, { mark, view }: VmState): Change[] {
  const wanted = wantedMark(node, mark)
  const moved = wanted.manifest !== mark.manifest || wanted.node !== mark.node
  const from = `${mark.manifest}/${mark.node}`
  return [
    ...(moved ? [update('identity', `${wanted.manifest}/${wanted.node}`, from)] : []),
    ...(wanted.protect && !(mark.protect && view.protection) ? [update('protect', true, false)] : []),
    ...(wanted.keep === mark.keep ? [] : [update('keep_on_removal', wanted.keep ?? false, mark.keep ?? false)]),
    ...(inputChanged(mark.inputs?.seed, wanted.inputs?.seed ?? '')
      ? [update('cloud_init', 'changed', 'as first given')]
      : []),
    ...(canonical(Object.keys(mark.inputs ?? {}).sort()) === canonical(Object.keys(wanted.inputs ?? {}).sort())
      ? []
      : [update('mark.inputs', Object.keys(wanted.inputs ?? {}).sort(), Object.keys(mark.inputs ?? {}).sort())]),
  ]
}

/** Only a protection that we set, on a node that is still declared and converged, is lifted. */
const unprotecting = (node: DesiredNode, { mark }: VmState): Change[] =>
  mark.protect && !node.policy.protect ? [update('protect', false, true)] : []

function scalars(node: DesiredNode, state: VmState): Change[] {
  const running = state.status === 'running'
  return fields.flatMap((field) => {
    const desired = field.desired(node)
    const { now, pending } = field.observed(state)
    if (now === desired && (pending === undefined || pending === desired)) return []
    if (now === desired) return [update(field.path, desired, `${String(pending)} (pending)`)]
    const observed = pending === desired ? `${now === '' ? '(none)' : String(now)} (restart pending)` : now
    return [
      field.takes === 'restart' && running
        ? restart(field.path, desired, observed)
        : update(field.path, desired, observed),
    ]
  })
}

function tagChanges(node: DesiredNode, { tags }: VmState): Change[] {
  const wanted = wantedTags(node)
  return wanted.every((tag) => tags.includes(tag))
    ? []
    : [update('tags', [...new Set([...tags, ...wanted])].sort(), [...tags].sort())]
}

/** A guest that runs has to be stopped for it. */
function templateChanges({ view, status }: VmState): Change[] {
  if (view.template) return []
  return [status === 'running' ? restart('template', true, false) : update('template', true, false)]
}

const runningChanges = ({ status, view }: VmState): Change[] =>
  status === 'running' || view.template ? [] : [update('status', 'running', status)]

/** Those of a template rest as they are: what is cloned from it grows by itself. */
function diskChanges(node: DesiredNode, state: VmState): Change[] {
  if (state.view.template) return []
  const system = bootDisk(state, node.guest.disks)
  const grown = system && system.size < node.guest.disk ? [update('disk', node.guest.disk, system.size)] : []
  return [
    ...grown,
    ...pairDisks(node.guest.disks, state).flatMap(({ declared: { name, size }, seen, standing }) => {
      if (standing === 'missing' || standing === 'differs')
        return [update(`disks.${name}.size`, size, seen?.size ?? null)]
      return waiting(`disks.${name}`, size, standing)
    }),
  ]
}

function nicChanges(node: DesiredNode, state: VmState): Change[] {
  return pairNics(node.guest.nics, state).flatMap(({ declared, seen, standing }) => {
    const path = `nics.${declared.name}`
    if (standing === 'missing') return [update(path, declared.bridge, null)]
    if (standing !== 'differs' || !seen?.now) return waiting(path, declared.bridge, standing)
    return nicDifferences(declared, seen.now).map(({ field, desired, observed }) =>
      update(`${path}.${field}`, desired, observed),
    )
  })
}

/** A device that the running guest could not plug, or not let go. */
function waiting(path: string, desired: unknown, standing: Standing): Change[] {
  if (standing === 'waits') return [restart(path, desired, 'restart pending')]
  return standing === 'revert' ? [update(path, desired, 'another with the next start (pending)')] : []
}

/** The seed stays attached: cloud-init looks for it at every boot. One that was taken over had its first boot without ours. */
function seedChanges({ identity }: DesiredNode, { view, mark, cdroms }: VmState): Change[] {
  if (mark.inputs?.seed === adoptedSeed) return []
  const filename = seedFilename(identity.site, view.vmid, mark.uid)
  const attached = cdroms.some(({ volume }) => volume.endsWith(`/${filename}`))
  const waiting = Object.values(view.pending).some(({ value }) => value?.includes(`/${filename},`) ?? false)
  if (attached || waiting) return []
  const other = cdroms.find(({ volume }) => parseSeedFilename(volume.split('/').at(-1) ?? ''))
  return [update('seed', filename, other?.volume ?? null)]
}
