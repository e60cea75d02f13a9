/** Nodes on which a virtual network is not in effect, though all of it is applied. */
import type { AmissZone, SdnView } from '../../src/pve/sdn-view.ts'

/** In words, e.g. `pending on hv1, hv2; missing vmbr7 on hv3`; undefined: it is in effect wherever that was asked. */
export const amissOf = (vnet: string, sdn: SdnView): string | undefined => textOf(reasonsOf(vnet, sdn))

/** The same where no node has anything left to take over: then another apply may change nothing. */
export function faultOf(vnet: string, sdn: SdnView): string | undefined {
  const reasons = reasonsOf(vnet, sdn)
  return reasons.some(({ why }) => why === 'pending') ? undefined : textOf(reasons)
}

interface Reason {
  readonly node: string
  readonly why: string
}

function reasonsOf(vnet: string, { vnets, amiss = [] }: SdnView): readonly Reason[] {
  const zone = vnets.get(vnet)?.zone
  return amiss.filter((each) => each.zone === zone).flatMap((each) => reasonOf(vnet, each))
}

function reasonOf(vnet: string, { node, status, errors }: AmissZone): readonly Reason[] {
  if (status === 'pending') return [{ node, why: status }]
  if (!errors) return [{ node, why: 'an error that the token may not read (SDN.Audit)' }]
  const error = errors.get(vnet)
  return error === undefined ? [] : [{ node, why: error === '' ? 'an error' : error }]
}

function textOf(reasons: readonly Reason[]): string | undefined {
  if (reasons.length === 0) return undefined
  const nodes = Map.groupBy(reasons, ({ why }) => why)
  return [...nodes].map(([why, on]) => `${why} on ${on.map(({ node }) => node).join(', ')}`).join('; ')
}
