/** One spelling for each address: what is declared and what is configured are compared as texts. */
import { isIPv6 } from 'node:net'

/** Of IPv6 the shortest, e.g. `fd00::1` for `FD00:0:0::1`; anything else as it is. */
export const addressText = (address: string): string =>
  isIPv6(address) && !address.includes('%') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address
