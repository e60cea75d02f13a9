/** What one host, or the cluster that it belongs to, holds right now: nodes and guests. */
import type { PveClient } from './client.ts'
import type { HostSnapshot, ListedGuest, SnapshotGuest, SnapshotNode } from './guest-view.ts'
import { HomestakError } from '../errors.ts'
import { flag, list, number, optional, record, text } from './checks.ts'
import { tagsIn } from './tags.ts'

export interface HostQuestion {
  /** The node that the host entry names; it has to be a member of what answers. */
  readonly node: string
  /** SHA-256 of the certificate seen; tells standalone nodes of one name apart. */
  readonly peerFingerprint?: () => string | undefined
  readonly signal?: AbortSignal
}

/** Calls: 1 + one per online node, and one more in a cluster. Throws InvalidSiteConfig where the node is no member. */
export async function observeHost(
  client: PveClient,
  { node, peerFingerprint, signal }: HostQuestion,
): Promise<HostSnapshot> {
  const { nodes: members, guests: listed } = await listCluster(client, signal)
  if (!members.some(({ name }) => name === node))
    throw notAMember(
      client.host,
      node,
      members.map(({ name }) => name),
    )

  const [clusterKey, ...lists] = await Promise.all([
    members.length > 1 ? readClusterKey(client, signal) : `node ${node} ${peerFingerprint?.() ?? ''}`.trim(),
    ...members.map((member) => readLive(client, member, node, signal)),
  ])
  const guests = new Map([...listed].map(([vmid, { guest }]) => [vmid, guest]))
  for (const guest of lists.flatMap(({ guests: live }) => live)) {
    const { lock, tags } = guests.get(guest.vmid) ?? guest
    guests.set(guest.vmid, { ...guest, tags, ...(lock === undefined ? {} : { lock }) })
  }
  return { clusterKey, nodes: lists.map(({ name, online }) => ({ name, online })), guests, listed }
}

export interface ClusterList {
  /** By name. */
  readonly nodes: readonly SnapshotNode[]
  readonly guests: ReadonlyMap<number, ListedGuest>
}

/**
 * One call. Existence, tags and locks are as of now; names, run states and sizes up to ten seconds late. A guest of which
 * the list shows nothing else than `before` is the same object again.
 */
export async function listCluster(
  client: PveClient,
  signal: AbortSignal | undefined,
  before?: ClusterList['guests'],
): Promise<ClusterList> {
  const entries = await client.get('/cluster/resources', {}, list(record), { signal })
  const nodes: SnapshotNode[] = []
  const guests = new Map<number, ListedGuest>()
  for (const entry of entries) {
    if (entry.type === 'node') nodes.push({ name: text(entry.node), online: entry.status === 'online' })
    const vmid = maybeNumber(entry.vmid)
    if (vmid === undefined || (entry.type !== 'qemu' && entry.type !== 'lxc')) continue
    const signature = signatureOf(entry)
    const status = runState(maybeText(entry.status))
    const past = before?.get(vmid)
    const isSame = past?.signature === signature && past.status === status
    guests.set(vmid, isSame ? past : { guest: guestOf(entry, vmid, entry.type), status, signature })
  }
  return { nodes: nodes.sort((a, b) => (a.name < b.name ? -1 : 1)), guests }
}

const maybeText = optional(text)
const maybeNumber = optional(number)

/** Everything that is looked at, besides the run state; sizes are cores, bytes of memory and of the first disk. */
const signatureOf = ({ type, node, name, tags, template, lock, maxcpu, maxmem, maxdisk }: Resource): string =>
  [type, node, name, tags, template, lock, maxcpu, maxmem, maxdisk].join(' ')

/** Entries of `/cluster/resources` and of a node's list have these fields in common. */
type Resource = Readonly<Record<string, unknown>>

/** Only a container's run state is taken from the list that is up to ten seconds late; nothing else tells it. */
function guestOf(entry: Resource, vmid: number, type: SnapshotGuest['type']): SnapshotGuest {
  const lock = maybeText(entry.lock)
  return {
    vmid,
    node: maybeText(entry.node) ?? '',
    type,
    name: maybeText(entry.name) ?? '',
    status: type === 'lxc' ? runState(maybeText(entry.status)) : 'unknown',
    tags: tagsIn(maybeText(entry.tags)),
    template: flag(entry.template),
    ...(lock === undefined ? {} : { lock }),
  }
}

/** Every other word that PVE has for it says nothing to us. */
export const runState = (status: string | undefined) =>
  status === 'running' || status === 'stopped' ? status : 'unknown'

interface LiveNode extends SnapshotNode {
  readonly guests: readonly SnapshotGuest[]
}

/** The live list of one node. Another node than the one asked for may be silent without failing the rest. */
async function readLive(
  client: PveClient,
  member: SnapshotNode,
  asked: string,
  signal: AbortSignal | undefined,
): Promise<LiveNode> {
  if (!member.online) return { ...member, guests: [] }
  const { name } = member
  try {
    const guests = await client.get(
      '/nodes/{node}/qemu',
      { node: name },
      list((value): SnapshotGuest => {
        const entry = record(value)
        return { ...guestOf(entry, number(entry.vmid), 'qemu'), node: name, status: runState(maybeText(entry.status)) }
      }),
      { signal },
    )
    return { ...member, guests }
  } catch (error) {
    if (name === asked || !(error instanceof HomestakError) || error.code !== 'Unreachable') throw error
    return { name, online: false, guests: [] }
  }
}

/** The cluster's name is chosen by people; with the addresses of its nodes it is told from another of that name. */
const readClusterKey = (client: PveClient, signal: AbortSignal | undefined): Promise<string> =>
  client.get(
    '/cluster/status',
    {},
    (value) => {
      const entries = list((entry) => record(entry))(value)
      const name = entries.find(({ type }) => type === 'cluster')?.name
      const addresses = entries.flatMap(({ type, ip }) => (type === 'node' && typeof ip === 'string' ? [ip] : []))
      return `cluster ${text(name ?? '')} ${addresses.sort().join(' ')}`
    },
    { signal },
  )

const notAMember = (host: string, node: string, members: readonly string[]): HomestakError =>
  new HomestakError({
    code: 'InvalidSiteConfig',
    message: `${host}: what answers has no node ${node}; its nodes: ${members.join(', ') || 'none'}`,
    hint: `set node: in nodes/${host}.yaml to one of them, or api_endpoint: to the host that is meant`,
  })
