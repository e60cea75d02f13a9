/** Looks at virtual networks where some are declared or remembered, and shows them to all entries of their cluster. */
import type { StoreReader } from '../../../state/store.ts'
import type { Clock } from '../../clock.ts'
import { HomestakError } from '../../errors.ts'
import type { DesiredNetwork } from '../../graph/desired-network.ts'
import type { PveClient } from '../../pve/client.ts'
import type { HostView } from '../host-view.ts'
import type { HostViews } from '../host-views.ts'
import { withoutLeft } from './left-zones.ts'
import type { OwnedNetwork } from './owned.ts'
import { readNetworks, type NetworksQuestion } from './read.ts'
import { seenNetworks, type NetworksView } from './view.ts'

export interface NetworkLooksParts {
  readonly views: HostViews
  readonly client: (host: string) => PveClient
  readonly declared: () => readonly DesiredNetwork[]
  readonly begunZones: StoreReader['begunZones']
  /** Look also where none is known. */
  readonly everywhere: boolean
  readonly clock: Clock
  readonly signal: AbortSignal
}

export interface NetworkLooks {
  /** With a look at the host; undefined where there is nothing to look for. */
  first(view: SeenHost, isRemembered: boolean, signal: AbortSignal): Promise<NetworksView | undefined>
  /** Throws what the host answers. */
  again(host: string): Promise<void>
  /**
   * All that may wait to be applied; `users`: with the bridges of all guests. False: a look that began later is shown,
   * which need not have asked for that. Throws what the host answers.
   */
  whole(host: string, users: boolean, signal?: AbortSignal): Promise<boolean>
}

type SeenHost = Pick<HostView, 'host' | 'clusterKey' | 'snapshot'>

type Asked = Pick<NetworksQuestion, 'whole' | 'users'>

export function createNetworkLooks(parts: NetworkLooksParts): NetworkLooks {
  const { views, declared, everywhere, clock } = parts
  const isWanted = (host: string) => everywhere || declared().some(({ identity }) => identity.host === host)
  const read = async ({ host, clusterKey, snapshot }: SeenHost, asked: Asked, signal: AbortSignal) => {
    const vnets = declared().map(({ vnet }) => vnet)
    const nodes = (snapshot?.nodes ?? []).filter(({ online }) => online).map(({ name }) => name)
    const seen = await readNetworks(parts.client(host), { vnets, nodes, ...asked, clock, signal })
    const isHere = (other: string) => other === host || views.get(other)?.clusterKey === clusterKey
    const begun = parts.begunZones().filter((each) => isHere(each.host))
    return withoutLeft(
      seen,
      begun,
      declared().filter(({ identity }) => isHere(identity.host)),
    )
  }
  const look = async (host: string, asked: Asked, signal = parts.signal) => {
    const view = views.get(host)
    if (!view) return false
    const began = views.begin()
    const seen = await read(view, asked, signal)
    const known = seenNetworks(views.get(host))?.users
    // Who was on which network is known from the last time that it was asked for.
    return views.showNetworks(host, 'sdn' in seen && known && !seen.users ? { ...seen, users: known } : seen, began)
  }
  return {
    first: async (view, isRemembered, signal) =>
      isWanted(view.host) || isRemembered ? read(view, { whole: false, users: false }, signal) : undefined,
    again: async (host) => void (await look(host, { whole: false, users: false })),
    whole: (host, users, signal) => look(host, { whole: true, users }, signal),
  }
}

/** Before it is counted what may go. What a host does not answer is found out about when its networks have their turn. */
export async function lookForUsers(
  { networks }: { readonly networks: Pick<NetworkLooks, 'whole'> },
  owned: readonly OwnedNetwork[],
): Promise<void> {
  const clusters = new Map(owned.map(({ clusterKey, host }) => [clusterKey, host]))
  const looks = [...clusters.values()].map((host) => networks.whole(host, true))
  for (const end of await Promise.allSettled(looks))
    if (end.status === 'rejected' && !(end.reason instanceof HomestakError)) throw end.reason
}
