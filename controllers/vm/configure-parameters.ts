/** What each change of an existing guest writes into its configuration. */
import type { Change } from '../controller.ts'
import type { DesiredNode } from '../../src/graph/desired-node.ts'
import { writeMark } from '../../src/pve/mark.ts'
import { parseSeedFilename } from '../../src/steps/operation.ts'
import { cardText, diskText, seedVolume } from './create-parameters.ts'
import { freeSlots, missingDisks, pairNics, takenSlots } from './devices.ts'
import { fields } from './fields.ts'
import { wantedMark } from './inputs.ts'
import type { VmState } from './state.ts'

/** One parameter, and the path of the change that it is for. */
export interface Write {
  readonly path: string
  readonly key: string
  readonly value: string | number
}

export const configureWrites = (
  node: DesiredNode,
  state: VmState,
  changes: readonly Change[],
  isoStorage: string,
): readonly Write[] => [
  ...markWrites(node, state, changes),
  ...fieldWrites(node, state, changes),
  ...tagWrites(changes),
  ...nicWrites(node, state, changes),
  ...diskWrites(node, state, changes),
  ...seedWrites(node, state, changes, isoStorage),
]

const markPaths = new Set(['identity', 'protect', 'keep_on_removal', 'cloud_init', 'mark.inputs'])

function markWrites(node: DesiredNode, { view, mark }: VmState, changes: readonly Change[]): Write[] {
  const marking = changes.filter(({ path }) => markPaths.has(path))
  if (marking.length === 0) return []
  const protect = marking.find(({ path }) => path === 'protect')
  const isGiven = marking.some(({ path }) => path === 'cloud_init' || path === 'mark.inputs')
  // Digests tell what the guest was given: without that they stay, e.g. with a protection ahead of a held replace.
  const wanted = { ...wantedMark(node, mark), ...(isGiven ? {} : { inputs: mark.inputs ?? {} }) }
  // A protection stays in the mark until lifting it is the one change that is left.
  const kept = mark.protect && protect?.desired !== false ? { ...wanted, protect: true as const } : wanted
  return [
    ...marking.map(({ path }) => ({ path, key: 'description', value: writeMark(view.text, kept) })),
    ...(protect ? [{ path: 'protect', key: 'protection', value: protect.desired === true ? 1 : 0 }] : []),
  ]
}

/** A value that waits already is not written again. */
function fieldWrites(node: DesiredNode, state: VmState, changes: readonly Change[]): Write[] {
  return fields.flatMap((field) => {
    const { now, pending } = field.observed(state)
    const desired = field.desired(node)
    if (now === desired || pending === desired || !changes.some(({ path }) => path === field.path)) return []
    return [{ path: field.path, key: field.key, value: field.write(node) }]
  })
}

function tagWrites(changes: readonly Change[]): Write[] {
  const change = changes.find(({ path }) => path === 'tags')
  return change && Array.isArray(change.desired) ? [{ path: 'tags', key: 'tags', value: change.desired.join(';') }] : []
}

function nicWrites({ guest }: DesiredNode, state: VmState, changes: readonly Change[]): Write[] {
  const of = (name: string) => changes.filter(({ path }) => path === `nics.${name}` || path.startsWith(`nics.${name}.`))
  const pairs = pairNics(guest.nics, state).filter(({ standing }) => standing === 'missing' || standing === 'differs')
  const slots = freeSlots(
    'net',
    state.nics.map(({ slot }) => slot),
    pairs.length,
  )
  return pairs.flatMap(({ declared, seen }) => {
    const key = seen?.slot ?? slots.shift() ?? ''
    return of(declared.name).map(({ path }) => ({ path, key, value: cardText(declared, seen?.now) }))
  })
}

function diskWrites({ guest }: DesiredNode, state: VmState, changes: readonly Change[]): Write[] {
  return missingDisks(guest.disks, state).flatMap(({ declared, slot }) => {
    const path = `disks.${declared.name}.size`
    const asked = changes.some((change) => change.path === path)
    return asked ? [{ path, key: slot, value: diskText(declared) }] : []
  })
}

function seedWrites(node: DesiredNode, state: VmState, changes: readonly Change[], isoStorage: string): Write[] {
  if (!changes.some(({ path }) => path === 'seed')) return []
  const volume = seedVolume(node, { vmid: state.view.vmid, uid: state.mark.uid, isoStorage })
  return [{ path: 'seed', key: seedSlot(state), value: `${volume},media=cdrom` }]
}

/** Where a seed is already, else a drive that is free: what a person put into another one stays there. */
function seedSlot(state: VmState): string {
  const seed = state.cdroms.find(({ volume }) => parseSeedFilename(volume.split('/').at(-1) ?? ''))
  const taken = takenSlots(state)
  const [free = ''] = ['ide2', 'ide0', ...freeSlots('sata', taken, 1)].filter((slot) => !taken.includes(slot))
  return seed?.slot ?? free
}
