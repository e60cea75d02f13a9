/** What the engine tells: the diff document, the events of a run, its summary and the status document. Each has a schema in `schemas/`. */
import type { Change } from '../../controllers/controller.ts'
import type { EventRecord, RecordKey } from '../../state/store.ts'
import type { ErrorCode } from '../errors.ts'
import { keyOf } from '../graph/desired-node.ts'
import type { NodeType, Problem } from '../manifest/manifest.ts'

/** What would close the difference. */
export type Action =
  | 'create'
  | 'update'
  | 'restart'
  | 'replace'
  | 'configure'
  | 'delegate'
  | 'adopt'
  | 'move'
  | 'release'
  | 'destroy'
  | 'unchanged'
  | 'unknown'

export const actions: readonly Action[] = [
  'create',
  'update',
  'restart',
  'replace',
  'configure',
  'delegate',
  'adopt',
  'move',
  'release',
  'destroy',
  'unchanged',
  'unknown',
]

/** Why a known action is not done now. */
export interface Hold {
  /** CamelCase, e.g. `DestroyLimit`. */
  readonly reason: string
  readonly message: string
  /** What a person can do; a line to add or a command to type. */
  readonly fix: string
}

export interface DiffNode {
  /** `manifest/node`, with `@host` where two hosts have it. */
  readonly key: string
  readonly host: string
  readonly type: NodeType
  readonly vmid: number | null
  readonly action: Action
  readonly changes: readonly Change[]
  readonly steps: readonly { readonly kind: string; readonly summary: string }[]
  /** Why this action, in a line. */
  readonly reason: string
  readonly held?: Hold
}

export interface DiffHost {
  readonly host: string
  readonly reachable: boolean
  /** Why it could not be looked at. */
  readonly code: ErrorCode | null
  readonly message: string | null
  readonly hint: string | null
}

export interface DiffDocument {
  readonly schema: 'homestak/diff/v1'
  readonly hosts: readonly DiffHost[]
  readonly nodes: readonly DiffNode[]
  readonly problems: readonly Problem[]
  /** Counts by action, and `held` apart. */
  readonly summary: Readonly<Partial<Record<Action, number>>> & { readonly held: number }
}

export interface Condition {
  readonly type: 'Provisioned' | 'Running' | 'Reachable' | 'Configured' | 'Delegated' | 'Ready' | 'Blocked'
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  /** What a person can do about it. */
  readonly fix?: string
  /** Milliseconds since the epoch. */
  readonly since: number
}

/** One JSON line of `reconcile --json-output` and `destroy --json-output` before the summary. */
export interface RunEvent {
  readonly schema: 'homestak/event/v1'
  /** ISO 8601, UTC. */
  readonly time: string
  readonly key: string | null
  readonly host: string | null
  /** CamelCase, e.g. `StepStarted`, `StepDone`, `StepFailed`, `Progress`, `Ready`, `Held`, `Retry`, `Drift`, `Destroyed`. */
  readonly reason: string
  readonly message: string
  readonly warning: boolean
}

export type NodeOutcome =
  | 'ready'
  | 'held'
  | 'failed'
  | 'unsupported'
  | 'waiting'
  | 'destroyed'
  | 'released'
  | 'unknown'
  | 'interrupted'

export interface RunSummary {
  readonly schema: 'homestak/reconcile/v1' | 'homestak/destroy/v1'
  readonly nodes: readonly {
    readonly key: string
    readonly host: string
    readonly type: NodeType
    readonly vmid: number | null
    readonly outcome: NodeOutcome
    readonly addresses: readonly string[]
    readonly conditions: readonly Condition[]
    readonly message: string | null
    readonly held?: Hold
  }[]
  readonly problems: readonly Problem[]
  readonly hosts: readonly DiffHost[]
  readonly counts: Readonly<Partial<Record<NodeOutcome, number>>>
  /** Calls to Proxmox VE by kind. */
  readonly calls: { readonly reads: number; readonly writes: number }
  readonly seconds: number
  readonly exitCode: number
}

export interface StatusNode {
  readonly key: string
  readonly host: string
  readonly type: NodeType
  readonly vmid: number | null
  readonly addresses: readonly string[]
  readonly generation: number
  readonly observedGeneration: number
  readonly conditions: readonly Condition[]
  /** What waits for a restart of the guest; null: nothing. */
  readonly pendingRestart: string | null
  /** null: none, as far back as events are kept. */
  readonly drift: StatusDrift | null
  /** ISO 8601, UTC. */
  readonly updated: string
  readonly nextTry: string | null
}

/** Times are ISO 8601, UTC. */
export interface StatusDrift {
  readonly found: number
  readonly repaired: number
  readonly last: { readonly time: string; readonly message: string; readonly repaired: string | null }
}

/** The run that watches, or watched last. Times are ISO 8601, UTC. */
export interface StatusWatch {
  /** Whether it is at work now. */
  readonly running: boolean
  readonly pid: number
  readonly started: string
  readonly paths: readonly string[]
  readonly driftIntervalSeconds: number
  readonly lastLook: string | null
}

export type StatusOutcome = 'ready' | 'held' | 'failed' | 'unsupported' | 'drifted' | 'waiting' | 'unknown'

/** Counts nodes, and apart those that wait for a restart. */
export type StatusSummary = Readonly<Partial<Record<StatusOutcome, number>>> & { readonly pendingRestarts: number }

export interface StatusDocument {
  readonly schema: 'homestak/status/v1'
  readonly site: string
  readonly hosts: readonly DiffHost[]
  readonly nodes: readonly StatusNode[]
  /** Of the files of every PATH, as they were last loaded. */
  readonly problems: readonly Problem[]
  /** null: none ever did. */
  readonly watch: StatusWatch | null
  readonly summary: StatusSummary
  readonly orphans?: readonly {
    readonly key: string
    readonly host: string
    readonly vmid: number
    readonly name: string
  }[]
  /** Virtual networks of our site that no run looks for. */
  readonly orphanNetworks?: readonly { readonly key: string; readonly host: string; readonly vnet: string }[]
  /** Seed ISOs of our site that no guest names. */
  readonly looseVolumes?: readonly { readonly host: string; readonly volume: string }[]
}

/** The node that a kept event is about; null where that is a host or the run. */
export const namedIn = ({ host, manifest, node }: EventRecord): RecordKey | null =>
  host !== undefined && manifest !== undefined && node !== undefined ? { host, manifest, node } : null

/** A kept event as it was told. */
export function toldAs(event: EventRecord): RunEvent {
  const { time, host, reason, message, warning } = event
  const named = namedIn(event)
  return {
    schema: 'homestak/event/v1',
    time: new Date(time).toISOString(),
    key: named && keyOf(named),
    host: host ?? null,
    reason,
    message,
    warning,
  }
}
