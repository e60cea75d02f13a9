/** Looks at the virtual networks of a host's cluster, and, where one may have to go, at all guests that may use it. */
import type { Clock } from '../../clock.ts'
import { HomestakError } from '../../errors.ts'
import { record } from '../../pve/checks.ts'
import type { PveClient } from '../../pve/client.ts'
import { readBridges } from '../../pve/read-bridges.ts'
import { readSdn } from '../../pve/sdn.ts'
import { markedZones, readAmiss, readInterfaces } from '../../pve/sdn-nodes.ts'
import { stays } from '../../pve/sdn-view.ts'
import { listCluster } from '../../pve/snapshot.ts'
import { inLanes } from '../in-lanes.ts'
import { askNodes } from './ask-nodes.ts'
import type { BridgeUsers, NetworksView } from './view.ts'

/** Guests read at once. */
const readsAtOnce = 3

export interface NetworksQuestion {
  /** Of those that are declared; others of these names elsewhere do no harm. */
  readonly vnets: readonly string[]
  /** Of the cluster, those that are online. */
  readonly nodes: readonly string[]
  /** Also what is nobody's here, and may wait to be applied. */
  readonly whole: boolean
  /** Also which bridges all guests of the cluster are on. */
  readonly users: boolean
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** What the token may not see is no reason not to look after guests; a host that does not answer is thrown. */
export async function readNetworks(
  client: PveClient,
  { vnets, nodes, whole, users, clock, signal }: NetworksQuestion,
): Promise<NetworksView> {
  const read = clock.now()
  try {
    const configured = await readSdn(client, whole ? 'everything' : vnets, signal)
    const zones = markedZones(configured)
    // What is made gets its name on every node.
    const isMaking = whole && vnets.some((vnet) => !stays(configured.vnets.get(vnet)))
    const [amiss, interfaces] = await Promise.all([
      askNodes(zones.size === 0 ? [] : nodes, { clock, signal }, (node, own) => readAmiss(client, node, zones, own)),
      askNodes(isMaking ? nodes : [], { clock, signal }, async (node, own) =>
        (await readInterfaces(client, node, own)).map((name) => [name, node] as const),
      ),
    ])
    return {
      sdn: { ...configured, amiss },
      whole,
      read,
      ...(isMaking ? { interfaces: new Map(interfaces.toReversed()) } : {}),
      ...(users ? { users: await readUsers(client, signal) } : {}),
    }
  } catch (error) {
    const isHosts = error instanceof HomestakError && error.retry === 'permanent' && error.code !== 'RefusedCredential'
    if (signal.aborted || !isHosts) throw error
    return { error }
  }
}

/** Of the guests that there are now. */
async function readUsers(client: PveClient, signal: AbortSignal): Promise<BridgeUsers> {
  const path = '/vms'
  // 0: there, and not below.
  const mayAudit = (value: unknown) => Number(record(record(value)[path] ?? {})['VM.Audit']) === 1
  const [all, { guests }] = await Promise.all([
    client.get('/access/permissions', { path }, mayAudit, { signal }),
    listCluster(client, signal),
  ])
  const bridges = new Map<number, readonly string[] | null>()
  await inLanes(guests.values(), readsAtOnce, async ({ guest }) => {
    try {
      bridges.set(guest.vmid, await readBridges(client, guest, signal))
    } catch (error) {
      if (signal.aborted || !(error instanceof HomestakError)) throw error
      // Gone since the list was made, or on a node that is down: that is unknown, not unused.
      if (error.code !== 'GuestMissing') bridges.set(guest.vmid, null)
    }
  })
  return { bridges, all }
}
