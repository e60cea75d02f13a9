/** How a request shows who we are: by an API token, or by a ticket that is renewed before it runs out. */
import type { Clock } from '../clock.ts'
import type { HttpRequest, Transport } from './transport.ts'
import { TransportError } from './transport.ts'
import { HomestakError } from '../errors.ts'
import { isRecord } from './checks.ts'
import { answerError, strangeReply, transportError } from './errors.ts'
import { readAnswer } from './answer.ts'

export interface Credentials {
  /** The headers that authenticate a request of this method. */
  headers(method: HttpRequest['method'], signal?: AbortSignal): Promise<Readonly<Record<string, string>>>
  /** Told of a 401: true where fresh headers may fare better. A refused request was not carried out. */
  refused(): boolean
}

/**
 * What secrets.yaml has for a host: an API token, or `user@realm:password` where there is none yet.
 * Throws RefusedCredential where it is neither.
 */
export function credentialsFrom(
  text: string,
  { host, transport, clock }: Pick<TicketParts, 'host' | 'transport' | 'clock'>,
): Credentials {
  const [, username, password] = /^([^@!:=\s]+@[^@!:=\s]+):(.+)$/.exec(text) ?? []
  return username && password
    ? ticketCredentials({ host, transport, clock, username, password })
    : tokenCredentials(host, text)
}

/** `token` is `user@realm!name=uuid`. Throws RefusedCredential where it cannot be one. */
export function tokenCredentials(host: string, token: string): Credentials {
  if (!/^[^@!=\s]+@[^@!=\s]+![^@!=\s]+=[^=\s]+$/.test(token)) {
    throw new HomestakError({
      code: 'RefusedCredential',
      message: `the API token of ${host} has not the form user@realm!name=uuid`,
      hint: 'write it under api_tokens in secrets.yaml as pveum user token add shows it: full-tokenid=value',
    })
  }
  const headers = { authorization: `PVEAPIToken=${token}` }
  return { headers: async () => headers, refused: () => false }
}

/** Tickets live two hours; half of that leaves room for clocks that differ. */
const renewAfterMs = 60 * 60 * 1000

/** Logging in with a wrong password takes PVE three seconds. */
const loginTimeoutMs = 30_000

interface Ticket {
  readonly cookie: string
  readonly csrf: string
}

export interface TicketParts {
  readonly host: string
  readonly transport: Transport
  /** `user@realm`. */
  readonly username: string
  readonly password: string
  readonly clock: Clock
}

/** Logs in at first use, again after an hour or a refusal, and never twice at once. */
export function ticketCredentials({ host, transport, username, password, clock }: TicketParts): Credentials {
  let ticket: Promise<Ticket> | undefined
  let since = 0

  /** Shared by all who wait, hence without anybody's signal. */
  async function login(): Promise<Ticket> {
    const call = { host, method: 'POST', path: '/access/ticket' } as const
    const request: HttpRequest = {
      method: 'POST',
      path: '/api2/json/access/ticket',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ username, password }).toString(),
    }
    const response = await transport(request, { timeoutMs: loginTimeoutMs }).catch((error: unknown) => {
      throw error instanceof TransportError ? transportError(call, error) : error
    })
    const { answer, content } = readAnswer(response)
    if (response.status !== 200) throw answerError(call, answer)
    const granted = isRecord(content) && isRecord(content.data) ? content.data : {}
    const { ticket: text, CSRFPreventionToken: csrf } = granted
    if (typeof text !== 'string' || typeof csrf !== 'string') throw strangeReply(call, 'it holds no ticket')
    if (text.startsWith('PVE:!tfa!')) {
      throw new HomestakError({
        code: 'RefusedCredential',
        message: `${host} wants a second factor of ${username}`,
        hint: 'use an API token instead',
      })
    }
    return { cookie: `PVEAuthCookie=${encodeURIComponent(text)}`, csrf }
  }

  function current(): Promise<Ticket> {
    if (ticket && clock.now() - since < renewAfterMs) return ticket
    since = clock.now()
    const fresh = login()
    ticket = fresh
    fresh.catch(() => {
      if (ticket === fresh) ticket = undefined
    })
    return fresh
  }

  return {
    async headers(method, signal) {
      signal?.throwIfAborted()
      const { cookie, csrf } = await current()
      return method === 'GET' ? { cookie } : { cookie, csrfpreventiontoken: csrf }
    },
    refused() {
      const used = ticket !== undefined
      ticket = undefined
      return used
    },
  }
}
