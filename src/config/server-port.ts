/** The port of the spec server, from its address. */
import { HomestakError } from '../errors.ts'

const usual = 44_443

/** What has no scheme has no port either. Throws InvalidSiteConfig for a port that is none. */
export function serverPort(url: string): number {
  const [, authority = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url) ?? []
  const [, port = ''] = /:([^:\]]*)$/.exec(authority.slice(authority.lastIndexOf('@') + 1)) ?? []
  if (port === '' || Number(port) === 0) return usual
  if (/^\d+$/.test(port) && Number(port) <= 65_535) return Number(port)
  throw new HomestakError({
    code: 'InvalidSiteConfig',
    message: `server_url '${url}' has the port '${port}', which is none`,
    hint: 'write https://ADDRESS:PORT with a port from 1 to 65535',
  })
}
