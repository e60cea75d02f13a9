/** What the store keeps of a node: generation, conditions and when they changed. */
import { createHash } from 'node:crypto'
import type { ConditionRecord, NodeRecord, Store, StoreReader } from '../../state/store.ts'
import type { DesiredEntry, Identity } from '../graph/desired-node.ts'
import { canonical } from '../pve/mark.ts'
import type { Condition } from './documents.ts'

const digests = new WeakMap<DesiredEntry, string>()

/** Where a node stands in its file is no part of what is desired. */
export function specDigest(node: DesiredEntry): string {
  const known = digests.get(node)
  if (known !== undefined) return known
  const desired = Object.entries(node).filter(([name]) => name !== 'source')
  const digest = createHash('sha256')
    .update(canonical(Object.fromEntries(desired)))
    .digest('hex')
  digests.set(node, digest)
  return digest
}

export interface NodeStatus {
  readonly vmid?: number
  readonly uid?: string
  readonly addresses?: readonly string[]
  readonly conditions: readonly Omit<Condition, 'since'>[]
  /** Milliseconds since the epoch. */
  readonly nextTry?: number
}

/** Counts a generation when the declaration changed; what is saved speaks of the newest. */
export function saveStatus(store: Store, node: DesiredEntry, status: NodeStatus, now: number): NodeRecord {
  const { host, manifest, node: name } = node.identity
  const before = store.node({ host, manifest, node: name })
  const digest = specDigest(node)
  const generation = before === undefined ? 1 : before.generation + (before.specDigest === digest ? 0 : 1)
  const ready = status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True')
  const vmid = status.vmid ?? before?.vmid
  const uid = status.uid ?? before?.uid
  const saved: NodeRecord = {
    host,
    manifest,
    node: name,
    type: node.type,
    specDigest: digest,
    generation,
    observedGeneration: generation,
    ...(vmid === undefined ? {} : { vmid }),
    ...(uid === undefined ? {} : { uid }),
    addresses: status.addresses ?? before?.addresses ?? [],
    conditions: status.conditions.map((condition) => dated(condition, before?.conditions ?? [], now)),
    needs: [...(node.parent === undefined ? [] : [node.parent]), ...node.dependsOn],
    everReady: ready || (before?.everReady ?? false),
    updated: now,
    ...(status.nextTry === undefined ? {} : { nextTry: status.nextTry }),
  }
  store.saveNode(saved)
  return saved
}

/** Why a guest goes, or does not. */
export interface Leaving {
  readonly reason: string
  readonly message: string
  readonly blocked: boolean
  readonly fix?: string | undefined
}

/** Of a guest that nothing declares now, or that is taken away: what was Ready is so no more. Unknown ones are left alone. */
export function saveLeaving(
  store: Store,
  { host, manifest, node }: Identity,
  { reason, message, blocked, fix }: Leaving,
  now: number,
): void {
  const before = store.node({ host, manifest, node })
  const ready = before?.conditions.find(({ type }) => type === 'Ready')
  if (!before || (ready?.status === 'False' && ready.reason === reason)) return
  const kept = before.conditions.filter(({ type }) => type !== 'Ready' && type !== 'Blocked')
  const told: Omit<Condition, 'since'>[] = [
    ...(blocked
      ? [{ type: 'Blocked', status: 'True', reason, message, ...(fix === undefined ? {} : { fix }) } as const]
      : []),
    { type: 'Ready', status: 'False', reason, message },
  ]
  const conditions = [...kept, ...told.map((condition) => dated(condition, before.conditions, now))]
  store.saveNode({ ...before, conditions, updated: now })
}

/** A condition is as old as its status, not as its message. */
export function dated(condition: Omit<Condition, 'since'>, before: readonly ConditionRecord[], now: number): Condition {
  const same = before.find(({ type, status }) => type === condition.type && status === condition.status)
  return { ...condition, since: same?.since ?? now }
}

/** Whether nothing was declared anew since the node was last Ready: then a difference is drift. */
export const isDrift = (store: StoreReader, node: DesiredEntry): boolean => {
  const before = store.node(node.identity)
  const wasReady = before?.conditions.some(({ type, status }) => type === 'Ready' && status === 'True') === true
  return wasReady && before.specDigest === specDigest(node)
}
