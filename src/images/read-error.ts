/** What went wrong in reading from an image source, in words for people. */
import { HomestakError } from '../errors.ts'
import { TransportError } from '../pve/transport.ts'

/** What an exchange that broke off means; it may go better another time. */
export function readError(url: string, error: unknown): HomestakError {
  if (error instanceof HomestakError) return error
  if (error instanceof TransportError) {
    if (error.kind !== 'certificate') return unreachable(url, error.message, error)
    return untrusted(url, error.message, error)
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (/^(CERT_|UNABLE_TO_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_)/.test(code)) return untrusted(url, code, error)
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new HomestakError({
      code: 'Stalled',
      retry: 'transient',
      message: `nothing more came from ${shownUrl(url)}`,
      hint: 'what has come is kept: the next run goes on from there',
      cause: error,
    })
  }
  // The client of the release API wraps what went wrong below it.
  const inner = error instanceof Error && error.cause !== undefined ? error.cause : undefined
  if (inner !== undefined) return readError(url, inner)
  return unreachable(url, code || (error instanceof Error ? error.message : String(error)), error)
}

/** Without the query, which may hold a signature that lets anybody in. */
export const shownUrl = (url: string): string => url.replace(/[?#].*$/s, '')

export const unreachable = (url: string, why: string, cause?: unknown): HomestakError =>
  new HomestakError({
    code: 'Unreachable',
    retry: 'transient',
    message: `${shownUrl(url)} cannot be read: ${why}`,
    ...(cause === undefined ? {} : { cause }),
  })

const untrusted = (url: string, why: string, cause: unknown): HomestakError =>
  new HomestakError({
    code: 'UntrustedCertificate',
    message: `${shownUrl(url)}: ${why}`,
    hint: 'name the authority that vouches for it with image_ca_file: below defaults in site.yaml',
    cause,
  })
