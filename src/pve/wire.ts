/** One call of the API on the wire: parameters in, checked answer out, every failure typed, everything counted. */
import type { Clock } from '../clock.ts'
import type { Check } from './checks.ts'
import type { Credentials } from './credentials.ts'
import type { Call } from './errors.ts'
import type { HttpRequest, HttpResponse, StreamedBody, Transport } from './transport.ts'
import { TransportError } from './transport.ts'
import { readAnswer } from './answer.ts'
import { isRecord, UnexpectedReply } from './checks.ts'
import { answerError, strangeReply, transportError } from './errors.ts'

/** Silence on the wire after which a call is given up; PVE itself waits 10 s for locks and 30 s for other nodes. */
const timeoutMs = 60_000

export type ParameterValue = string | number | boolean | readonly string[] | undefined
export type Parameters = Readonly<Record<string, ParameterValue>>

/** A body that is sent as it is. */
export interface RawBody {
  readonly contentType: string
  readonly bytes?: Uint8Array
  /** In place of `bytes`. */
  readonly stream?: StreamedBody
}

/** One exchange as it went, for logs and counts; holds no header and no parameter. */
export interface CallReport extends Call {
  /** Absent where no answer came. */
  readonly status?: number
  readonly ms: number
}

export interface WireParts {
  readonly host: string
  readonly transport: Transport
  readonly credentials: Credentials
  readonly clock: Clock
  readonly onCall?: (report: CallReport) => void
}

export interface WireCall<T> {
  readonly method: HttpRequest['method']
  /** With `{name}` where parameters go in. */
  readonly path: string
  readonly parameters: Parameters
  readonly check: Check<T>
  readonly body?: RawBody
  readonly signal?: AbortSignal | undefined
}

/** A request that somebody else made, as it came. */
export interface RelayedRequest {
  readonly method: HttpRequest['method']
  /** Below `/api2/json`, with its query. */
  readonly path: string
  readonly contentType?: string | undefined
  readonly body?: string
  readonly signal?: AbortSignal
}

export interface Wire {
  /** Throws HomestakError, or the signal's reason. */
  send<T>(call: WireCall<T>): Promise<T>
  /** Sends what somebody else asks for, with our own credential, and hands the answer back, whatever it is. */
  relay(request: RelayedRequest): Promise<HttpResponse>
  readonly counts: { readonly reads: number; readonly writes: number }
}

export function createWire({ host, transport, credentials, clock, onCall }: WireParts): Wire {
  const counts = { reads: 0, writes: 0 }

  async function exchange(
    call: Call,
    request: Omit<HttpRequest, 'headers'>,
    type: string | undefined,
    signal?: AbortSignal,
  ) {
    const headers = {
      accept: 'application/json',
      ...(type ? { 'content-type': type } : {}),
      ...(await credentials.headers(call.method, signal)),
    }
    if (call.method === 'GET') counts.reads += 1
    else counts.writes += 1
    const started = clock.now()
    let response: HttpResponse | undefined
    try {
      response = await transport({ ...request, headers }, { timeoutMs, ...(signal ? { signal } : {}) })
      return response
    } catch (error) {
      throw error instanceof TransportError ? transportError(call, error) : error
    } finally {
      onCall?.({ ...call, ms: clock.now() - started, ...(response ? { status: response.status } : {}) })
    }
  }

  /** A credential that had run out is renewed, and the request sent once more. */
  const answered: typeof exchange = async (...parts) => {
    const response = await exchange(...parts)
    return response.status === 401 && credentials.refused() ? exchange(...parts) : response
  }

  async function send<T>({ method, path, parameters, check, body, signal }: WireCall<T>): Promise<T> {
    const { filled, rest } = fillPath(path, parameters)
    const call: Call = { host, method, path: filled }
    const form = encodeForm(rest)
    const inQuery = method === 'GET' || method === 'DELETE'
    const request: Omit<HttpRequest, 'headers'> = {
      method,
      path: `/api2/json${filled}${inQuery && form !== '' ? `?${form}` : ''}`,
      ...(inQuery ? {} : body?.stream ? { stream: body.stream } : { body: body?.bytes ?? form }),
    }
    const type = inQuery ? undefined : (body?.contentType ?? 'application/x-www-form-urlencoded')
    return unwrap(call, await answered(call, request, type, signal), check)
  }

  async function relay({ method, path, contentType, body, signal }: RelayedRequest): Promise<HttpResponse> {
    const call: Call = { host, method, path: path.split('?')[0] ?? '' }
    const request = { method, path: `/api2/json${path}`, ...(body ? { body } : {}) }
    return answered(call, request, contentType, signal)
  }

  return { send, relay, counts }
}

function unwrap<T>(call: Call, response: HttpResponse, check: Check<T>): T {
  const { answer, content } = readAnswer(response)
  if (response.status !== 200) throw answerError(call, answer)
  if (!isRecord(content) || !('data' in content)) throw strangeReply(call, 'it is no JSON with data')
  try {
    return check(content.data)
  } catch (error) {
    throw error instanceof UnexpectedReply ? strangeReply(call, error.message) : error
  }
}

/** Puts parameters named in the path into it; the rest goes into query or form. */
function fillPath(path: string, parameters: Parameters): { filled: string; rest: Parameters } {
  const rest = { ...parameters }
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { filled, rest }
}

/** Booleans as PVE takes them in forms, 1 and 0; a list as a repeated field. */
function encodeForm(parameters: Parameters): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue
    if (typeof value === 'object') for (const item of value) form.append(name, item)
    else form.append(name, typeof value === 'boolean' ? String(Number(value)) : String(value))
  }
  return form.toString()
}
