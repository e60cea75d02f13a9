/** What the workers of one run share. */
import type { IntentRecord, Store } from '../../state/store.ts'
import type { DesiredEntry, NodeKey, Policy } from '../graph/desired-node.ts'
import type { Hold, NodeOutcome } from './documents.ts'
import type { Ports } from './engine.ts'
import type { Teller, TellOptions } from './events.ts'
import type { ImageFetches } from './image-fetches.ts'
import type { Limits } from './limits.ts'
import type { NetworkWork } from './networks/work.ts'
import type { Pass } from './pass.ts'
import type { OwnedGuest } from './world.ts'
import type { WorkQueue } from './work-queue.ts'

/** What has failed, and what that means for its manifest. */
export interface Failing extends Pick<DesiredEntry, 'key' | 'identity'> {
  readonly policy: Pick<Policy, 'onError'>
}

/** How a node or guest stands at the end of the run. */
export interface Ending {
  readonly outcome: NodeOutcome
  readonly message: string
  readonly hold?: Hold
  /** The exit code where the outcome's own is not the right one. */
  readonly exit?: number
  /** The node's guest as it was when this was found. */
  readonly guest?: OwnedGuest
}

export interface Progress {
  /** Tries in a row without progress. */
  failures: number
  /** What was planned when the last step was done, until it is seen what came of it. */
  plan: string | null
  /** What a create of this node writes into the mark. */
  uid: string
  /** Since when the agent, or somebody else's work, is waited for. */
  waitingSince: number | null
  /** Whether this run changed the guest. */
  acted: boolean
}

export interface RunContext {
  readonly ports: Ports
  readonly pass: Pass
  readonly store: Store
  readonly site: string
  readonly secret: (path: string) => string | undefined
  readonly limits: Limits
  readonly queue: WorkQueue
  readonly tell: Teller
  /** What is about a host. */
  tellHost(host: string, reason: string, message: string, options?: TellOptions): void
  /** Images on their way. */
  readonly fetches: ImageFetches
  /** Virtual networks, declared ones and those on their way out. */
  readonly networks: NetworkWork
  readonly signal: AbortSignal
  readonly endings: Map<string, Ending>
  readonly progress: Map<string, Progress>
  /** By key, what was told to differ since the node was last Ready, and for which declaration. */
  readonly explained: Map<NodeKey, { readonly digest: string; readonly paths: ReadonlySet<string> }>
  /** Uids of all guests that the run makes. */
  readonly begun: Set<string>
  /** Guests whose first create began in this run, by key; none of a node that was Ready before. */
  readonly created: Map<NodeKey, string>
  /** Guests that the run was to take away, by the queue's name for them. */
  readonly taken: Map<string, OwnedGuest>
  /** Nodes that wait for the verdict on what is taken away. */
  readonly awaitingBudget: Set<string>
  /** Manifests in which nothing new is started, each with the failure that stopped it. */
  readonly halted: Map<string, string>
  /** When what ended thus is tried again, in milliseconds since the epoch; undefined: not before something changes. */
  nextTry(key: string, ending: Ending): number | undefined
  /** Notes how something ended, once, and wakes what waited for it. */
  end(key: string, ending: Ending): void
  stopping(): boolean
  /** A guest is about to be taken away. */
  onTaking(uid: string): void
  /** Whether the node's guest is being taken away: until that ended, nothing else is done to it. */
  isLeaving(key: NodeKey): boolean
  /** A declared guest that the run acts on, and that has not ended. */
  isOpen(key: NodeKey): boolean
  onFailed(node: Failing): void
}

export function progressOf({ progress }: RunContext, key: string): Progress {
  const known = progress.get(key) ?? {
    failures: 0,
    plan: null,
    uid: '',
    waitingSince: null,
    acted: false,
  }
  progress.set(key, known)
  return known
}

/** 32 hex digits: unlike a vmid, never given to two guests. */
export const newUid = ({ ports }: RunContext): string => Buffer.from(ports.random.bytes(16)).toString('hex')

/** Writes down what is about to be done, before the first call. */
export function beginIntent({ store, pass }: RunContext, intent: Omit<IntentRecord, 'id' | 'upid'>): IntentRecord {
  const begun = store.beginIntent(intent)
  pass.journalChanged()
  return begun
}

export function endIntent({ store, pass }: RunContext, id: number): void {
  store.endIntent(id)
  pass.journalChanged()
}
