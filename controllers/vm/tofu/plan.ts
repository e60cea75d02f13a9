/** The steps of a virtual machine that OpenTofu makes: those of the API, with what a guest is made of left to one apply. */
import type { Assignment, Change, Observation, Step } from '../../controller.ts'
import type { DesiredNode } from '../../../src/graph/desired-node.ts'
import type { Parameters, TofuInput } from '../../../src/steps/operation.ts'
import { setting } from '../plan-configure.ts'
import { planVm } from '../plan.ts'
import type { VmState } from '../state.ts'
import { attributesOf } from './attributes.ts'
import { machineWith, mayGrow, mayWriteDisks, newMachine } from './machine.ts'

/**
 * Pure. OpenTofu creates and configures; it never starts, stops or takes away. Mark, tags and protection, the seed and
 * what is to be taken back are written by our own calls, and a template is cloned by one: its mark goes with that call.
 */
export function planTofuVm(
  node: DesiredNode,
  seen: Observation<VmState>,
  changes: readonly Change[],
  assignment: Assignment,
): readonly Step[] {
  const steps = planVm(node, seen, changes, assignment)
  const making = steps.findIndex(({ act }) => act === 'create' || act === 'clone')
  const before = making === -1 ? steps : steps.slice(0, making)
  const state = seen.presence === 'present' ? seen.state : undefined
  return [
    ...(state ? oneGrowth(before.flatMap((step) => update(node, state, step))) : before),
    ...(making === -1 ? [] : create(node, assignment, steps.slice(making))),
  ]
}

/** Written by the provider with the guest's other settings, or after a clone. */
function create(node: DesiredNode, assignment: Assignment, [first, ...after]: readonly Step[]): Step[] {
  if (!first) return []
  const rest = after.filter(({ operation }) => operation !== 'resize')
  if (first.operation === 'create') {
    const machine = newMachine(node, assignment, String(first.input.parameters.description))
    return [apply(first, { exists: false, machine, may: [] }), ...rest]
  }
  // Once the clone is there, this is planned anew with the disks that it has.
  const machine = newMachine(node, assignment, '')
  return [
    first,
    ...rest.map((step) =>
      step.operation === 'configure'
        ? apply(
            { ...step, summary: `${step.summary}; grow the disk to ${node.guest.disk} GiB` },
            { exists: true, machine, may: [] },
          )
        : step,
    ),
  ]
}

function update(node: DesiredNode, state: VmState, step: Step): Step[] {
  if (step.operation === 'resize') {
    const { disk: slot } = step.input
    if (!state.disks.some((disk) => disk.slot === slot && mayGrow(state, disk))) return [step]
    return [apply(step, { exists: true, machine: machineWith(node, state, { grow: true }), may: ['disk'] })]
  }
  if (step.operation !== 'configure' || step.input.parameters.revert !== undefined) return [step]
  const disks = mayWriteDisks(state)
  const given = step.because.filter(({ path }) => attributesOf(path).some((name) => name !== 'disk' || disks))
  if (given.length === 0) return [step]
  const kept = step.because.filter((change) => !given.includes(change))
  const may = [...new Set(given.flatMap(({ path }) => attributesOf(path)))]
  const input = { exists: true, machine: machineWith(node, state, { grow: false }), may }
  return [
    ...(kept.length > 0
      ? [
          {
            ...step,
            because: kept,
            summary: setting(kept),
            input: { parameters: ours(step.input.parameters, !disks) },
          },
        ]
      : []),
    apply({ ...step, act: 'configure', because: given, summary: setting(given), timeout: 'medium' }, input),
  ]
}

const apply = (step: Step, input: TofuInput): Step => ({
  ...step,
  kind: 'tofu',
  operation: 'apply',
  summary: `${step.summary} (tofu apply)`,
  input,
})

/** Of the parameters of a call, those that stay in it. */
const ours = (parameters: Parameters, withDisks: boolean): Parameters =>
  Object.fromEntries(
    Object.entries(parameters).filter(
      ([key, value]) =>
        ['description', 'tags', 'protection', 'balloon'].includes(key) ||
        String(value).includes('media=cdrom') ||
        (withDisks && /^virtio\d+$/.test(key)),
    ),
  )

/** One apply grows all disks. */
function oneGrowth(steps: readonly Step[]): Step[] {
  const isGrowth = ({ kind, act }: Step) => kind === 'tofu' && act === 'resize'
  const grows = steps.filter(isGrowth)
  const [first] = grows
  if (!first) return [...steps]
  const all = {
    ...first,
    because: grows.flatMap(({ because }) => because),
    summary: grows.map(({ summary }) => summary).join(', '),
  }
  return steps.flatMap((step) => (step === first ? [all] : isGrowth(step) ? [] : [step]))
}
