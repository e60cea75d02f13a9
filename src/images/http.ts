/** Reading from image sources: HTTPS only, redirects under control, no credential beyond the host that it is for. */
import { Agent, EnvHttpProxyAgent, fetch, request } from 'undici'
import { HomestakError } from '../errors.ts'
import { systemAuthorities, trustedConnector, type Trust } from '../pve/trusted-connect.ts'
import { readError, shownUrl, unreachable } from './read-error.ts'

export interface HttpAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** To be read to its end or destroyed. */
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown }
}

export interface Http {
  /** Follows redirects. Throws HomestakError, or the signal's reason. */
  get(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<HttpAnswer>
  /** In the form that the client of the release API wants. */
  readonly fetch: typeof fetch
  close(): Promise<void>
}

export interface HttpParts {
  readonly trust: Trust
  /** A header for requests to this origin alone. */
  readonly credential: { readonly origin: string; readonly authorization: string } | null
  /** As HTTPS_PROXY and NO_PROXY say it; null: none. */
  readonly proxy: { readonly url: string; readonly except: string } | null
  /** Milliseconds without a byte after which an exchange is given up. */
  readonly stallMs: number
}

const connectTimeoutMs = 30_000
const mostRedirects = 5

export function createHttp({ trust, credential, proxy, stallMs }: HttpParts): Http {
  const closed = new AbortController()
  const { connect } = trustedConnector(trust, connectTimeoutMs, closed.signal)
  const common = { connect, headersTimeout: stallMs, bodyTimeout: stallMs, allowH2: false }
  const agent = proxy === null ? new Agent(common) : throughProxy(proxy, trust, common)

  const once = async (url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal | undefined) => {
    const own = credential && url.origin === credential.origin ? credential.authorization : undefined
    const all = { 'user-agent': 'homestak', ...headers, ...(own ? { authorization: own } : {}) }
    const {
      statusCode,
      headers: answered,
      body,
    } = await request(url, {
      dispatcher: agent,
      headers: all,
      ...(signal ? { signal } : {}),
    })
    const flat = Object.entries(answered).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ])
    // Destroyed before its end, it fails although nobody reads it any more.
    body.on('error', () => undefined)
    return { status: statusCode, headers: Object.fromEntries(flat), body }
  }

  return {
    async get(url, headers, signal) {
      let at = addressOf(url)
      for (let left = mostRedirects; ; left -= 1) {
        const answer = await once(at, headers, signal).catch((error: unknown) => {
          throw signal?.aborted ? signal.reason : readError(at.href, error)
        })
        const location = answer.headers['location']
        if (answer.status < 301 || answer.status > 308 || answer.status === 304 || !location) return answer
        answer.body.destroy()
        if (left === 0)
          throw unreachable(url, `it leads from one address to the next, more than ${mostRedirects} times`)
        at = addressOf(location, at)
      }
    },
    fetch: (input, init) => fetch(input, { ...init, dispatcher: agent }),
    async close() {
      closed.abort()
      await agent.destroy()
    },
  }
}

/** The proxy only passes on what is encrypted: who answers at the other end is checked as it is without one. */
const throughProxy = (
  { url, except }: NonNullable<HttpParts['proxy']>,
  { ca }: Trust,
  common: Agent.Options,
): EnvHttpProxyAgent =>
  new EnvHttpProxyAgent({
    ...common,
    httpProxy: '',
    httpsProxy: url,
    noProxy: except,
    requestTls: { ca: ca === undefined ? systemAuthorities() : [ca], timeout: connectTimeoutMs },
  })

/** What a source says may be anything. */
function addressOf(url: string, base?: URL): URL {
  const found = URL.parse(url, base?.href)
  if (found?.protocol === 'https:') return found
  throw new HomestakError({
    code: 'Rejected',
    message: `${shownUrl(found?.href ?? url)} is not fetched: it is no https address`,
    hint: 'an image source, and whatever it leads to, has to answer on https',
  })
}
