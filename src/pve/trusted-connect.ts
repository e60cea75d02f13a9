/** Opens TLS connections only to a server that something vouches for; nothing is sent before that is settled. */
import { createSecureContext, getCACertificates, rootCertificates, TLSSocket } from 'node:tls'
import type { buildConnector as connectors } from 'undici'
import { TransportError } from './transport.ts'
import { buildConnector } from './undici-parts.ts'

export interface Trust {
  /** SHA-256 of the one certificate accepted, `AA:BB:…`; decides alone where it is given. */
  readonly fingerprint?: string
  /** PEM of the authority accepted; without it, those of the system. */
  readonly ca?: string
  /** Accepts anything. */
  readonly insecure?: boolean
}

export interface TrustedConnector {
  readonly connect: connectors.connector
  /** SHA-256 of the certificate of the latest connection, `AA:BB:…`. */
  peerFingerprint(): string | undefined
}

/** Connections that cannot be had fail with a `TransportError` that was not sent; `closed` ends those in the making. */
export function trustedConnector(trust: Trust, timeoutMs: number, closed: AbortSignal): TrustedConnector {
  const ca = trust.fingerprint || trust.insecure ? [] : trust.ca ? [trust.ca] : systemAuthorities()
  // Node's verdict is taken from the socket instead of ending the connection: a refusal can then name the certificate.
  // A resumed session would skip that verdict, hence none are kept.
  const open = buildConnector({
    rejectUnauthorized: false,
    maxCachedSessions: 0,
    allowH2: false,
    timeout: timeoutMs,
    signal: closed,
    // Made once: a connection for itself would read all authorities anew.
    secureContext: createSecureContext({ ca }),
  })
  let seen: string | undefined

  return {
    peerFingerprint: () => seen,
    connect(options, callback) {
      const place = options.port ? `${options.hostname}:${options.port}` : options.hostname
      open(options, (error, socket) => {
        if (error) return callback(connectError(place, error), null)
        if (!(socket instanceof TLSSocket)) {
          socket.destroy()
          return callback(
            new TransportError({ kind: 'refused', sent: false, message: `${place} is no https address` }),
            null,
          )
        }
        seen = socket.getPeerCertificate().fingerprint256
        const objection = objectionTo(socket, seen, trust)
        if (objection === undefined) return callback(null, socket)
        socket.destroy()
        const message = `the certificate of ${place} is not trusted: ${objection}`
        callback(
          new TransportError({ kind: 'certificate', sent: false, message, ...(seen ? { fingerprint: seen } : {}) }),
          null,
        )
      })
    },
  }
}

/** Why the certificate is refused; undefined where it is not. */
function objectionTo(socket: TLSSocket, seen: string | undefined, trust: Trust): string | undefined {
  if (trust.fingerprint) {
    if (seen && plain(seen) === plain(trust.fingerprint)) return undefined
    return `its fingerprint is ${seen ?? 'not known'}, not the ${trust.fingerprint} that site-config names`
  }
  if (trust.insecure || socket.authorized) return undefined
  const code = String(socket.authorizationError ?? '')
  if (code === 'CERT_HAS_EXPIRED') return 'it has expired'
  return unvouched.test(code) ? 'nothing vouches for it' : code
}

/** In OpenSSL's words: of no authority that is known here. */
const unvouched = /^$|SELF_SIGNED|^UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)/

const plain = (fingerprint: string) => fingerprint.replaceAll(':', '').toUpperCase()

/** Node brings authorities of its own; the system may have those of a company besides. */
export const systemAuthorities = (): string[] => [...new Set([...rootCertificates, ...getCACertificates('system')])]

const lookupCodes = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']
const resetCodes = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']
/** What stands in the way speaks another protocol, or another version of TLS. */
const isNoTls = (code: string): boolean => code.startsWith('ERR_SSL_') || code === 'EPROTO'

function connectError(place: string, error: Error): TransportError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const make = (kind: TransportError['kind'], what: string) =>
    new TransportError({ kind, sent: false, message: `${place}: ${what}`, cause: error })
  if (lookupCodes.includes(code)) return make('dns', 'the name cannot be looked up')
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return make('timeout', 'no connection in time')
  if (resetCodes.includes(code)) return make('reset', 'the connection was cut while it was made')
  if (isNoTls(code)) return make('refused', 'what answers there does not speak HTTPS')
  return make('refused', code === 'ECONNREFUSED' ? 'connection refused' : error.message || code)
}
