/** One HTTP exchange with a Proxmox VE API server: the edge that tests and the simulation replace. */

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query, e.g. `/api2/json/version`. */
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** In place of `body`. */
  readonly stream?: StreamedBody
}

/** A body that is read while it is sent, for what is too big to be held. */
export interface StreamedBody {
  /** Bytes. */
  readonly length: number
  /** Reads it from its beginning; called once for each sending. */
  open(): AsyncIterable<Uint8Array>
}

export interface HttpResponse {
  readonly status: number
  /** Proxmox VE puts its message into the reason phrase. */
  readonly reason: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Sends one request and reads the whole answer. Rejects with a `TransportError`, or with the signal's reason.
 * `timeoutMs` bounds silence on the wire.
 */
export type Transport = (
  request: HttpRequest,
  options: { timeoutMs: number; signal?: AbortSignal },
) => Promise<HttpResponse>

export interface TransportFailure {
  readonly kind: 'refused' | 'reset' | 'timeout' | 'dns' | 'certificate'
  /** Whether the server may have acted on the request. */
  readonly sent: boolean
  readonly message: string
  /** SHA-256 of the certificate seen, `AA:BB:…`, where the kind is `certificate`. */
  readonly fingerprint?: string
  readonly cause?: unknown
}

export class TransportError extends Error {
  readonly kind: TransportFailure['kind']
  readonly sent: boolean
  readonly fingerprint: string | undefined

  constructor({ kind, sent, message, fingerprint, cause }: TransportFailure) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'TransportError'
    this.kind = kind
    this.sent = sent
    this.fingerprint = fingerprint
  }
}
