/** A request as the real proxy reads it: its path and flavour, and its parameters from query, form, JSON or upload. */
import type { Upload } from './multipart.ts'
import { readMultipart } from './multipart.ts'
import { BareRefusal, failure, parameterRefusal } from './refusal.ts'
import type { Params } from './schema-check.ts'
import { normalise } from './schema-check.ts'
import type { Match } from './schema.ts'
import { isRecord } from './schema.ts'

export interface SimRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface Target {
  /** The formatter that the path names: `json` or `extjs`, and others that are not simulated. */
  readonly flavour: string
  /** Decoded, without `/api2/json`. */
  readonly path: string
  readonly query: string
}

const verbs = new Set(['GET', 'POST', 'PUT', 'DELETE'])
const uploadPath = /^\/nodes\/[^/]+\/storage\/([^/]+)\/upload$/

/** The storage that an upload goes to, undefined for any other request. */
export const uploadTarget = ({ method }: SimRequest, { path }: Target): string | undefined =>
  method === 'POST' ? uploadPath.exec(path)?.[1] : undefined

/** What the request is for; throws for what no formatter of the API ever sees. */
export function readTarget({ method, path, headers }: SimRequest): Target {
  if (!verbs.has(method)) throw new BareRefusal(501, `method '${method}' not available`)
  const coding = headers['transfer-encoding']
  if (coding !== undefined) {
    const known = coding.toLowerCase() === 'chunked'
    throw new BareRefusal(
      501,
      known ? 'chunked transfer encoding not supported' : `Unknown transfer encoding '${coding}'`,
    )
  }
  const [before = '', query = ''] = path.split(/\?(.*)/s)
  const decoded = decode(before)
  if (!decoded.startsWith('/api2')) throw new BareRefusal(501, `no such file '${decoded}'`)
  const [, flavour, rest] = /^\/api2\/+([a-z][a-z0-9]+)(\/.*)?$/s.exec(decoded) ?? []
  if (flavour === undefined) throw new BareRefusal(501, 'no such uri')
  return { flavour, path: rest ?? '/', query }
}

/** Without percent signs; a text that has no such form stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Bytes of a body that is no upload. */
const largestBody = 65_536

/** Refuses bodies that the proxy does not read. */
export function checkBody(request: SimRequest, target: Target): void {
  const { method, headers, body } = request
  if (body.length === 0) return
  if (method !== 'POST' && method !== 'PUT') {
    throw new BareRefusal(501, `Unexpected content for method '${method}'`)
  }
  if (uploadTarget(request, target) !== undefined) return
  if (body.length > largestBody) throw new BareRefusal(501, 'for data too large')
  const type = headers['content-type'] ?? ''
  if (!['', 'application/x-www-form-urlencoded', 'application/json'].includes(mediaType(type))) {
    throw new BareRefusal(506, `upload 'Content-Type '${type}' not implemented`)
  }
}

const mediaType = (type: string): string => type.split(/\s*[;,]\s*/)[0] ?? ''

/** The parameters of the call, those of the path included. */
export function readParams(
  request: SimRequest,
  target: Target,
  match: Match,
): { readonly params: Params; readonly upload?: Upload } {
  const query = readForm(target.query)
  const upload =
    uploadTarget(request, target) === undefined
      ? undefined
      : readMultipart(request.headers['content-type'] ?? '', request.body)
  const sent = upload ? { ...upload.fields, filename: upload.filename } : readBody(request)
  const { _dc: _cache, ...values } = { ...sent, ...query }
  const given = normalise(values)
  for (const [key, own] of Object.entries(match.pathParams)) {
    if (given[key] !== undefined && String(given[key]) !== own) {
      throw parameterRefusal({ [key]: 'duplicate parameter (already defined in URI) with conflicting values!' })
    }
  }
  const params = { ...given, ...match.pathParams }
  return upload ? { params, upload } : { params }
}

function readBody({ method, headers, body }: SimRequest): Record<string, unknown> {
  if (method !== 'POST' && method !== 'PUT') return {}
  const text = Buffer.from(body).toString('utf8')
  return mediaType(headers['content-type'] ?? '') === 'application/json' ? readJson(text) : readForm(text)
}

/** Pairs end at `&` and at `;`, so a list of devices has to be encoded. */
function readForm(text: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const pair of text.split(/[&;]/).filter((part) => part !== '')) {
    const [name = '', value] = pair.split(/=(.*)/s)
    if (value === undefined) continue
    const key = unescape(name)
    const before = values[key]
    values[key] = before === undefined ? unescape(value) : [before, unescape(value)].flat()
  }
  return values
}

function unescape(text: string): string {
  const plain = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(plain)
  } catch {
    const bytes = plain.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
      String.fromCodePoint(Number.parseInt(digits, 16)),
    )
    return Buffer.from(bytes, 'latin1').toString('utf8')
  }
}

function readJson(text: string): Record<string, unknown> {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch (error) {
    throw failure(malformed(text, error))
  }
}

/** As the parser of the real server words it, at the place that ours names. */
function malformed(text: string, error: unknown): string {
  const place = / position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
  const offset = place === undefined ? text.length : Number(place)
  const rest = text.slice(offset, offset + 20)
  const what = 'malformed JSON string, neither tag, array, object, number, string or atom'
  return `${what}, at character offset ${offset} (before "${rest === '' ? '(end of string)' : rest}")`
}
