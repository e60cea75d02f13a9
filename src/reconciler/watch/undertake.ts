/** What a watching run does about a request: the consent is given, the nodes it is about are worked on, and their end is told. */
import type { Store } from '../../../state/store.ts'
import { HomestakError } from '../../errors.ts'
import type { NodeKey } from '../../graph/desired-node.ts'
import type { RunSummary } from '../documents.ts'
import { guestId, toDestroy } from '../leaving-order.ts'
import { isSelected, type Named } from '../narrow.ts'
import { networkId, type LeavingNetwork } from '../networks/parts.ts'
import type { Pass } from '../pass.ts'
import type { Run } from '../run.ts'
import type { Ending } from '../run-context.ts'
import { agreed, declaredIn, type SelectedNodes } from '../selection.ts'
import { summarise } from '../summary.ts'
import type { OwnedGuest } from '../world.ts'
import type { Selected } from './aim.ts'
import type { Core } from './core.ts'
import type { Grant, Grants } from './grants.ts'
import type { Verdict } from './judge.ts'
import { settleMs } from './removals.ts'
import type { RequestBody } from './request.ts'
import type { Undertaking } from './request-desk.ts'

export interface UndertakeParts {
  readonly run: Run
  readonly pass: Pass
  readonly grants: Grants
  readonly aim: () => Selected
  readonly display: (key: NodeKey) => string
  /** Lets the grants take effect, and counts anew what may go. */
  readonly consider: () => Verdict | undefined
  /** Works again on what is not as declared. */
  readonly reopenUnready: () => void
  /** Looks at all hosts now; tells whether that is done. */
  readonly lookNow: () => () => boolean
  readonly store: Store
  readonly listeners: Core['listeners']
}

/** Throws HomestakError for what this run cannot do. */
export function undertake(parts: UndertakeParts, body: RequestBody): Undertaking {
  return body.verb === 'reconcile' ? undertakeReconcile(parts, body) : undertakeDestroy(parts, body)
}

function undertakeReconcile(
  parts: UndertakeParts,
  body: Extract<RequestBody, { readonly verb: 'reconcile' }>,
): Undertaking {
  const { run, grants, aim, consider } = parts
  const { desire } = aim()
  const strange = body.paths.find((path) => !desire.selection.roots.includes(path))
  if (strange !== undefined) {
    throw new HomestakError({
      code: 'LeaseHeld',
      message: `the homestak that writes with this state watches ${desire.selection.roots.join(', ')}, not ${strange}`,
      hint: 'end it first, or use another --state',
    })
  }
  const isMeant = (named: Named) => isSelected(named, body.narrowing)
  const beyondLimit = new Set(body.beyondLimit)
  const grant: Grant = { ...agreed(desire, body), restart: new Set(body.restart), beyondLimit }
  grants.give(grant)
  const settling = unsettledOf(parts, isMeant)
  let counted = false
  /** Once every removal counts, and again as more shows: the limit that was named is for all that goes with this request. */
  const count = () => {
    if (settling()) return
    counted = true
    const { maxDestroy } = body
    if (maxDestroy === null) return
    const takings = (consider()?.takings ?? []).filter(({ identity }) => isMeant(identity))
    const fresh = takings.map(({ uid }) => uid).filter((uid) => !beyondLimit.has(uid))
    if (fresh.length === 0 || beyondLimit.size + fresh.length > maxDestroy) return
    for (const uid of fresh) beyondLimit.add(uid)
    grants.give(grant)
    consider()
  }
  parts.reopenUnready()
  consider()
  count()
  const looked = parts.lookNow()
  const ended = followLeaving(parts, isMeant)
  const nodes = () => aim().nodes.filter(({ node, onlyLook }) => !onlyLook && isMeant(node.identity))
  const networks = () => aim().networks.filter(({ network, onlyLook }) => !onlyLook && isMeant(network.identity))
  const taken = () => [...run.context.taken].filter(([, { identity }]) => isMeant(identity))
  const leaving = () => [...run.context.networks.leaving].filter(([, { owned }]) => isMeant(owned.identity))
  const hasEnded = (id: string) => run.context.endings.has(id)
  return {
    grant,
    close: ended.close,
    isDone() {
      if (!looked()) return false
      count()
      const ids = [...taken(), ...leaving()].map(([id]) => id)
      const keys = declaredIn({ nodes: nodes(), networks: networks() }).map(({ key }) => key)
      return counted && [...ids, ...keys].every(hasEnded)
    },
    summary: summaryOf(parts, 'homestak/reconcile/v1', () => ({
      nodes: nodes(),
      networks: networks(),
      taken: new Map([...ended.guests, ...taken()]),
      leaving: new Map([...ended.networks, ...leaving()]),
      endings: new Map([...ended.endings, ...run.context.endings]),
      hosts: aim().hosts,
    })),
  }
}

