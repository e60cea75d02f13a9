/** Asks a node of a cluster what only it knows: whether what was applied last is in effect, and which names it uses. */
import type { PveClient } from './client.ts'
import { HomestakError } from '../errors.ts'
import { list, optional, record, text } from './checks.ts'
import type { AmissZone, SdnView } from './sdn-view.ts'

/** Those with a network that carries a mark: the nodes are asked of no others. */
export function markedZones({ vnets }: SdnView): ReadonlySet<string> {
  const marked = [...vnets.values()].filter(({ mark, markBefore }) => mark ?? markBefore)
  return new Set(marked.map(({ zone, zoneBefore = zone }) => zoneBefore))
}

/** Of `zones`, those that are amiss there. Calls: 1, and one for each that has an error. */
export async function readAmiss(
  client: PveClient,
  node: string,
  zones: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly AmissZone[]> {
  const seen = await readZones(client, node, signal)
  const amiss = seen.flatMap(({ zone, status }) =>
    zones.has(zone) && (status === 'pending' || status === 'error') ? [{ zone, status } as const] : [],
  )
  return Promise.all(
    amiss.map(async ({ zone, status }) => {
      const errors = status === 'error' ? await readErrors(client, node, zone, signal) : undefined
      return { node, zone, status, ...(errors ? { errors } : {}) }
    }),
  )
}

/** Names of what the node has of its own. */
export const readInterfaces = (client: PveClient, node: string, signal: AbortSignal): Promise<readonly string[]> =>
  client.get(
    '/nodes/{node}/network',
    { node },
    list((entry) => text(record(entry).iface)),
    { signal },
  )

/** Zones of other nodes are not listed. */
const readZones = (client: PveClient, node: string, signal: AbortSignal) =>
  client.get(
    '/nodes/{node}/sdn/zones',
    { node },
    list((entry) => {
      const { zone, status } = record(entry)
      return { zone: text(zone), status: text(status) }
    }),
    { signal },
  )

/** What is wrong, by vnet; undefined where the node does not tell. */
async function readErrors(
  client: PveClient,
  node: string,
  zone: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const check = (value: unknown) => {
    const entries = list(record)(value).filter(({ status }) => status === 'error')
    return new Map(entries.map(({ vnet, statusmsg }) => [text(vnet), optional(text)(statusmsg)?.trim() ?? '']))
  }
  try {
    return await client.get('/nodes/{node}/sdn/zones/{zone}/content', { node, zone }, check, { signal })
  } catch (error) {
    if (signal.aborted || !(error instanceof HomestakError)) throw error
    return undefined
  }
}
