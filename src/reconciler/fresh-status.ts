/** A remembered node with what only its host can tell: whether the guest is there and runs, and its addresses. */
import { addressesOf } from './addresses.ts'
import type { Condition, StatusNode } from './documents.ts'
import type { Pass } from './pass.ts'
import { dated } from './records.ts'
import type { OwnedGuest } from './world.ts'

/** `before`: the node as an earlier look of the same process showed it; what did not change since keeps its age. */
export async function freshNode(
  pass: Pass,
  node: StatusNode,
  guest: OwnedGuest | undefined,
  before: StatusNode | undefined,
  now: number,
  signal: AbortSignal,
): Promise<StatusNode> {
  const view = pass.world().hosts.get(node.host)
  if (view?.reachable !== true) return node
  // What could not be read may be this guest: nothing can be said to be gone.
  if (!guest && view.unreadable.size > 0) return node
  const isUp = guest?.status === 'running'
  const known = [...node.conditions, ...(before?.conditions ?? [])]
  return {
    ...node,
    vmid: guest?.view.vmid ?? null,
    addresses: guest && isUp ? ((await addressesOf(pass, guest, signal)) ?? []) : [],
    conditions: conditionsNow(node, guest).map((condition) => dated(condition, known, now)),
    pendingRestart: (isUp ? pendingOf(guest) : null) ?? node.pendingRestart,
    updated: new Date(now).toISOString(),
  }
}

function conditionsNow({ conditions }: StatusNode, guest: OwnedGuest | undefined): Omit<Condition, 'since'>[] {
  const isUp = guest?.status === 'running'
  const message = guest ? `the guest is ${guest.status}` : 'the guest is not there'
  const others = conditions.filter(({ type }) => type !== 'Provisioned' && type !== 'Running')
  return [
    guest
      ? { type: 'Provisioned', status: 'True', reason: 'Exists', message: `guest ${guest.view.vmid}` }
      : { type: 'Provisioned', status: 'False', reason: 'Missing', message },
    { type: 'Running', status: isUp ? 'True' : 'False', reason: isUp ? 'Running' : 'Stopped', message },
    ...others.map((condition) =>
      !isUp && condition.type === 'Ready' && condition.status === 'True'
        ? { type: condition.type, status: 'False' as const, reason: 'Drift', message }
        : condition,
    ),
  ]
}

/** Values that a running guest takes over with its next start. */
function pendingOf({ view }: OwnedGuest): string | null {
  const names = Object.keys(view.pending)
  if (names.length === 0) return null
  return `${names.join(', ')} ${names.length === 1 ? 'waits' : 'wait'} for a restart`
}
