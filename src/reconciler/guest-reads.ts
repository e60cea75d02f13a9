/** Reads one guest again, and shows it to all entries of its cluster. */
import { HomestakError } from '../errors.ts'
import { optional, record, text } from '../pve/checks.ts'
import type { PveClient } from '../pve/client.ts'
import type { GuestView, SnapshotGuest } from '../pve/guest-view.ts'
import { readGuest } from '../pve/read-guest.ts'
import { listCluster, runState } from '../pve/snapshot.ts'
import type { HostViews } from './host-views.ts'
import type { Memory } from './survey.ts'

export interface GuestReads {
  /** Reads one guest again, also one that is new or may be gone. */
  refresh(host: string, vmid: number, node: string): Promise<void>
  /** Reads only the configuration again. */
  reread(host: string, vmid: number, node: string): Promise<void>
}

export interface GuestReadsParts {
  readonly views: HostViews
  readonly client: (host: string) => PveClient
  readonly memory: Memory
  readonly lookAgain: (host: string) => Promise<void>
  readonly signal: AbortSignal
}

type Lister = (client: PveClient, guest: GuestView) => Promise<SnapshotGuest>

export function createGuestReads(parts: GuestReadsParts): GuestReads {
  const { views, signal } = parts
  return {
    async refresh(host, vmid, node) {
      await readOne(parts, { host, vmid, node }, async (client, guest) => {
        const status = await client.get('/nodes/{node}/qemu/{vmid}/status/current', { node, vmid }, readStatus, {
          signal,
        })
        return { vmid, node, type: 'qemu', name: guest.name, status, tags: [], template: guest.template }
      })
    },
    async reread(host, vmid, node) {
      await readOne(parts, { host, vmid, node }, async (_, guest) => {
        const listed = views.get(host)?.snapshot?.guests.get(vmid)
        return listed ?? { vmid, node, type: 'qemu', name: guest.name, status: 'unknown', tags: [], template: false }
      })
    },
  }
}

async function readOne(
  { views, client: clientOf, memory, lookAgain, signal }: GuestReadsParts,
  { host, vmid, node }: { readonly host: string; readonly vmid: number; readonly node: string },
  list: Lister,
): Promise<void> {
  const view = views.get(host)
  if (!view?.snapshot) return lookAgain(host)
  const client = clientOf(host)
  const began = views.begin()
  try {
    const guest = await readGuest(client, node, vmid, signal)
    views.showGuest(host, vmid, { guest, listed: await list(client, guest) }, began)
    const { snapshot, guests } = views.get(host) ?? view
    const listed = snapshot?.listed.get(vmid)
    if (listed) memory.remember(view.clusterKey, listed, guests.get(vmid) ?? guest)
  } catch (error) {
    if (!(error instanceof HomestakError) || error.code !== 'GuestMissing') {
      views.showGuest(host, vmid, 'unreadable', began)
      memory.forget(view.clusterKey, vmid)
      throw error
    }
    // Gone, or moved to another node: the list of the cluster knows at once.
    const { guests } = await listCluster(client, signal)
    if (guests.has(vmid)) return lookAgain(host)
    views.showGuest(host, vmid, 'gone', began)
    memory.forget(view.clusterKey, vmid)
  }
}

const readStatus = (value: unknown) => runState(optional(text)(record(value).status))
