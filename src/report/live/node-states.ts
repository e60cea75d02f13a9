/** How each state of a node looks, and which of them is shown first where there is not room for all. */
import type { LiveNode, LiveState, LiveStateOfNode } from '../../reconciler/live.ts'
import { type Line, piece } from './line.ts'
import type { Paint } from '../paint.ts'

interface Look {
  readonly symbol: string
  readonly style: keyof Paint
  /** 0 is shown first. */
  readonly rank: 0 | 1 | 2 | 3
}

// Symbols of one cell everywhere, also where East Asian terminals draw many others wide.
const looks: Readonly<Record<LiveStateOfNode, Look>> = {
  ready: { symbol: '✓', style: 'good', rank: 3 },
  working: { symbol: '▸', style: 'strong', rank: 1 },
  waiting: { symbol: '◦', style: 'faint', rank: 2 },
  held: { symbol: '!', style: 'attention', rank: 0 },
  failed: { symbol: '✗', style: 'bad', rank: 0 },
  unknown: { symbol: '?', style: 'attention', rank: 1 },
  unsupported: { symbol: '~', style: 'faint', rank: 2 },
  leaving: { symbol: '-', style: 'attention', rank: 1 },
}

/** In the order of the summary. */
export const liveStates: readonly LiveStateOfNode[] = [
  'ready',
  'working',
  'waiting',
  'leaving',
  'unsupported',
  'unknown',
  'held',
  'failed',
]

export const lookOf = (state: LiveStateOfNode): Look => looks[state]

/** The rank of nodes that are as they should be. */
export const readyRank = 3

/** A node that a person can help comes first, whatever its state. */
export const rankOf = ({ state, fix }: LiveNode): Look['rank'] => (fix === null ? looks[state].rank : 0)

export type Tally = ReadonlyMap<LiveStateOfNode, number>

export function tally(nodes: Iterable<Pick<LiveNode, 'state'>>): Tally {
  const counts = new Map<LiveStateOfNode, number>()
  for (const { state } of nodes) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

/** `12 ready, 1 working`, in their colours. */
export function tallyLine(counts: Tally): Line {
  const present = liveStates.filter((state) => counts.has(state))
  return present.flatMap((state, index) => [
    ...(index === 0 ? [] : [piece(', ')]),
    piece(`${counts.get(state)} ${state}`, looks[state].style),
  ])
}

/** Not declared at all is said, too. */
export const nodesLine = ({ nodes }: Pick<LiveState, 'nodes'>): Line =>
  nodes.length === 0 ? [piece('no nodes', 'faint')] : tallyLine(tally(nodes))
