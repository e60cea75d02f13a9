/** What PVE's API is given of a zone, a virtual network and a subnet. */
import type { DesiredNetwork, DesiredSubnet, DesiredZone } from '../../src/graph/desired-network.ts'
import type { Parameters } from '../../src/steps/operation.ts'

export type Options = Readonly<Record<string, string | number | undefined>>

export const zoneOptions = ({ peers, mtu, bridge }: DesiredZone): Options => ({
  peers: peers.length === 0 ? undefined : peers.join(','),
  mtu,
  bridge,
})

/** An alias that would be empty is none. */
export const vnetOptions = ({ zone, tag }: Pick<DesiredNetwork, 'zone' | 'tag'>, alias: string): Options => ({
  zone: zone.id,
  tag,
  alias: alias === '' ? undefined : alias,
})

export const subnetOptions = ({ gateway, snat }: DesiredSubnet): Options => ({ gateway, snat: snat ? 1 : undefined })

/** Of an object that is to be made. */
export const given = (options: Options): Parameters =>
  Object.fromEntries(Object.entries(options).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))

/** Of an object that is there: what differs is set, and what it has and should not have is deleted. */
export function differing(options: Options, seen: Readonly<Record<string, string>>): Parameters {
  // A flag that is off is none.
  const has = (key: string) => (seen[key] === '0' ? '' : (seen[key] ?? ''))
  const wrong = Object.entries(options).filter(([key, value]) => String(value ?? '') !== has(key))
  const gone = wrong.filter(([, value]) => value === undefined).map(([key]) => key)
  return { ...given(Object.fromEntries(wrong)), ...(gone.length === 0 ? {} : { delete: gone.join(',') }) }
}
