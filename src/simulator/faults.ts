/** Injected faults: connections cut before the work of a request was done, or after it. */
import { TransportError } from '../pve/transport.ts'

export interface FaultRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
}

/** `reset` cuts the connection, `refuse` never takes it; a status is answered in place of the real one. */
export type Fault = 'pass' | 'reset' | 'refuse' | { readonly status: number; readonly reason: string }

/** Asked before and after each request is applied. */
export type Faults = (request: FaultRequest, phase: 'before' | 'after') => Fault

/** What a cut connection looks like to the client; in-process it is thrown, the server closes the socket. */
export function cutConnection(kind: 'reset' | 'refuse'): TransportError {
  return kind === 'refuse'
    ? new TransportError({ kind: 'refused', sent: false, message: 'connect ECONNREFUSED' })
    : new TransportError({ kind: 'reset', sent: true, message: 'read ECONNRESET' })
}
