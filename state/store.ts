/** What homestak remembers between runs: a cache and a journal. With all of it lost, nothing is destroyed or made twice. */

/** The identity of a node as the store files it; `site` is the store's own. */
export interface RecordKey {
  readonly host: string
  readonly manifest: string
  readonly node: string
}

export interface ConditionRecord {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  /** What a person can do about it. */
  readonly fix?: string
  /** Milliseconds since the epoch at which `status` last changed. */
  readonly since: number
}

export interface NodeRecord extends RecordKey {
  readonly type: 'vm' | 'ct' | 'pve' | 'network'
  /** Digest of the desired state that `generation` counts. */
  readonly specDigest: string
  readonly generation: number
  readonly observedGeneration: number
  readonly vmid?: number
  readonly uid?: string
  readonly addresses: readonly string[]
  readonly conditions: readonly ConditionRecord[]
  /** Keys `manifest/node@host` that this node needs first; the order for a destroy without manifests. */
  readonly needs: readonly string[]
  /** Whether the node was ever Ready: rollback leaves such nodes alone. */
  readonly everReady: boolean
  /** Milliseconds since the epoch. */
  readonly updated: number
  /** When the next try is due, where one is. */
  readonly nextTry?: number
}

/** What is about to be done to a guest; written before the first call, ended after the last one was observed. */
export interface IntentRecord extends RecordKey {
  readonly id: number
  readonly act: 'create' | 'destroy' | 'replace' | 'rollback' | 'release'
  readonly vmid: number
  readonly uid: string
  /** The task of the latest call. */
  readonly upid?: string
  readonly started: number
}

/**
 * A zone of virtual networks that was about to be made for a node. It can carry no mark: until its network is there,
 * nothing else says whose it is.
 */
export interface ZoneRecord extends RecordKey {
  readonly zone: string
  /** What it was to be made with; its shape is the reconciler's. */
  readonly fields: string
}

/** A manifest on a host that a run loaded from a PATH. */
export interface ScopePair {
  readonly manifest: string
  readonly host: string
  readonly hostFrom: 'flag' | 'manifest' | 'site'
}

export interface EventRecord extends Partial<RecordKey> {
  readonly seq: number
  readonly time: number
  /** CamelCase, e.g. `Created`, `Drift`, `Held`. */
  readonly reason: string
  readonly message: string
  readonly warning: boolean
}

/** A guest as its configuration was last read, so that a new process need not read all of them at once. */
export interface SightingRecord {
  /** The cluster or standalone node it lives on. */
  readonly clusterKey: string
  readonly vmid: number
  /** What the cluster's list showed of it then. */
  readonly signature: string
  /** JSON. */
  readonly view: string
  /** Milliseconds since the epoch. */
  readonly read: number
}

/** What a host let its token do, as last read. */
export interface HostFactsRecord {
  /** The host entry. */
  readonly host: string
  /** Digest of the entry and of whose rights they are: of others it says nothing. */
  readonly key: string
  /** JSON; its shape is the reconciler's. */
  readonly facts: string
  /** Milliseconds since the epoch. */
  readonly read: number
}

/** What is wrong in the files of a PATH, or in the site-config, as it was last loaded. */
export interface ProblemRecord {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  readonly hint?: string
}

/** The run that watches, or watched last. */
export interface WatchRecord {
  readonly pid: number
  readonly started: number
  /** Absolute. */
  readonly paths: readonly string[]
  readonly driftIntervalMs: number
  /** Milliseconds since the epoch of the last look at the hosts. */
  readonly lastLook: number | null
}

/** What somebody asks of the run that watches: a consent, and to be told how it went. */
export interface RequestRecord {
  readonly id: number
  readonly verb: 'reconcile' | 'destroy'
  /** JSON; its shape is the reconciler's. */
  readonly body: string
  readonly pid: number
  readonly created: number
  /** Milliseconds since the epoch from which it counts no more unless it was taken up. */
  readonly expires: number
  readonly state: 'open' | 'taken' | 'ended' | 'refused'
  /** JSON of the summary where it ended, the reason where it was refused. */
  readonly answer?: string
}

