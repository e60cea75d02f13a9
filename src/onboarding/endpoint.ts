/** From what somebody types for a host to the address of its API. */
import { isIPv6 } from 'node:net'
import { HomestakError } from '../errors.ts'

/** `192.0.2.10`, `hv0.lan`, `[2001:db8::1]:8006` or a whole URL. Throws Usage. */
export function endpointFrom(typed: string): string {
  const text = typed.trim()
  const bare = isIPv6(text) ? `[${text}]` : text
  const url = /^[a-z]+:\/\//i.test(bare) ? bare : `https://${bare}`
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const path = parsed?.pathname === '/' && parsed.search === '' && parsed.hash === ''
  if (!parsed || parsed.protocol !== 'https:' || !path || parsed.username !== '' || parsed.hostname === '') {
    throw new HomestakError({
      code: 'Usage',
      message: `'${text}' is not the address of a host`,
      hint: 'for example 192.0.2.10, hv0.example or https://hv0.example:8006',
    })
  }
  // A URL leaves its scheme's own port out.
  const port = parsed.port || (bare.endsWith(':443') ? '443' : '8006')
  return `https://${parsed.hostname}:${port}`
}
