/** From what somebody types for a host to the address of its API. */
import { isIPv6 } from 'node:net'
import { HomestakError } from '../errors.ts'

/** `192.0.2.10`, `hv0.lan`, `[2001:db8::1]:8006`, or a whole URL as a browser shows it. Throws Usage. */
export function endpointFrom(typed: string): string {
  const text = typed.trim()
  const bare = isIPv6(text) ? `[${text}]` : text
  const url = /^[a-z]+:\/\//i.test(bare) ? bare : `https://${bare}`
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  // What the web interface adds behind # is a place in it.
  const isBare = parsed?.pathname === '/' && parsed.search === ''
  if (!parsed || parsed.protocol !== 'https:' || !isBare || parsed.username !== '' || parsed.hostname === '') {
    const message = `'${text}' is not the address of a host`
    throw new HomestakError({ code: 'Usage', message, hint: hintFor(parsed) })
  }
  // A URL leaves its scheme's own port out.
  const port = parsed.port || (bare.endsWith(':443') ? '443' : '8006')
  return `https://${parsed.hostname}:${port}`
}

function hintFor(parsed: URL | undefined): string {
  const example = 'for example 192.0.2.10, hv0.example or https://hv0.example:8006'
  if (parsed?.protocol === 'http:') return `Proxmox VE speaks HTTPS only; ${example}`
  if (parsed?.username) return `the user is asked for later, or named with --user; ${example}`
  return example
}
