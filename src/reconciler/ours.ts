/** Guests and networks of ours together, where what holds for the ones holds for the others. */
import type { Narrowing } from './engine.ts'
import { isSelected } from './narrow.ts'
import type { OwnedNetwork } from './networks/owned.ts'
import type { OwnedGuest, World } from './world.ts'

export interface Ours {
  readonly guests: readonly OwnedGuest[]
  readonly networks: readonly OwnedNetwork[]
}

type One = OwnedGuest | OwnedNetwork

export const allOwned = ({ owned, ourNetworks }: Pick<World, 'owned' | 'ourNetworks'>): readonly One[] => [
  ...owned,
  ...ourNetworks.owned,
]

export const allUnclaimed = ({ unclaimed, ourNetworks }: Pick<World, 'unclaimed' | 'ourNetworks'>): readonly One[] => [
  ...unclaimed,
  ...ourNetworks.unclaimed,
]

/** What nothing declares any more, as far as the run is about it. */
export function selectedUnclaimed({ unclaimed, ourNetworks }: World, narrowing: Narrowing): Ours {
  const isMeant = ({ mark }: One) => isSelected(mark, narrowing)
  return { guests: unclaimed.filter(isMeant), networks: ourNetworks.unclaimed.filter(isMeant) }
}
