/** In which order guests leave: what needs another goes first, and what holds the first one holds the other, too. */
import type { NodeRecord, RecordKey } from '../../state/store.ts'
import { findCycles, type Needs } from '../graph/cycles.ts'
import { dependencyGraph } from '../graph/dependency-graph.ts'
import { reachable } from '../graph/reachable.ts'
import { decideGuest, type Decision } from './decide.ts'
import type { Hold } from './documents.ts'
import type { GuestParts } from './guest-worker.ts'
import { basesOf } from './rests-on.ts'
import type { OwnedGuest, World } from './world.ts'

/** The queue's name for a guest that is taken away. */
export const guestId = ({ mark }: OwnedGuest): string => `guest ${mark.uid}`

interface Remembering {
  node(key: RecordKey): Pick<NodeRecord, 'needs'> | undefined
}

/**
 * All of them, each with those that go before it: what was made later, because it needs this guest, and what rests on its
 * disks, whoever remembers it. None of them waits for itself.
 */
export function toDestroy(guests: readonly OwnedGuest[], store: Remembering | undefined): readonly GuestParts[] {
  const byKey = Map.groupBy(guests, ({ key }) => key)
  const byPlace = Map.groupBy(guests, ({ clusterKey, view }) => `${view.vmid} ${clusterKey}`)
  const idsOf = (found: readonly OwnedGuest[] = []) => found.map(guestId)
  const bases: Needs = new Map(
    guests.map((guest) => {
      const { clusterKey, view } = guest
      return [guestId(guest), basesOf(view).flatMap((vmid) => idsOf(byPlace.get(`${vmid} ${clusterKey}`)))]
    }),
  )
  const needs: Needs = new Map(
    guests.map((guest) => {
      const remembered = store?.node(guest.identity)?.needs ?? []
      return [guestId(guest), remembered.flatMap((key) => idsOf(byKey.get(key)))]
    }),
  )
  const before = new Map(guests.map((guest) => [guestId(guest), new Set<string>()]))
  for (const [id, below] of withoutCircles(bases, needs)) for (const base of below) before.get(base)?.add(id)
  return guests.map((guest) => {
    const id = guestId(guest)
    return { id, guest, act: 'destroy', after: [...(before.get(id) ?? [])] }
  })
}

/**
 * Records of different runs may say that each of two needs the other; disks do not, and say it as it is now. Only texts
 * that people wrote into two configurations could name each other: then neither goes first.
 */
function withoutCircles(bases: Needs, needs: Needs): Needs {
  const both: Needs = new Map([...bases].map(([id, below]) => [id, [...below, ...(needs.get(id) ?? [])]]))
  if (findCycles(both).length === 0) return both
  const straight = (id: string, edges: Needs, all: Needs) =>
    (edges.get(id) ?? []).filter((need) => !reachable([need], (other) => all.get(other) ?? []).has(id))
  return new Map([...both.keys()].map((id) => [id, [...straight(id, bases, bases), ...straight(id, needs, both)]]))
}

/** Guests that nothing declares. What has to go first and is held holds what it rests on, too, as in a run. */
export function decideLeaving(
  guests: readonly OwnedGuest[],
  world: World,
  store: Remembering | undefined,
): readonly Decision[] {
  const leaving = toDestroy(guests, store)
  const decided = new Map(leaving.map(({ id, guest }) => [id, decideGuest(guest, world, 'destroy')]))
  const after = new Map(leaving.map((parts) => [parts.id, parts.after]))
  const order = dependencyGraph(leaving.map(({ id, after: dependsOn }) => ({ key: id, dependsOn }))).createOrder()
  for (const id of order) {
    const decision = decided.get(id)
    const [first] = (after.get(id) ?? []).flatMap((other) => decided.get(other)?.held ?? [])
    if (decision && !decision.held && first) decided.set(id, { ...decision, held: holdAfter(first) })
  }
  return [...decided.values()]
}

const waits = 'waits for what depends on it: '

export const waitingFor = (message: string): string => (message.startsWith(waits) ? message : `${waits}${message}`)

export const holdAfter = (hold: Hold): Hold => ({ ...hold, message: waitingFor(hold.message) })
