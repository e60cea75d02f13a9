/** In which order guests leave: what needs another goes first, and what holds the first one holds the other, too. */
import type { StoreReader } from '../../state/store.ts'
import type { Hold } from './documents.ts'
import { restsOn } from './rests-on.ts'
import type { OwnedGuest } from './world.ts'

/** The queue's name for a guest that is taken away. */
export const guestId = ({ mark }: OwnedGuest): string => `guest ${mark.uid}`

/** What was made later, because it needs this guest, goes first; so does what rests on its disks, whoever remembers it. */
export function laterGuests(
  guest: OwnedGuest,
  guests: readonly OwnedGuest[],
  store: Pick<StoreReader, 'node'> | undefined,
): string[] {
  const needsIt = (other: OwnedGuest): boolean =>
    store?.node(other.identity)?.needs.includes(guest.key) === true ||
    (other.clusterKey === guest.clusterKey && restsOn(other.view, guest.view))
  return guests.filter((other) => other !== guest && needsIt(other)).map(guestId)
}

const waits = 'waits for what depends on it: '

export const waitingFor = (message: string): string => (message.startsWith(waits) ? message : `${waits}${message}`)

export const holdAfter = (hold: Hold): Hold => ({ ...hold, message: waitingFor(hold.message) })
