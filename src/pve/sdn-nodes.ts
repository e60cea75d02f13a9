/** Asks the nodes of a cluster what only they know: whether what was applied last is in effect, and which names they use. */
import type { PveClient } from './client.ts'
import { HomestakError } from '../errors.ts'
import { list, optional, record, text } from './checks.ts'
import type { AmissZone, SdnView } from './sdn-view.ts'

/**
 * Of zones with a network that carries a mark; without any, nobody is asked. Calls: one for each of `nodes`, and one for
 * each zone that has an error there. A node that cannot be asked says nothing.
 */
export async function readAmiss(
  client: PveClient,
  sdn: SdnView,
  nodes: readonly string[],
  signal?: AbortSignal,
): Promise<readonly AmissZone[]> {
  const marked = [...sdn.vnets.values()].filter(({ mark, markBefore }) => mark ?? markBefore)
  const zones = new Set(marked.map(({ zone, zoneBefore = zone }) => zoneBefore))
  if (zones.size === 0) return []
  const found = await Promise.all(
    nodes.map(async (node) => {
      const seen = (await orNothing(readZones(client, node, signal), signal)) ?? []
      return Promise.all(
        seen
          .filter(({ zone, status }) => zones.has(zone) && (status === 'pending' || status === 'error'))
          .map(async ({ zone, status }): Promise<AmissZone> => {
            if (status === 'pending') return { node, zone, status }
            const errors = await orNothing(readErrors(client, node, zone, signal), signal)
            return { node, zone, status: 'error', ...(errors ? { errors } : {}) }
          }),
      )
    }),
  )
  return found.flat()
}

/** Names of what the nodes have of their own, each with the first node that has it. */
export async function readInterfaces(
  client: PveClient,
  nodes: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    nodes.map(async (node) => {
      const names = list((entry) => text(record(entry).iface))
      const reading = client.get('/nodes/{node}/network', { node }, names, { signal })
      return ((await orNothing(reading, signal)) ?? []).map((name) => [name, node] as const)
    }),
  )
  return new Map(found.flat().toReversed())
}

/** Zones of other nodes are not listed. */
const readZones = (client: PveClient, node: string, signal: AbortSignal | undefined) =>
  client.get(
    '/nodes/{node}/sdn/zones',
    { node },
    list((entry) => {
      const { zone, status } = record(entry)
      return { zone: text(zone), status: text(status) }
    }),
    { signal },
  )

/** What is wrong, by vnet. */
const readErrors = (client: PveClient, node: string, zone: string, signal: AbortSignal | undefined) =>
  client.get(
    '/nodes/{node}/sdn/zones/{zone}/content',
    { node, zone },
    (value) => {
      const entries = list(record)(value).filter(({ status }) => status === 'error')
      return new Map(entries.map(({ vnet, statusmsg }) => [text(vnet), optional(text)(statusmsg)?.trim() ?? '']))
    },
    { signal },
  )

async function orNothing<Found>(reading: Promise<Found>, signal: AbortSignal | undefined): Promise<Found | undefined> {
  try {
    return await reading
  } catch (error) {
    if (signal?.aborted || !(error instanceof HomestakError)) throw error
    return undefined
  }
}
