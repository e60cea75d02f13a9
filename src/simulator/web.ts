/** How a simulated host reaches servers outside itself, to fetch files: really, or not at all. */
import { Agent, request } from 'undici'

export interface WebAnswer {
  readonly status: number
  readonly reason: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
}

export interface WebRequest {
  readonly method: 'GET' | 'HEAD'
  /** Whether the certificate of the server has to be good. */
  readonly verify: boolean
  readonly signal: AbortSignal
}

/** Rejects with a WebError where there is no answer. */
export type Web = (url: string, request: WebRequest) => Promise<WebAnswer>

/** Why there was no answer, in the words of the system. */
export class WebError extends Error {}

/** Nothing outside is reached. */
export const noWeb: Web = () => Promise.reject(new WebError('Connection refused'))

const redirects = new Set([301, 302, 303, 307, 308])
const most = 20

/** HTTP and HTTPS, redirects followed. */
export function createWeb(): Web {
  const agents = {
    trusting: new Agent({ connect: { rejectUnauthorized: false } }),
    checking: new Agent(),
  }
  return async (start, { method, verify, signal }) => {
    let url = start
    for (let hop = 0; hop < most; hop += 1) {
      const dispatcher = verify ? agents.checking : agents.trusting
      try {
        const { statusCode, statusText, headers, body } = await request(url, { method, dispatcher, signal })
        const location = headers['location']
        if (redirects.has(statusCode) && typeof location === 'string') {
          await body.dump()
          url = new URL(location, url).href
          continue
        }
        const flat = Object.entries(headers).map(([name, value]) => [name, String(value)] as const)
        return { status: statusCode, reason: statusText, headers: Object.fromEntries(flat), body }
      } catch (error) {
        signal.throwIfAborted()
        throw new WebError(reasonOf(error))
      }
    }
    throw new WebError('Too many redirections')
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ENOTFOUND: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  ETIMEDOUT: 'Connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'Connection timed out',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate verify failed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate verify failed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate verify failed',
}

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}
