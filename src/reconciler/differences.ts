/** How a node differs from its guest. That is asked with every decision, and worked out once for the same two. */
import type { Change, Controller } from '../../controllers/controller.ts'
import { guestController, type GuestState } from '../../controllers/index.ts'
import type { DesiredNode } from '../graph/desired-node.ts'
import type { OwnedGuest } from './owned.ts'

export const stateOf = (guest: OwnedGuest): GuestState => guestController.read(guest)

/** Of thousands of nodes, most differ in nothing. */
const none: readonly Change[] = []

const known = new WeakMap<OwnedGuest, { readonly node: DesiredNode; readonly changes: readonly Change[] }>()

/** `guest` is undefined where there is none. */
export function differences(
  controller: Controller<GuestState>,
  node: DesiredNode,
  guest: OwnedGuest | undefined,
): readonly Change[] {
  if (!guest) return controller.diff(node, { presence: 'absent' })
  const before = known.get(guest)
  if (before?.node === node) return before.changes
  const found = controller.diff(node, { presence: 'present', state: stateOf(guest) })
  const changes = found.length === 0 ? none : found
  known.set(guest, { node, changes })
  return changes
}
