/** Reads which bridges a guest's network cards are on, now and from its next start; of containers as well. */
import type { PveClient } from './client.ts'
import type { SnapshotGuest } from './guest-view.ts'
import { list, optional, record, text } from './checks.ts'

/** One call, and of a container two. Throws GuestMissing where the guest is gone. */
export async function readBridges(
  client: PveClient,
  { node, vmid, type }: Pick<SnapshotGuest, 'node' | 'vmid' | 'type'>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const place = { node, vmid }
  const ofContainer = (current: 0 | 1) =>
    client.get('/nodes/{node}/lxc/{vmid}/config', { ...place, current }, (config) => bridgesIn(record(config)), {
      signal,
    })
  const found =
    type === 'lxc'
      ? await Promise.all([ofContainer(1), ofContainer(0)])
      : await client.get('/nodes/{node}/qemu/{vmid}/pending', place, list(pending), { signal })
  return [...new Set(found.flat())]
}

/** Those of a configuration. */
export const bridgesIn = (config: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(config).flatMap(([key, card]) => bridgeOf(key, card))

const pending = (setting: unknown): readonly string[] => {
  const { key, value, pending: next } = record(setting)
  return [value, next].flatMap((card) => bridgeOf(text(key), card))
}

function bridgeOf(key: string, card: unknown): readonly string[] {
  if (!/^net\d+$/.test(key)) return []
  const [, bridge] = /(?:^|,)bridge=([^,]+)/.exec(optional(text)(card) ?? '') ?? []
  return bridge === undefined ? [] : [bridge]
}
