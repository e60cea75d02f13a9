/** Puts together how a watching run stands: what it is pointed at, what its nodes are at, and what its hosts say. */
import { withHint } from '../../errors.ts'
import type { LiveHost, LiveNode, LiveState } from '../live.ts'
import type { DesiredEntry, NodeKey } from '../../graph/desired-node.ts'
import type { OwnedNetwork } from '../networks/owned.ts'
import type { NetworkParts } from '../networks/parts.ts'
import type { NodeParts } from '../node-status.ts'
import { allUnclaimed } from '../ours.ts'
import type { Run } from '../run.ts'
import type { OwnedGuest, World } from '../world.ts'
import { letBe, type Selected } from './aim.ts'
import type { Board } from './board.ts'

export interface LiveParts {
  readonly aim: Selected
  readonly run: Run
  readonly world: World
  readonly board: Board
  readonly display: (key: NodeKey) => string
  /** Milliseconds since the epoch of the next try, where one is set. */
  readonly nextTry: (id: string) => number | null
  readonly seen: (host: string) => number | null
  readonly rest: Pick<LiveState, 'now' | 'started' | 'looks' | 'driftIntervalMs' | 'trouble'>
}

export function liveState(parts: LiveParts): LiveState {
  const { aim, run, world, rest } = parts
  const isGone = (id: string) => run.context.endings.get(id)?.outcome === 'destroyed'
  const leaving = [...run.context.taken].filter(([id]) => !isGone(id))
  const networks = [...run.context.networks.leaving].filter(([id]) => !isGone(id))
  const shown = new Set([
    ...leaving.map(([, { mark }]) => mark.uid),
    ...networks.map(([, { owned }]) => owned.mark.uid),
  ])
  const unread = aim.desire.broken.length === 0 ? [] : allUnclaimed(world).filter(({ mark }) => !shown.has(mark.uid))
  return {
    ...rest,
    paths: aim.desire.selection.roots,
    nodes: [
      ...aim.networks.filter(({ onlyLook }) => !onlyLook).map((network) => networkLine(network, parts)),
      ...aim.nodes.filter(({ onlyLook }) => !onlyLook).map((node) => nodeLine(node, parts)),
      ...leaving.map(([id, guest]) => leavingLine(id, guest, parts)),
      ...networks.map(([id, { owned }]) => leavingLine(id, owned, parts)),
      ...unread.map((guest) => unreadLine(guest, parts)),
    ],
    hosts: aim.hosts.map((host) => hostLine(host, parts)),
    fetches: run.context.fetches.current(),
    problems: aim.problems,
    removals: [...world.unsettled].map(([key, { at, because }]) => ({ key, at, because })),
    queue: run.context.queue.load(),
  }
}

const nodeLine = ({ node, needs }: NodeParts, parts: LiveParts): LiveNode =>
  entryLine(node, needs, parts.world.byKey.get(node.key)?.[0]?.view.vmid ?? node.guest.vmid ?? null, parts)

const networkLine = ({ network, needs }: NetworkParts, parts: LiveParts): LiveNode =>
  entryLine(network, needs, null, parts)

function entryLine(
  { key, identity, parent, type }: DesiredEntry,
  needs: readonly NodeKey[],
  vmid: number | null,
  { run, board, display, nextTry }: LiveParts,
): LiveNode {
  const label = display(key)
  const standing = board.entry(key, label, run.context.endings.get(key))
  // Nothing is told of a node before its turn.
  const isNext = standing.state === 'waiting' && standing.message === ''
  const awaited = isNext ? needs.filter((other) => run.context.endings.get(other)?.outcome !== 'ready') : []
  return {
    key,
    label,
    parent: parent ?? null,
    host: identity.host,
    type,
    vmid,
    nextTry: nextTry(key),
    ...standing,
    ...(awaited.length > 0 ? { message: `waits for ${awaited.map(display).join(', ')}` } : {}),
  }
}

const placeOf = (taken: OwnedGuest | OwnedNetwork, { display }: LiveParts) => ({
  key: taken.key,
  label: display(taken.key),
  parent: null,
  host: taken.mark.host,
  ...('view' in taken ? { type: taken.mark.type, vmid: taken.view.vmid } : ({ type: 'network', vmid: null } as const)),
})

function leavingLine(id: string, guest: OwnedGuest | OwnedNetwork, parts: LiveParts): LiveNode {
  const { run, board, display, nextTry } = parts
  const standing = board.entry(id, display(guest.key), run.context.endings.get(id))
  const state = standing.state === 'waiting' || standing.state === 'working' ? 'leaving' : standing.state
  return { ...placeOf(guest, parts), nextTry: nextTry(id), ...standing, state }
}

/** Its manifest, or whatever declares it, cannot be read now. */
function unreadLine(guest: OwnedGuest | OwnedNetwork, parts: LiveParts): LiveNode {
  const message = letBe(parts.aim)
  const place = placeOf(guest, parts)
  return { ...place, nextTry: null, ...parts.board.entry(guest.key, place.label, { outcome: 'held', message }) }
}

function hostLine(host: string, { world, seen }: LiveParts): LiveHost {
  const view = world.hosts.get(host)
  const message = view?.error ? withHint(view.error) : null
  return { host, reachable: view?.reachable === true, message, seen: seen(host) }
}
