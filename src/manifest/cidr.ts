/** Addresses and networks of IPv4 and IPv6, as far as is needed to see whether the one lies in the other. */
import { isIPv4, isIPv6 } from 'node:net'

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

export interface Network extends Address {
  readonly prefix: number
}

/** Undefined for text that is no network. */
export function parseNetwork(cidr: string): Network | undefined {
  const [address = '', length = '', ...rest] = cidr.split('/')
  const parsed = parseAddress(address)
  if (!parsed || rest.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > parsed.bits) return undefined
  return { ...parsed, prefix: Number(length) }
}

/** Whether nothing is set in it but the part that the prefix counts. */
export const isNetworkAddress = (network: Network): boolean => firstOf(network) === network.value

export function lies(address: string, network: Network): boolean {
  const parsed = parseAddress(address)
  return parsed?.bits === network.bits && firstOf({ ...network, value: parsed.value }) === firstOf(network)
}

/** The network that an address with a prefix lies in, for IPv4 as text; undefined for IPv6. */
export function networkText(network: Network): string | undefined {
  if (network.bits !== 32) return undefined
  const first = firstOf(network)
  const octets = [24n, 16n, 8n, 0n].map((shift) => String((first >> shift) & 255n))
  return `${octets.join('.')}/${network.prefix}`
}

function firstOf({ bits, value, prefix }: Network): bigint {
  const rest = BigInt(bits - prefix)
  return (value >> rest) << rest
}

function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { bits: 32, value: joined(text.split('.').map(Number), 8n) }
  if (!isIPv6(text) || !/^[\da-f:]+$/i.test(text)) return undefined
  const parts = text.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const [left = [], right = []] = parts
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right]
  return {
    bits: 128,
    value: joined(
      groups.map((group) => Number.parseInt(group, 16)),
      16n,
    ),
  }
}

const joined = (parts: readonly number[], width: bigint): bigint =>
  parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n)
