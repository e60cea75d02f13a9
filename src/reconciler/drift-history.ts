/** What drifted and what was put right again, read off the events that are kept. */
import type { EventRecord, StoreReader } from '../../state/store.ts'
import { keyOf, type NodeKey } from '../graph/desired-node.ts'
import type { StatusDrift } from './documents.ts'

interface Episode {
  readonly found: number
  readonly repaired: number
  readonly time: number
  readonly message: string
  /** null: not yet. */
  readonly repairedAt: number | null
}

/** What is known so far; every call reads on from where the last one ended. */
export type DriftHistory = (store: Pick<StoreReader, 'events'>) => ReadonlyMap<NodeKey, StatusDrift>

/** From a `Drift` to the next `Ready` of the same node; more of it before that is the same drift. */
export function createDriftHistory(): DriftHistory {
  const episodes = new Map<NodeKey, Episode>()
  let last = 0
  return (store) => {
    for (const event of store.events(last)) {
      last = event.seq
      note(episodes, event)
    }
    return new Map([...episodes].map(([key, episode]) => [key, driftOf(episode)]))
  }
}

function note(episodes: Map<NodeKey, Episode>, { host, manifest, node, time, reason, message }: EventRecord): void {
  if (reason !== 'Drift' && reason !== 'Ready') return
  if (host === undefined || manifest === undefined || node === undefined) return
  const key = keyOf({ host, manifest, node })
  const before = episodes.get(key)
  const isOpen = before !== undefined && before.repairedAt === null
  if (reason === 'Drift') {
    const found = (before?.found ?? 0) + (isOpen ? 0 : 1)
    episodes.set(key, { found, repaired: before?.repaired ?? 0, time, message, repairedAt: null })
  } else if (isOpen) {
    episodes.set(key, { ...before, repaired: before.repaired + 1, repairedAt: time })
  }
}

const driftOf = ({ found, repaired, time, message, repairedAt }: Episode): StatusDrift => ({
  found,
  repaired,
  last: {
    time: new Date(time).toISOString(),
    message,
    repaired: repairedAt === null ? null : new Date(repairedAt).toISOString(),
  },
})
