/** The one way to send anything but a GET; for the modules of this folder only, which ask for a warrant first. */
import type { Api } from './api.generated.ts'
import type { Check } from './checks.ts'
import type { PveClient } from './client.ts'
import type { Call } from './errors.ts'
import type { HttpResponse } from './transport.ts'
import type { Parameters, RawBody, RelayedRequest, Wire } from './wire.ts'
import { HomestakError } from '../errors.ts'
import { readAnswer } from './answer.ts'
import { isRecord, upidOrNull } from './checks.ts'
import { answerError } from './errors.ts'

export type WriteCall = Exclude<keyof Api, `GET ${string}`>

/** The names in braces of a call's path. */
type PathKeys<Key extends string> = Key extends `${string}{${infer Name}}${infer Rest}` ? Name | PathKeys<Rest> : never

const wires = new WeakMap<PveClient, Wire>()

/** Called once, where a client is made. */
export const grantWriting = (client: PveClient, wire: Wire): void => void wires.set(client, wire)

export interface WriteOptions {
  /** Parameters that arrive as plain data, e.g. from a plan; the server checks their names and values. `params` win. */
  readonly settings?: Parameters
  readonly body?: RawBody
  readonly signal?: AbortSignal | undefined
}

/** Sends a writing call once; it is never repeated here. */
export async function write<Key extends WriteCall, T>(
  client: PveClient,
  key: Key,
  params: Partial<Api[Key]['params']> & Pick<Api[Key]['params'], PathKeys<Key> & keyof Api[Key]['params']>,
  check: Check<T>,
  { settings, ...options }: WriteOptions = {},
): Promise<T> {
  const wire = wires.get(client)
  const [, method, path] = /^(POST|PUT|DELETE) (.*)$/.exec(key) ?? []
  if (!wire || !path || (method !== 'POST' && method !== 'PUT' && method !== 'DELETE')) {
    throw new HomestakError({
      code: 'Bug',
      message: `${key} was asked of a client of ${client.host} that cannot write`,
    })
  }
  return wire.send({ method, path, parameters: { ...settings, ...params }, check, ...options })
}

/** Sends a request of a program that works for us, once, and hands its answer back. */
export async function relay(client: PveClient, request: RelayedRequest): Promise<HttpResponse> {
  const wire = wires.get(client)
  if (!wire)
    throw new HomestakError({ code: 'Bug', message: `a client of ${client.host} that cannot write was to relay` })
  return wire.relay(request)
}

export interface Relayed {
  readonly response: HttpResponse
  /** The task that the call began. */
  readonly upid?: string
}

/** Throws HomestakError for what could not be sent, and what Proxmox VE refuses. What may be sent is the caller's to say. */
export async function relayWrite(client: PveClient, request: RelayedRequest): Promise<Relayed> {
  const response = await relay(client, request)
  const { answer, content } = readAnswer(response)
  const call: Call = { host: client.host, method: request.method, path: request.path }
  if (response.status !== 200) throw answerError(call, answer)
  const upid = isRecord(content) ? upidOrNull(content.data) : null
  return { response, ...(upid === null ? {} : { upid }) }
}
