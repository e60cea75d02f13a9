/** How a watching run stands at one moment: what the live view draws, what metrics count, what readiness asks. */
import type { NodeKey } from '../graph/desired-node.ts'
import type { NodeType, Problem } from '../manifest/manifest.ts'

/** `leaving`: no longer declared, and on its way out or held from it. */
export type LiveStateOfNode =
  | 'ready'
  | 'working'
  | 'waiting'
  | 'held'
  | 'failed'
  | 'unknown'
  | 'unsupported'
  | 'leaving'

/** A step under way, with what the task of Proxmox VE said last. */
export interface LiveTask {
  readonly summary: string
  /** Empty before its first line. */
  readonly line: string
  /** 0 to 100, where the task's log tells. */
  readonly percent: number | null
  /** Milliseconds since the epoch. */
  readonly started: number
}

export interface LiveNode {
  readonly key: NodeKey
  /** `manifest/node`, with `@host` where two hosts have it. */
  readonly label: string
  /** The `pve` node that it lives on. */
  readonly parent: NodeKey | null
  readonly host: string
  readonly type: NodeType
  readonly vmid: number | null
  readonly state: LiveStateOfNode
  /** What it waits for, why it is held, what is done; empty where it is Ready. */
  readonly message: string
  /** What a person can do about a hold. */
  readonly fix: string | null
  /** Milliseconds since the epoch at which `state` began. */
  readonly since: number
  readonly nextTry: number | null
  readonly task: LiveTask | null
}

/** An image on its way to a host. */
export interface LiveFetch {
  readonly host: string
  readonly image: string
  /** What is done, how far it is, how fast, and how long it takes still; empty before that is known. */
  readonly line: string
  /** Milliseconds since the epoch; 0 before it began. */
  readonly started: number
  /** Nodes that wait for it. */
  readonly waiting: number
}

export interface LiveHost {
  readonly host: string
  readonly reachable: boolean
  /** Why it is not. */
  readonly message: string | null
  /** Milliseconds since the epoch of its last answer; null: none yet. */
  readonly seen: number | null
}

export interface LiveState {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly started: number
  /** As typed, or the absolute directories. */
  readonly paths: readonly string[]
  /** In the order of the tree: a parent before what lives on it. */
  readonly nodes: readonly LiveNode[]
  readonly hosts: readonly LiveHost[]
  readonly fetches: readonly LiveFetch[]
  /** Of manifests and site-config, as last loaded. */
  readonly problems: readonly Problem[]
  /** Guests that a manifest declares no more, until that counts; `because` where something else holds it up, e.g. a rebase. */
  readonly removals: readonly { readonly key: NodeKey; readonly at: number; readonly because: string | null }[]
  readonly queue: {
    /** Keys that wait for a worker or for their time. */
    readonly depth: number
    readonly running: number
    /** Milliseconds since the epoch at which the one that waits longest for a worker was added. */
    readonly oldest: number | null
  }
  /** Why the state cannot be written; null: it can. */
  readonly trouble: string | null
  /** Looks at the hosts so far, and the end of the last one. */
  readonly looks: { readonly count: number; readonly last: number | null }
  readonly driftIntervalMs: number
}
