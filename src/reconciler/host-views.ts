/** What was seen of every host of a run. The newest word about a guest counts, through whichever entry of its cluster it came. */
import type { GuestView, ListedGuest, SnapshotGuest } from '../pve/guest-view.ts'
import { isSameReading, type HostView } from './host-view.ts'
import type { NetworksView } from './networks/view.ts'

/** One guest as it was read by itself. */
export type SeenGuest = { readonly guest: GuestView; readonly listed: SnapshotGuest } | 'gone' | 'unreadable'

/** What is read of a host only where it is needed. */
export type Learned = Pick<HostView, 'catalog' | 'facts' | 'resting'>

export interface HostViews {
  all(): ReadonlyMap<string, HostView>
  get(host: string): HostView | undefined
  /** Taken before something is read: what was begun later is newer. */
  begin(): number
  show(view: HostView, began: number): void
  /** What was read besides, of a host that is shown: what else is seen there may be newer by now. */
  add(host: string, more: Learned): void
  /** What was added to the view of a host. */
  learned(host: string): Learned
  /** All entries of the host's cluster see them. False: what is known is newer, and stays. */
  showNetworks(host: string, networks: NetworksView, began: number): boolean
  /** All entries of the host's cluster see it. */
  showGuest(host: string, vmid: number, seen: SeenGuest, began: number): void
  /** A newer list of a cluster: of guests that were read it tells only where they are, of others everything. */
  showList(clusterKey: string, list: ReadonlyMap<number, ListedGuest>): void
  /** What the hosts offer, or this one, is read anew once it is needed. */
  forgetCatalogs(host?: string): void
}

export function createHostViews(onChange: () => void): HostViews {
  const views = new Map<string, HostView>()
  /** Guests that were read by themselves, by cluster and vmid. */
  const words = new Map<
    string,
    { readonly clusterKey: string; readonly vmid: number; readonly seen: SeenGuest; readonly began: number }
  >()
  /** What was last seen of virtual networks, by cluster. */
  const networks = new Map<string, { readonly seen: NetworksView; readonly began: number }>()
  const networksOf = (clusterKey: string): Pick<HostView, 'networks'> => {
    const known = networks.get(clusterKey)
    return known ? { networks: known.seen } : {}
  }
  let order = 0
  return {
    all: () => views,
    get: (host) => views.get(host),
    begin: () => (order += 1),
    show(view, began) {
      const newer = [...words.values()].filter((word) => word.clusterKey === view.clusterKey && word.began > began)
      views.set(
        view.host,
        newer.reduce((shown, { vmid, seen }) => withGuest(shown, vmid, seen), {
          ...view,
          ...networksOf(view.clusterKey),
        }),
      )
      onChange()
    },
    add(host, more) {
      const view = views.get(host)
      if (!view?.reachable) return
      views.set(host, { ...view, ...more })
      onChange()
    },
    learned(host) {
      const { catalog, facts, resting } = views.get(host) ?? {}
      return { ...(catalog ? { catalog } : {}), ...(facts ? { facts } : {}), ...(resting ? { resting } : {}) }
    },
    showNetworks(host, seen, began) {
      const clusterKey = views.get(host)?.clusterKey
      if (clusterKey === undefined || (networks.get(clusterKey)?.began ?? 0) > began) return false
      networks.set(clusterKey, { seen, began })
      for (const view of views.values()) {
        if (view.clusterKey === clusterKey) views.set(view.host, { ...view, ...networksOf(clusterKey) })
      }
      onChange()
      return true
    },
    showGuest(host, vmid, seen, began) {
      const clusterKey = views.get(host)?.clusterKey
      if (clusterKey === undefined) return
      const id = `${clusterKey}\n${vmid}`
      if ((words.get(id)?.began ?? 0) > began) return
      const here = [...views.values()].filter((view) => view.clusterKey === clusterKey)
      const known = knownAs(here, vmid, seen)
      words.set(id, { clusterKey, vmid, seen: known ?? seen, began })
      if (known) return
      for (const view of here) views.set(view.host, withGuest(view, vmid, seen))
      onChange()
    },
    showList(clusterKey, list) {
      for (const view of views.values()) {
        if (view.clusterKey === clusterKey) views.set(view.host, withList(view, list))
      }
      onChange()
    },
    forgetCatalogs(only) {
      const meant = [...views.values()].filter(({ host }) => only === undefined || host === only)
      const kept = meant.filter(({ catalog, facts }) => catalog ?? facts)
      if (kept.length === 0) return
      for (const { catalog: _catalog, facts: _facts, ...view } of kept) views.set(view.host, view)
      onChange()
    },
  }
}

/** A guest that was read again and is as it was stays the same object, and nothing has to be thought through anew. */
function knownAs(views: readonly HostView[], vmid: number, seen: SeenGuest): SeenGuest | undefined {
  const [first] = views
  const guest = first?.guests.get(vmid)
  const listed = first?.snapshot?.guests.get(vmid)
  if (!guest || !listed || typeof seen === 'string') return undefined
  const isSame = ({ guests, snapshot, unreadable }: HostView): boolean =>
    guests.get(vmid) === guest && snapshot?.guests.get(vmid) === listed && !unreadable.has(vmid)
  const sameListed = seen.listed === listed || JSON.stringify({ ...listed, ...seen.listed }) === JSON.stringify(listed)
  return sameListed && isSameReading(seen.guest, guest) && seen.guest.node === guest.node && views.every(isSame)
    ? { guest, listed }
    : undefined
}

function withList(view: HostView, list: ReadonlyMap<number, ListedGuest>): HostView {
  if (!view.snapshot) return view
  const guests = new Map<number, SnapshotGuest>()
  for (const [vmid, { guest }] of list) {
    const seen = view.guests.has(vmid) ? view.snapshot.guests.get(vmid) : undefined
    guests.set(vmid, seen ? { ...guest, name: seen.name, status: seen.status } : guest)
  }
  // A guest that was read is gone only once its own endpoint says so.
  for (const [vmid, seen] of view.snapshot.guests) if (view.guests.has(vmid) && !list.has(vmid)) guests.set(vmid, seen)
  return { ...view, snapshot: { ...view.snapshot, guests, listed: list } }
}

function withGuest(view: HostView, vmid: number, seen: SeenGuest): HostView {
  if (!view.snapshot) return view
  if (seen === 'unreadable') return { ...view, unreadable: new Set([...view.unreadable, vmid]) }
  const listed = new Map(view.snapshot.guests)
  const guests = new Map(view.guests)
  if (seen !== 'gone') {
    listed.set(vmid, { ...listed.get(vmid), ...seen.listed })
    guests.set(vmid, seen.guest)
  } else {
    listed.delete(vmid)
    guests.delete(vmid)
  }
  const unreadable = new Set([...view.unreadable].filter((other) => other !== vmid))
  return { ...view, snapshot: { ...view.snapshot, guests: listed }, guests, unreadable }
}
