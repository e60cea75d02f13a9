/** Reads what a site-config says of a host from the host itself; never writes. */
import { flag, list, optional, record, text } from '../pve/checks.ts'
import type { PveClient } from '../pve/client.ts'
import { ifAllowed } from '../pve/privileges.ts'
import { readStorages, type StorageView } from '../pve/storages.ts'

export interface Bridge {
  readonly name: string
  /** Of a virtual network; absent for a bridge of the node itself. */
  readonly zone?: string
  readonly gateway?: string
  /** e.g. `192.0.2.10/24`. */
  readonly cidr?: string
}

export interface FoundHost {
  /** e.g. `9.2.11`. */
  readonly version: string
  /** Sorted. */
  readonly nodes: readonly string[]
  /** The one that answers; null where nothing tells. */
  readonly answering: string | null
}

export interface FoundNode {
  readonly storages: readonly StorageView[]
  readonly bridges: readonly Bridge[]
  readonly dnsServers: readonly string[]
  readonly domain: string | null
  readonly timezone: string | null
}

export async function findHost(client: PveClient, signal: AbortSignal): Promise<FoundHost> {
  const [version, nodes, answering] = await Promise.all([
    client.get('/version', {}, (value) => text(record(value).version), { signal }),
    client.get(
      '/nodes',
      {},
      list((value) => text(record(value).node)),
      { signal },
    ),
    ifAllowed(
      client.get(
        '/cluster/status',
        {},
        (value) => list(record)(value).find(({ type, local }) => type === 'node' && flag(local))?.name,
        { signal },
      ),
    ),
  ])
  return { version, nodes: nodes.toSorted(), answering: typeof answering === 'string' ? answering : (nodes[0] ?? null) }
}

export async function findNode(client: PveClient, node: string, signal: AbortSignal): Promise<FoundNode> {
  const [storages, bridges, zones, dns, timezone] = await Promise.all([
    readStorages(client, node, signal),
    client.get('/nodes/{node}/network', { node, type: 'any_bridge' }, list(readBridge), { signal }),
    ifAllowed(client.get('/cluster/sdn/vnets', {}, list(record), { signal })),
    ifAllowed(client.get('/nodes/{node}/dns', { node }, record, { signal })),
    ifAllowed(client.get('/nodes/{node}/time', { node }, (value) => text(record(value).timezone), { signal })),
  ])
  const servers = [dns?.dns1, dns?.dns2, dns?.dns3].map((server) => optional(text)(server) ?? '')
  return {
    storages,
    bridges: bridges.map((bridge) => inZone(bridge, zones ?? [])).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    dnsServers: servers.filter((server) => server !== ''),
    domain: optional(text)(dns?.search) || null,
    timezone,
  }
}

function inZone(bridge: Bridge, vnets: readonly Readonly<Record<string, unknown>>[]): Bridge {
  const zone = optional(text)(vnets.find(({ vnet }) => vnet === bridge.name)?.zone)
  return zone === undefined ? bridge : { ...bridge, zone }
}

function readBridge(value: unknown): Bridge {
  const { iface, gateway, cidr } = record(value)
  return {
    name: text(iface),
    ...(gateway ? { gateway: text(gateway) } : {}),
    ...(cidr ? { cidr: text(cidr) } : {}),
  }
}
