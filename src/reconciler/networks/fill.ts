/** What is read of virtual networks beyond the first look, as far as something differs. */
import type { World } from '../world.ts'
import { decideNetwork, decideOwnedNetwork } from './decide.ts'

export interface NetworkFill {
  /** Something is to be written. */
  readonly isWritten: boolean
  readonly byTofu: boolean
}

/** `look` is asked for all that may wait, and for who uses what may have to go. */
export async function fillNetworks(
  host: string,
  world: () => World,
  look: (users: boolean) => Promise<void>,
): Promise<NetworkFill> {
  const { networks, ourNetworks } = world()
  const declared = [...networks.values()].filter(({ identity }) => identity.host === host)
  const differing = declared.map((network) => decideNetwork(network, world(), '', [])).filter(({ act }) => act)
  const going = ourNetworks.unclaimed
    .filter((owned) => owned.host === host)
    .map((owned) => decideOwnedNetwork(owned, world(), 'destroy', []))
  if (differing.length + going.length === 0) return { isWritten: false, byTofu: false }
  await look(going.length > 0 || differing.some(({ isReplaced }) => isReplaced))
  return { isWritten: true, byTofu: differing.some(({ network }) => network?.provisioner === 'tofu') }
}
