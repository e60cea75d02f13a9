/** What a look at the virtual networks of a host showed: those of its whole cluster. */
import type { HomestakError } from '../../errors.ts'
import { stays, type SdnView, type VnetView, type ZoneView } from '../../pve/sdn-view.ts'
import type { HostView } from '../host-view.ts'

export interface SeenNetworks {
  readonly sdn: SdnView
  /** All that may wait to be applied was read, also what is nobody's here. */
  readonly whole: boolean
  /** Milliseconds since the epoch. */
  readonly read: number
  /** Read once a network may have to go. */
  readonly users?: BridgeUsers
  /** Cards and bridges that nodes have of their own, each with the first node; read once a network is to be made. */
  readonly interfaces?: ReadonlyMap<string, string>
  /** Zones that a run of ours left behind, which are no part of `sdn`. */
  readonly left?: readonly ZoneView[]
}

/** Guests of the cluster, whosever they are, by vmid. */
export interface BridgeUsers {
  /** The bridges that a guest names now, or from its next start; null: it could not be read. */
  readonly bridges: ReadonlyMap<number, readonly string[] | null>
  /** False: the token may not see all guests there are. */
  readonly all: boolean
}

/** They are there or not: the host does not say. */
export interface UnseenNetworks {
  readonly error: HomestakError
}

export type NetworksView = SeenNetworks | UnseenNetworks

/** It goes, or is let go, with the next apply. */
export const isHalfGone = (vnet: VnetView): boolean => !stays(vnet) || vnet.mark === undefined

/** undefined where they were not looked at, or could not be. */
export const seenNetworks = (view: Pick<HostView, 'networks'> | undefined): SeenNetworks | undefined =>
  view?.networks && 'sdn' in view.networks ? view.networks : undefined

/** Two looks that showed the same, as far as both of them asked. */
export function isSameLook(a: NetworksView | undefined, b: NetworksView | undefined): boolean {
  if (a === b || !a || !b) return a === b
  if ('error' in a || 'error' in b) return 'error' in a && 'error' in b && a.error.message === b.error.message
  const asked = [...a.sdn.subnets.keys()].filter((vnet) => b.sdn.subnets.has(vnet))
  return textOf(a, asked) === textOf(b, asked)
}

const textOf = (
  { sdn: { zones, vnets, subnets, amiss = [] }, left = [] }: SeenNetworks,
  asked: readonly string[],
): string =>
  JSON.stringify([
    [...zones],
    left,
    [...vnets],
    asked.map((vnet) => subnets.get(vnet)),
    amiss.map(({ errors = [], ...zone }) => ({ ...zone, errors: [...errors] })),
  ])
