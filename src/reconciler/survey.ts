/** Looks at one host: what lives there, and the configuration of every guest that may concern us. */
import type { IntentRecord, NodeRecord } from '../../state/store.ts'
import type { HostEntry } from '../config/site-config.ts'
import { keyOf, type DesiredNode, type NodeKey } from '../graph/desired-node.ts'
import { HomestakError } from '../errors.ts'
import { list, optional, number, record, text } from '../pve/checks.ts'
import type { PveClient } from '../pve/client.ts'
import type { GuestView, HostSnapshot, ListedGuest } from '../pve/guest-view.ts'
import { readGuest } from '../pve/read-guest.ts'
import { observeHost } from '../pve/snapshot.ts'
import type { HostConnection } from './engine.ts'
import { isInMaking, type HostView, type MakingState } from './host-view.ts'
import { inLanes } from './in-lanes.ts'
import { findVmid, type VmidRange } from './vmid.ts'

/** Configuration reads at once on one host. */
const readsAtOnce = 3

export interface SurveyQuestion {
  readonly entry: HostEntry
  readonly site: string
  /** Declared on this host. */
  readonly nodes: readonly DesiredNode[]
  /** Vmids that the store or an intent remembers for this host. */
  readonly remembered: readonly number[]
  readonly range: VmidRange
  readonly signal?: AbortSignal
  /** Told of every answer. */
  readonly onAnswer?: () => void
  readonly memory: Memory
}

/** What was read of guests before: a look that may rest on it reads only what may have changed since. */
export interface Memory {
  /** undefined: it has to be read. */
  recall(clusterKey: string, listed: ListedGuest): GuestView | undefined
  remember(clusterKey: string, listed: ListedGuest, view: GuestView): void
  forget(clusterKey: string, vmid: number): void
}

/** Everything is read. */
export const noMemory: Memory = { recall: () => undefined, remember: () => undefined, forget: () => undefined }

/** Calls: 1 + one per node of the cluster + one per guest that selection, store, tag, declared or candidate vmid point to. */
export async function surveyHost(connection: HostConnection, question: SurveyQuestion): Promise<HostView> {
  const { client } = connection
  const { entry, site, nodes, remembered, signal, onAnswer, memory } = question
  const snapshot = await observeHost(client, {
    node: entry.node,
    peerFingerprint: () => connection.peerFingerprint(),
    ...(signal ? { signal } : {}),
  })
  onAnswer?.()
  const reader = guestReader({ client, site, snapshot, memory, signal, onAnswer })
  const tagged = [...snapshot.guests.values()].filter(({ tags }) => tags.includes('homestak')).map(({ vmid }) => vmid)
  const declared = nodes.flatMap(({ guest }) => guest.vmid ?? [])
  // A guest that lost its tag, and is remembered by nobody, is still found by its name.
  const names = namesOf(nodes)
  const named = [...snapshot.guests.values()].filter(({ name }) => names.has(name)).map(({ vmid }) => vmid)
  await reader.read([...tagged, ...remembered, ...declared, ...named])
  for (const node of nodes) await readCandidates(node, question, snapshot, reader)
  return {
    host: entry.name,
    entry,
    reachable: true,
    clusterKey: snapshot.clusterKey,
    snapshot,
    guests: reader.guests,
    unreadable: reader.unreadable,
    making: await readMaking(client, reader.guests, signal),
  }
}

/** What guests of these may be called: one that is taken over by `moved_from` has its old name until that is done. */
export const namesOf = (nodes: readonly DesiredNode[]): ReadonlySet<string> =>
  new Set(nodes.flatMap(({ guest, movedFrom }) => [guest.name, ...movedFrom.map(({ node }) => node)]))

/** Vmids of nodes and of what was begun on a host. */
export const rememberedVmids = (
  host: string,
  records: readonly NodeRecord[],
  intents: readonly IntentRecord[],
): number[] => [
  ...records.filter((entry) => entry.host === host).flatMap(({ vmid }) => vmid ?? []),
  ...intents.filter((intent) => intent.host === host).map(({ vmid }) => vmid),
]

interface GuestReader {
  readonly guests: Map<number, GuestView>
  readonly unreadable: Set<number>
  /** Nodes of our site whose guests were read. */
  readonly found: ReadonlySet<NodeKey>
  /** Reads those of `vmids` that exist as virtual machines and were not read yet. */
  read(vmids: readonly number[]): Promise<void>
}

