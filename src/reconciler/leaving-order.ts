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
  const needs = ({ identity }: OwnedGuest): readonly string[] => store?.node(identity)?.needs ?? []
  const rests = (other: OwnedGuest): boolean => other.clusterKey === guest.clusterKey && restsOn(other.view, guest.view)
  // Records of different runs may say that each needs the other: none of them goes first then, and none waits.
  const needsIt = (other: OwnedGuest): boolean =>
    needs(other).includes(guest.key) &&
    !reaches(guest, other, (each) => guests.filter(({ key }) => needs(each).includes(key)))
  return guests.filter((other) => other !== guest && (rests(other) || needsIt(other))).map(guestId)
}

/** Whether `from` needs `to`, itself or through others. */
function reaches<Each>(from: Each, to: Each, next: (each: Each) => readonly Each[]): boolean {
  const found = new Set([from])
  for (const each of found) for (const further of next(each)) found.add(further)
  return found.has(to)
}

const waits = 'waits for what depends on it: '

export const waitingFor = (message: string): string => (message.startsWith(waits) ? message : `${waits}${message}`)

export const holdAfter = (hold: Hold): Hold => ({ ...hold, message: waitingFor(hold.message) })
