/** Where something of ours listens: ADDR:PORT as it is typed, and as it is written. */
import { isIP } from 'node:net'
import { HomestakError } from './errors.ts'

export interface ListenAddress {
  /** A name or an address; IPv6 without brackets. */
  readonly address: string
  /** 0: any that is free. */
  readonly port: number
}

const loopback = '127.0.0.1'

/** `ADDR:PORT`, `[IPV6]:PORT`; without an address (`:PORT`, `PORT`) on this machine only. Throws Usage that names the option. */
export function parseListen(option: string, text: string): ListenAddress {
  const [, bracketed, bare, port] = /^(?:(?:\[([^\]]+)\]|([^:\s[\]]*)):)?(\d{1,5})$/.exec(text) ?? []
  const address = bracketed ?? (bare || loopback)
  const isSound = bracketed === undefined || isIP(bracketed) === 6
  if (isSound && port !== undefined && Number(port) < 65_536) return { address, port: Number(port) }
  throw new HomestakError({
    code: 'Usage',
    message: `${option}: '${text}' is no ADDR:PORT`,
    hint: 'e.g. 127.0.0.1:9100, [::1]:9100, or 9100 for this machine only',
  })
}

/** As it stands in a URL. */
export const hostPort = ({ address, port }: ListenAddress): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`

/** Nobody but this machine reaches it. */
export const isLoopback = ({ address }: ListenAddress): boolean =>
  address === 'localhost' || /^(::ffff:)?127\./i.test(address) || address === '::1'