interface ReaderParts {
  readonly client: PveClient
  readonly site: string
  readonly snapshot: HostSnapshot
  readonly memory: Memory
  readonly signal: AbortSignal | undefined
  readonly onAnswer: (() => void) | undefined
}

function guestReader({ client, site, snapshot, memory, signal, onAnswer }: ReaderParts): GuestReader {
  const guests = new Map<number, GuestView>()
  const unreadable = new Set<number>()
  const found = new Set<NodeKey>()
  const readOne = async (vmid: number, node: string) => {
    try {
      const listed = snapshot.listed.get(vmid)
      const known = listed && memory.recall(snapshot.clusterKey, listed)
      const view = known ?? (await readGuest(client, node, vmid, signal))
      guests.set(vmid, view)
      if (view.mark?.site === site) found.add(keyOf(view.mark))
      if (listed && !known) memory.remember(snapshot.clusterKey, listed, view)
      onAnswer?.()
    } catch (error) {
      const code = error instanceof HomestakError ? error.code : undefined
      const online = snapshot.nodes.some(({ name, online: up }) => name === node && up)
      // Gone since the list was made, or on a node that is down; any other failure is no look at all.
      if (code === 'GuestMissing') return
      if (online || code !== 'Unreachable') throw error
      unreadable.add(vmid)
    }
  }
  return {
    guests,
    unreadable,
    found,
    async read(vmids) {
      const wanted = [...new Set(vmids)].flatMap((vmid) => snapshot.guests.get(vmid) ?? [])
      const unread = wanted.filter(({ vmid, type }) => type === 'qemu' && !guests.has(vmid) && !unreadable.has(vmid))
      await inLanes(unread, readsAtOnce, ({ vmid, node }) => readOne(vmid, node))
    },
  }
}

/**
 * A guest may be under any candidate of its node, or of the name that it was made under, whatever vmid is declared now:
 * read upwards until one is free or carries the node's mark.
 */
async function readCandidates(
  { key, type, identity, movedFrom }: DesiredNode,
  { range, site }: SurveyQuestion,
  snapshot: HostSnapshot,
  reader: GuestReader,
) {
  if (type === 'ct') return
  const { guests, unreadable, found } = reader
  const names = [identity, ...movedFrom]
  const keys = names.map(keyOf)
  const isOthers = (vmid: number) => {
    const view = guests.get(vmid)
    return view
      ? view.mark?.site !== site || !keys.includes(keyOf(view.mark))
      : snapshot.guests.get(vmid)?.type === 'lxc'
  }
  for (const name of names) {
    for (;;) {
      if (found.has(key)) return
      const vmid = findVmid(name, range, isOthers)
      if (vmid === undefined || !snapshot.guests.has(vmid) || guests.has(vmid) || unreadable.has(vmid)) break
      await reader.read([vmid])
      if (!guests.has(vmid)) unreadable.add(vmid)
    }
  }
}

/** Whether anybody is at work on guests that show nothing but a lock. */
async function readMaking(
  client: PveClient,
  guests: ReadonlyMap<number, GuestView>,
  signal: AbortSignal | undefined,
): Promise<Map<number, MakingState>> {
  const making = [...guests.values()].filter(isInMaking)
  const states = await Promise.all(
    making.map(async ({ node, vmid }) => [vmid, await readMakingState(client, node, vmid, signal)] as const),
  )
  return new Map(states)
}

async function readMakingState(
  client: PveClient,
  node: string,
  vmid: number,
  signal: AbortSignal | undefined,
): Promise<MakingState> {
  const tasks = await client.get(
    '/nodes/{node}/tasks',
    { node, vmid, source: 'all' },
    list((value) => {
      const { endtime, status } = record(value)
      return { end: optional(number)(endtime), status: optional(text)(status) }
    }),
    { signal },
  )
  const path = `/nodes/${node}`
  const auditable = await client.get(
    '/access/permissions',
    { path },
    (value) => 'Sys.Audit' in record(record(value)[path] ?? {}),
    { signal },
  )
  const ends = tasks.flatMap(({ end }) => end ?? [])
  return {
    running: tasks.some(({ end }) => end === undefined),
    lastEnd: ends.length > 0 ? Math.max(...ends) * 1000 : null,
    auditable,
  }
}
