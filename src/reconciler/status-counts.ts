/** How a node stands, in one word, and how many stand so. */
import type { Condition, StatusNode, StatusOutcome, StatusSummary } from './documents.ts'

export function statusOutcome(conditions: readonly Condition[]): StatusOutcome {
  const ready = conditions.find(({ type }) => type === 'Ready')
  const blocked = conditions.find(({ type, status }) => type === 'Blocked' && status === 'True')
  if (ready?.status === 'True') return 'ready'
  if (blocked) return blocked.reason === 'NotSupported' ? 'unsupported' : 'held'
  if (ready?.reason === 'Failed') return 'failed'
  if (ready?.reason === 'Drift') return 'drifted'
  return ready?.status === 'False' ? 'waiting' : 'unknown'
}

export function statusSummary(nodes: readonly StatusNode[]): StatusSummary {
  const counts = Object.fromEntries(
    [...Map.groupBy(nodes, ({ conditions }) => statusOutcome(conditions))].map(([outcome, { length }]) => [
      outcome,
      length,
    ]),
  )
  return { ...counts, pendingRestarts: nodes.filter(({ pendingRestart }) => pendingRestart !== null).length }
}
