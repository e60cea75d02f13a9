/** Replays recorded exchanges against any endpoint, as one token, and tells where it answers otherwise. */
import type { Clock } from '../../../src/clock.ts'
import type { HttpRequest, Transport } from '../../../src/pve/transport.ts'
import { TransportError } from '../../../src/pve/transport.ts'
import { isRecord } from '../../../src/simulator/schema.ts'
import type { Answer } from './compare.ts'
import { judge } from './compare.ts'
import type { Exchange } from './recording.ts'
import { multipart } from './upload.ts'

export interface ReplayParts {
  readonly transport: Transport
  readonly clock: Clock
  /** `user@realm!name=secret`. */
  readonly token: string
  /** Whether writes are sent too. */
  readonly writes: boolean
}

export type Outcome = 'same' | 'differs' | 'not sent'

export interface Replayed {
  readonly label: string
  readonly outcome: Outcome
  /** What differs, or why it was not sent. */
  readonly why: string
}

/** One after the other, as recorded; a task is known by what it is called here. */
export async function* replayAgainst(exchanges: readonly Exchange[], parts: ReplayParts): AsyncGenerator<Replayed> {
  const translated = new Map<string, string>()
  for (const exchange of exchanges) {
    const label = `${exchange.method} ${exchange.path} (${exchange.note})`
    const held = whyNot(exchange, parts, translated)
    if (held !== undefined) yield { label, outcome: 'not sent', why: held }
    else yield { label, ...(await tryExchange(exchange, parts, translated)) }
  }
}

const isWrite = (method: string): boolean => method !== 'GET'
const theirTask = (path: string): string | undefined => /\/tasks\/(UPID[^/]+)/.exec(decodeURIComponent(path))?.[1]

function whyNot(exchange: Exchange, { writes }: ReplayParts, translated: ReadonlyMap<string, string>) {
  if (isWrite(exchange.method) && !writes) return 'a write; --writes sends it'
  if (/cookie|Bearer/.test(exchange.auth)) return 'needs a log-in of its own'
  if (JSON.stringify([exchange.form, exchange.json]).includes('<password>')) return 'the password was not kept'
  const task = theirTask(exchange.path)
  const made = task !== undefined && !/:0{7}1:/.test(task)
  return made && !translated.has(task) ? 'its task was not started here' : undefined
}

/** Milliseconds until a look is repeated: a recording does not tell how long somebody waited. */
const waits = [0, 500, 1000, 2000, 4000, 8000]
const silenceMs = 60_000

async function tryExchange(
  exchange: Exchange,
  parts: ReplayParts,
  translated: Map<string, string>,
): Promise<Omit<Replayed, 'label'>> {
  let why = ''
  for (const wait of exchange.method === 'GET' ? waits : [0]) {
    if (wait > 0) await parts.clock.sleep(wait)
    try {
      const answer = await parts.transport(requestOf(exchange, parts.token, translated), { timeoutMs: silenceMs })
      learn(exchange, answer, translated)
      why = judge(exchange, answer).difference
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      why = `no answer: ${error.message}`
    }
    // Only what a task has come to, and what the ten-second cycle shows, changes by itself.
    if (why === '' || !/\/tasks\/|\/status\/current|\/cluster\/resources|\/config$|\/content/.test(exchange.path)) break
  }
  return { outcome: why === '' ? 'same' : 'differs', why }
}

const verbs: readonly string[] = ['GET', 'POST', 'PUT', 'DELETE']
const isVerb = (method: string): method is HttpRequest['method'] => verbs.includes(method)

function requestOf(exchange: Exchange, token: string, translated: ReadonlyMap<string, string>): HttpRequest {
  const ours = (value: unknown): string => translated.get(String(value)) ?? String(value)
  const path = (exchange.path.startsWith('/api2/') ? exchange.path : `/api2/json${exchange.path}`)
    .split('/')
    .map((part) => {
      const own = translated.get(decodeURIComponent(part))
      return own === undefined ? part : encodeURIComponent(own)
    })
    .join('/')
  const query = new URLSearchParams(
    Object.entries(exchange.query).map(([key, value]): [string, string] => [key, ours(value)]),
  ).toString()
  const { method } = exchange
  if (!isVerb(method)) throw new Error(`the recording has a ${method}, which is not sent`)
  const body = bodyOf(exchange, ours)
  return {
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers: {
      ...(exchange.auth === 'none' ? {} : { authorization: `PVEAPIToken=${token}` }),
      ...(body ? { 'content-type': body.type } : {}),
    },
    ...(body ? { body: body.bytes } : {}),
  }
}

function bodyOf(exchange: Exchange, ours: (value: unknown) => string): { bytes: Uint8Array; type: string } | undefined {
  if (exchange.upload) {
    const { body, type } = multipart(exchange.upload)
    return { bytes: body, type }
  }
  if (exchange.json !== undefined)
    return { bytes: Buffer.from(JSON.stringify(exchange.json)), type: 'application/json' }
  if (!exchange.form) return undefined
  const form = new URLSearchParams()
  for (const [key, value] of Object.entries(exchange.form)) {
    for (const item of Array.isArray(value) ? value : [value]) form.append(key, ours(item))
  }
  return { bytes: Buffer.from(form.toString()), type: 'application/x-www-form-urlencoded' }
}

/** Their task, digest or process, and what stands for it here. */
function learn(exchange: Exchange, answer: Answer, translated: Map<string, string>): void {
  const theirs = isRecord(exchange.answer) ? exchange.answer['data'] : undefined
  const ours = dataOf(answer.body)
  if (typeof theirs === 'string' && theirs.startsWith('UPID:') && typeof ours === 'string') translated.set(theirs, ours)
  if (!isRecord(theirs) || !isRecord(ours)) return
  for (const key of ['digest', 'pid']) {
    const [value, own] = [plain(theirs[key]), plain(ours[key])]
    const known = key === 'digest' || exchange.path.endsWith('/exec')
    if (known && value !== undefined && own !== undefined) translated.set(value, own)
  }
}

const plain = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

function dataOf(body: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body)
    return isRecord(parsed) ? parsed['data'] : undefined
  } catch {
    return undefined
  }
}
