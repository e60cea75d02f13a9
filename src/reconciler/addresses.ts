/** The addresses that a guest has on its own cards, as its agent reports them: not those of bridges and tunnels inside of it. */
import { guestController } from '../../controllers/index.ts'
import { observeAgent } from '../pve/agent.ts'
import { stateOf } from './differences.ts'
import type { Pass } from './pass.ts'
import type { OwnedGuest } from './world.ts'

/** One call, no waiting; null while no agent answers. */
export async function addressesOf(
  pass: Pass,
  guest: OwnedGuest,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const { client } = pass.connection(guest.host)
  const cards = await observeAgent(client, guest.view.node, guest.view.vmid, signal)
  const own = new Set(guestController.macs(stateOf(guest)))
  const reached = cards?.filter(({ mac }) => own.has(mac)).flatMap(({ addresses }) => addresses)
  return reached?.map(({ address }) => address) ?? null
}
