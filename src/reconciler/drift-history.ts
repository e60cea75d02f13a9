/** What drifted and what was put right again, read off the events that are kept. */
import type { EventRecord } from '../../state/store.ts'
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

/** From a `Drift` to the next `Ready` of the same node; more of it before that is the same drift. */
export function driftHistory(events: readonly EventRecord[]): ReadonlyMap<NodeKey, StatusDrift> {
  const episodes = new Map<NodeKey, Episode>()
  for (const { host, manifest, node, time, reason, message } of events) {
    if (host === undefined || manifest === undefined || node === undefined) continue
    if (reason !== 'Drift' && reason !== 'Ready') continue
    const key = keyOf({ host, manifest, node })
    const last = episodes.get(key)
    const isOpen = last !== undefined && last.repairedAt === null
    if (reason === 'Drift') {
      const found = (last?.found ?? 0) + (isOpen ? 0 : 1)
      episodes.set(key, { found, repaired: last?.repaired ?? 0, time, message, repairedAt: null })
    } else if (isOpen) {
      episodes.set(key, { ...last, repaired: last.repaired + 1, repairedAt: time })
    }
  }
  return new Map([...episodes].map(([key, episode]) => [key, driftOf(episode)]))
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
