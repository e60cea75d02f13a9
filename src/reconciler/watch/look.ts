/** One cheap look at a cluster: its list and its tasks say where to look closer, and a few configurations are read in turn. */
import { HomestakError } from '../../errors.ts'
import { list, optional, record, text } from '../../pve/checks.ts'
import type { PveClient } from '../../pve/client.ts'
import type { HostSnapshot } from '../../pve/guest-view.ts'
import { listCluster, type ClusterList } from '../../pve/snapshot.ts'
import { inLanes } from '../in-lanes.ts'
import type { Pass } from '../pass.ts'
import { namesOf } from '../survey.ts'
import { compareLists } from './compare.ts'
import type { Sightings } from './sightings.ts'

/** Guests read at once on one cluster. */
const readsAtOnce = 3

/** What is remembered of a cluster between two looks. */
export interface ClusterMemory {
  list: Pick<ClusterList, 'nodes' | 'guests'>
  /** Tasks as they stood, by UPID and state; read before the guests were, so that none is missed. */
  tasks: ReadonlySet<string>
  /** Configurations that are due to be read again; grows with time. */
  due: number
  /** Milliseconds since the epoch. */
  looked: number
  /** Virtual networks, where there are any; milliseconds since the epoch. */
  networksLooked: number
}

export interface LookParts {
  readonly pass: Pass
  readonly sightings: Sightings
  readonly now: number
  /** Within this time every configuration is read once. */
  readonly driftIntervalMs: number
  readonly signal: AbortSignal
}

/** Calls: 2, and 1 or 2 for each guest that is read. `host` was looked at before. Throws what the host answers. */
export async function lookAtCluster(
  { pass, sightings, now, driftIntervalMs, signal }: LookParts,
  host: string,
  memory: ClusterMemory,
): Promise<void> {
  const { client } = pass.connection(host)
  const [newest, tasks] = await Promise.all([
    listCluster(client, signal, memory.list.guests),
    listTasks(client, signal),
  ])
  const { appeared, changed, gone, members, guests } = compareLists(memory.list, newest)
  const touched = touchedBy(memory.tasks, tasks)
  const isApplied = [...tasks.keys()].some((task) => !memory.tasks.has(task) && isEndOfApply(task))
  memory.list = { nodes: newest.nodes, guests }
  memory.tasks = new Set(tasks.keys())
  const view = pass.world().hosts.get(host)
  if (!view) return
  if (appeared.length + changed.length + gone.length > 0) pass.showList(host, guests)
  // Another node answers now, or one does not any more: what its guests are has to be seen anew.
  if (members) await pass.lookAgain(host)
  const live = new Set([...changed, ...gone, ...touched].filter((vmid) => view.guests.has(vmid)))
  const isNew = appeared.length === 0 ? () => false : newcomers(pass, host, guests)
  for (const vmid of appeared) if (isNew(vmid)) live.add(vmid)
  const turn = takeTurn(memory, sightings, view.clusterKey, { now, driftIntervalMs }).filter((vmid) => !live.has(vmid))
  await readAll(pass, host, [...live], turn, guests)
  // Changed networks show in no list: they are looked at when somebody applied something, and in their turn.
  if (!hasNetworks(pass, view.clusterKey) || (!isApplied && now - memory.networksLooked < driftIntervalMs)) return
  await pass.networks.again(host)
  memory.networksLooked = now
}

const hasNetworks = (pass: Pass, clusterKey: string): boolean => {
  const { networks, ourNetworks, hosts } = pass.world()
  return (
    ourNetworks.owned.some((owned) => owned.clusterKey === clusterKey) ||
    [...networks.values()].some(({ identity }) => hosts.get(identity.host)?.clusterKey === clusterKey)
  )
}

/** What stands before the first look: the tasks are read, then the guests, and the list that these were read by is kept. */
export async function beginLooking(
  { pass, now, signal }: Pick<LookParts, 'pass' | 'now' | 'signal'>,
  host: string,
  look: () => Promise<HostSnapshot>,
): Promise<ClusterMemory> {
  const tasks = await listTasks(pass.connection(host).client, signal)
  const { nodes, listed } = await look()
  return { list: { nodes, guests: listed }, tasks: new Set(tasks.keys()), due: 0, looked: now, networksLooked: now }
}

/** Where a configuration cannot be read, the others still are; then the first error is thrown. */
async function readAll(
  pass: Pass,
  host: string,
  live: readonly number[],
  turn: readonly number[],
  guests: ClusterList['guests'],
): Promise<void> {
  const nodeOf = (vmid: number) =>
    guests.get(vmid)?.guest.node ?? pass.world().hosts.get(host)?.guests.get(vmid)?.node ?? ''
  const errors: unknown[] = []
  const reads = [
    ...live.map((vmid) => () => pass.refresh(host, vmid, nodeOf(vmid))),
    ...turn.map((vmid) => () => pass.reread(host, vmid, nodeOf(vmid))),
  ]
  await inLanes(reads, readsAtOnce, (read) => read().catch((error: unknown) => void errors.push(error)))
  const [first] = errors
  if (first !== undefined && !(first instanceof HomestakError && first.code === 'Unreachable')) throw first
}

/** As many as the time since the last look is worth, those first that were read longest ago. */
function takeTurn(
  memory: ClusterMemory,
  sightings: Sightings,
  clusterKey: string,
  { now, driftIntervalMs }: Pick<LookParts, 'now' | 'driftIntervalMs'>,
): readonly number[] {
  const count = sightings.count(clusterKey)
  memory.due = Math.min(count, memory.due + (count * (now - memory.looked)) / driftIntervalMs)
  memory.looked = now
  const whole = Math.floor(memory.due)
  memory.due -= whole
  return whole === 0 ? [] : sightings.oldest(clusterKey, whole)
}

/** A guest that is new may be ours: it carries our tag, or the name or vmid of a node. */
function newcomers(pass: Pass, host: string, guests: ClusterList['guests']): (vmid: number) => boolean {
  const world = pass.world()
  const clusterKey = world.hosts.get(host)?.clusterKey
  const here = [...world.nodes.values()].filter(
    ({ identity }) => world.hosts.get(identity.host)?.clusterKey === clusterKey,
  )
  const names = namesOf(here)
  const vmids = new Set(here.flatMap(({ key, guest }) => guest.vmid ?? world.vmids.get(key) ?? []))
  return (vmid) => {
    const guest = guests.get(vmid)?.guest
    if (guest?.type !== 'qemu') return false
    return guest.tags.includes('homestak') || names.has(guest.name) || vmids.has(vmid)
  }
}

/** By UPID and how it stands; the value is the vmid, where it concerns a guest. */
const listTasks = (client: PveClient, signal: AbortSignal): Promise<ReadonlyMap<string, number | undefined>> =>
  client.get(
    '/cluster/tasks',
    {},
    (value) =>
      new Map(
        list((entry) => {
          const { upid, status, id } = record(entry)
          const vmid = optional(text)(id)
          return [
            `${text(upid)} ${optional(text)(status) ?? ''}`,
            vmid !== undefined && /^\d+$/.test(vmid) ? Number(vmid) : undefined,
          ] as const
        })(value),
      ),
    { signal },
  )

/** Before it ends, nodes have still to take over what was applied. */
const isEndOfApply = (task: string): boolean => task.includes(':reloadnetworkall:') && !task.endsWith(' RUNNING')

const touchedBy = (before: ReadonlySet<string>, tasks: ReadonlyMap<string, number | undefined>): readonly number[] =>
  [...tasks].flatMap(([task, vmid]) => (vmid === undefined || before.has(task) ? [] : [vmid]))