/** The one thing that a process without the lease may write. */
export interface Mailbox {
  ask(request: Omit<RequestRecord, 'id' | 'state' | 'answer'>): RequestRecord
  find(id: number): RequestRecord | undefined
  /** Nobody waits for it any more; what was begun goes on. */
  withdraw(id: number): void
  /** The number of the newest event; 0: there is none. */
  lastEvent(): number
  /** Events after `seq`, as the run that watches appends them. */
  events(after: number): readonly EventRecord[]
  close(): void
}

/** What reading commands are given. */
export interface StoreReader {
  node(key: RecordKey): NodeRecord | undefined
  /** Ordered by host, manifest, node. */
  nodes(): readonly NodeRecord[]
  /** The same without their records, which take a hundred times as much. */
  names(): readonly RecordKey[]

  /** Intents that have begun and not ended, oldest first. */
  openIntents(): readonly IntentRecord[]

  /** Zones that were begun, and of which it was not seen yet what became of them. */
  begunZones(): readonly ZoneRecord[]

  /** The pairs last recorded for a PATH (real, absolute). */
  scope(path: string): readonly ScopePair[]
  /** Every PATH that pairs are recorded for. */
  scopePaths(): readonly string[]

  /** Events after `seq`, oldest first; only the latest 10,000 are kept. */
  events(after: number, key?: Partial<RecordKey>): readonly EventRecord[]

  /** What was wrong in a PATH (real, absolute) or a site-config, as last loaded; all of them without one. */
  problems(path?: string): readonly ProblemRecord[]
  watch(): WatchRecord | undefined
  sightings(clusterKey: string): readonly SightingRecord[]
  hostFacts(host: string): HostFactsRecord | undefined
  /** Times (milliseconds since the epoch) and uids of guests that a watching run took away after `since`. */
  takings(since: number): readonly { readonly time: number; readonly uid: string }[]

  close(): void
}

/** Every method does all of its work before it returns, or throws a StateError and has done nothing. */
export interface Store extends StoreReader {
  saveNode(record: NodeRecord): void
  removeNode(key: RecordKey): void

  /** On the device when it returns: the call that it announces may follow. */
  beginIntent(intent: Omit<IntentRecord, 'id' | 'upid'>): IntentRecord
  /** Notes the task of the latest call; throws a RangeError for an intent that is not open. */
  noteTask(id: number, upid: string): void
  /** Ending an intent that has ended is nothing. */
  endIntent(id: number): void

  /** On the device when it returns. What was begun before under that name on that host is forgotten. */
  beginZone(record: ZoneRecord): void
  endZone(host: string, zone: string): void

  saveScope(path: string, pairs: readonly ScopePair[]): void

  appendEvent(event: Omit<EventRecord, 'seq'>): EventRecord

  saveProblems(path: string, problems: readonly ProblemRecord[]): void
  saveWatch(record: WatchRecord): void
  saveSighting(sighting: SightingRecord): void
  removeSighting(clusterKey: string, vmid: number): void
  saveHostFacts(record: HostFactsRecord): void
  /** Forgets takings of more than a day ago. */
  saveTaking(time: number, uid: string): void

  /** Requests that nobody has taken up and whose time is not over, oldest first; forgets ended ones of more than a day ago. */
  openRequests(now: number): readonly RequestRecord[]
  /** False where it was withdrawn meanwhile. */
  takeRequest(id: number): boolean
  /** Refuses those that were taken up by somebody who holds the lease no more. */
  abandonRequests(answer: string): void
  answerRequest(id: number, state: 'ended' | 'refused', answer: string): void
}

/** Who holds the lease, from the file beside it. */
export interface LeaseHolder {
  readonly pid: number
  readonly command: string
  readonly started: number
}

/** The right to be the one writer of a state; the kernel frees it at the holder's death. */
export interface Lease {
  release(): void
}
