/** How a virtual machine that somebody else made becomes a node's own: as it is, by its mark alone. */
import type { Change, Step } from '../controller.ts'
import type { DesiredNode } from '../../src/graph/desired-node.ts'
import { writeMark, type Mark } from '../../src/pve/mark.ts'
import { wantedTags } from './create-parameters.ts'
import { adoptedSeed, wantedMark } from './inputs.ts'
import type { VmState } from './state.ts'

/** It counts as made from what is declared; nobody can say otherwise. */
export const adoptedMark = (node: DesiredNode, vmid: number, uid: string): Mark =>
  wantedMark(node, { vmid, uid, inputs: { seed: adoptedSeed } })

export const isTakenOver = (changes: readonly Change[]): boolean => changes.some(({ path }) => path === 'owner')

/** What people wrote about it stays; a protection that is declared holds from then on. `after`: the steps for the rest. */
export function planAdopt(
  node: DesiredNode,
  { view, mark, tags }: VmState,
  changes: readonly Change[],
  after: (rest: readonly Change[]) => readonly Step[],
): Step[] {
  const isWritten = ({ path }: Change) => ['owner', 'tags', 'protect'].includes(path)
  const parameters = {
    description: writeMark(view.text, mark),
    tags: [...new Set([...tags, ...wantedTags(node)])].join(';'),
    ...(node.policy.protect ? { protection: 1 } : {}),
  }
  const taking: Step = {
    kind: 'api',
    node: node.key,
    because: changes.filter(isWritten),
    operation: 'configure',
    act: 'adopt',
    summary: `take guest ${view.vmid} over as it is`,
    input: { parameters },
    timeout: 'short',
  }
  return [taking, ...after(changes.filter((change) => !isWritten(change)))]
}