/** Tells whether a removal does not count yet. Throws HomestakError where git keeps it from counting for long. */
function unsettledOf({ run, pass }: UndertakeParts, isMeant: (named: Named) => boolean): () => boolean {
  const { clock } = run.context.ports
  let busySince: number | undefined
  return () => {
    const { unsettled, byKey, ourNetworks } = pass.world()
    const ownedBy = (key: NodeKey) => [...(byKey.get(key) ?? []), ...(ourNetworks.byKey.get(key) ?? [])]
    const meant = [...unsettled].filter(([key]) => ownedBy(key).some(({ mark }) => isMeant(mark)))
    const [key, removal] = meant.find(([, { because }]) => because !== null) ?? []
    busySince = removal ? (busySince ?? clock.now()) : undefined
    if (removal && busySince !== undefined && clock.now() - busySince >= settleMs) {
      throw new HomestakError({
        code: 'Busy',
        message: `${key} is no longer declared; that counts once ${removal.because} is over`,
        hint: 'end or abort it in the git tree of the manifests, and type the command again',
      })
    }
    return meant.length > 0
  }
}

/** How guests and networks on their way out ended: one that is gone is soon forgotten by the run. */
function followLeaving({ run, listeners }: UndertakeParts, isMeant: (named: Named) => boolean) {
  const guests = new Map<string, OwnedGuest>()
  const networks = new Map<string, LeavingNetwork>()
  const endings = new Map<string, Ending>()
  const listener = (id: string, ending: Ending) => {
    const guest = run.context.taken.get(id)
    const network = run.context.networks.leaving.get(id)
    const identity = guest?.identity ?? network?.owned.identity
    if (!identity || !isMeant(identity)) return
    if (guest) guests.set(id, guest)
    if (network) networks.set(id, network)
    endings.set(id, ending)
  }
  listeners.add(listener)
  return { guests, networks, endings, close: () => void listeners.delete(listener) }
}

function undertakeDestroy(
  parts: UndertakeParts,
  { uids, hosts: asked }: Extract<RequestBody, { readonly verb: 'destroy' }>,
): Undertaking {
  const { run, pass, grants, consider, store } = parts
  const unwatched = asked.find((host) => !pass.world().hosts.has(host))
  if (unwatched !== undefined) {
    throw new HomestakError({
      code: 'LeaseHeld',
      message: `the homestak that writes with this state does not look at ${unwatched}`,
      hint: 'end it first, or use another --state',
    })
  }
  const { owned, ourNetworks } = pass.world()
  const guests = owned.filter(({ mark }) => uids.includes(mark.uid))
  const leaving = ourNetworks.owned
    .filter(({ mark }) => uids.includes(mark.uid))
    .map((network): LeavingNetwork => ({ id: networkId(network), owned: network, act: 'destroy' }))
  const grant: Grant = { destroy: new Set(uids), beyondLimit: new Set(uids) }
  grants.give(grant)
  consider()
  for (const parts of toDestroy(guests, store)) run.addGuest(parts)
  for (const network of leaving) run.addNetwork(network)
  const ids = [...guests.map(guestId), ...leaving.map(({ id }) => id)]
  const hosts = [...new Set([...guests, ...leaving.map((network) => network.owned)].map(({ mark }) => mark.host))]
  return {
    grant,
    close: () => undefined,
    isDone: () => ids.every((id) => run.context.endings.has(id)),
    summary: summaryOf(parts, 'homestak/destroy/v1', () => ({
      nodes: [],
      networks: [],
      taken: new Map(guests.map((guest) => [guestId(guest), guest])),
      leaving: new Map(leaving.map((network) => [network.id, network])),
      endings: run.context.endings,
      hosts,
    })),
  }
}

function summaryOf(
  { run, pass, aim, display }: UndertakeParts,
  schema: RunSummary['schema'],
  about: () => SelectedNodes & {
    readonly taken: ReadonlyMap<string, OwnedGuest>
    readonly leaving: ReadonlyMap<string, LeavingNetwork>
    readonly endings: ReadonlyMap<string, Ending>
    readonly hosts: readonly string[]
  },
): () => RunSummary {
  const started = run.context.ports.clock.now()
  const before = pass.calls()
  return () => {
    const { taken, leaving, endings, ...rest } = about()
    const summary = summarise({
      schema,
      run: {
        ...run.context,
        taken: new Map(taken),
        networks: { ...run.context.networks, leaving },
        endings: new Map(endings),
      },
      world: pass.world(),
      problems: schema === 'homestak/reconcile/v1' ? aim().problems : [],
      display,
      started,
      finished: true,
      timedOut: false,
      ...rest,
    })
    const { reads, writes } = summary.calls
    return { ...summary, calls: { reads: reads - before.reads, writes: writes - before.writes } }
  }
}
