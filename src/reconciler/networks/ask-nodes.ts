/** Asks each node of a cluster what only it knows. The others, and all else that is seen of the host, do not wait for one. */
import type { Clock } from '../../clock.ts'
import { HomestakError } from '../../errors.ts'
import { within } from '../deadline.ts'

/** For one node, milliseconds; well below what a look at the host has, and what Proxmox VE itself waits for a node. */
const patienceMs = 5000

/** A node that refuses, fails, or takes too long says nothing. */
export async function askNodes<Found>(
  nodes: readonly string[],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  ask: (node: string, signal: AbortSignal) => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  const found = await Promise.all(
    nodes.map(async (node) => {
      try {
        return await within(clock, patienceMs, signal, node, (own) => ask(node, own))
      } catch (error) {
        if (signal.aborted || !(error instanceof HomestakError)) throw error
        return []
      }
    }),
  )
  return found.flat()
}
