/** In which order guests leave: what needs another goes first, and what holds the first one holds the other, too. */
import type { NodeRecord, RecordKey } from '../../state/store.ts'
import { reachable } from '../graph/reachable.ts'
import type { Hold } from './documents.ts'
import type { GuestParts } from './guest-worker.ts'
import { basesOf } from './rests-on.ts'
import type { OwnedGuest } from './world.ts'

/** The queue's name for a guest that is taken away. */
export const guestId = ({ mark }: OwnedGuest): string => `guest ${mark.uid}`

interface Remembering {
  node(key: RecordKey): Pick<NodeRecord, 'needs'> | undefined
}

/**
 * All of them, each with those that go before it: what was made later, because it needs this guest, and what rests on its
 * disks, whoever remembers it.
 */
export function toDestroy(guests: readonly OwnedGuest[], store: Remembering | undefined): readonly GuestParts[] {
  const byKey = Map.groupBy(guests, ({ key }) => key)
  const byPlace = Map.groupBy(guests, ({ clusterKey, view }) => `${view.vmid} ${clusterKey}`)
  const needs = new Map(
    guests.map((guest) => [guest, (store?.node(guest.identity)?.needs ?? []).flatMap((key) => byKey.get(key) ?? [])]),
  )
  const needed = (guest: OwnedGuest): readonly OwnedGuest[] => needs.get(guest) ?? []
  const before = new Map(guests.map((guest) => [guest, new Set<string>()]))
  for (const other of guests) {
    const bases = basesOf(other.view).flatMap((vmid) => byPlace.get(`${vmid} ${other.clusterKey}`) ?? [])
    // Records of different runs may say that each needs the other: none of them goes first then, and none waits.
    const first = needed(other).filter((guest) => !reachable([guest], needed).has(other))
    for (const guest of [...bases, ...first]) before.get(guest)?.add(guestId(other))
  }
  return [...before].map(([guest, after]) => ({ id: guestId(guest), guest, act: 'destroy', after: [...after] }))
}

const waits = 'waits for what depends on it: '

export const waitingFor = (message: string): string => (message.startsWith(waits) ? message : `${waits}${message}`)

export const holdAfter = (hold: Hold): Hold => ({ ...hold, message: waitingFor(hold.message) })
