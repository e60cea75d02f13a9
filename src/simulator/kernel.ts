/** One request from its headers to its answer: who, may they, are the parameters right, then the method itself. */
import { authenticate, csrfTokenFits } from './authentication.ts'
import type { Call, Handler } from './call.ts'
import { attributesOf } from './call.ts'
import type { Caller } from './caller.ts'
import { callerOf } from './caller.ts'
import type { Host } from './host.ts'
import { pass } from './host.ts'
import type { Upload } from './multipart.ts'
import { readMultipart } from './multipart.ts'
import { refuseUnsimulated } from './not-simulated.ts'
import { checkPermission } from './permission-check.ts'
import { failure, parameterRefusal, permissionRefusal, Refusal } from './refusal.ts'
import type { Params } from './schema-check.ts'
import { checkParams, normalise } from './schema-check.ts'
import type { Match } from './schema.ts'
import { findMethod, isRecord } from './schema.ts'
import { absentRoutes } from './routes/absent.ts'
import { accessRoutes } from './routes/access.ts'
import { agentRoutes } from './routes/agent.ts'
import { clusterRoutes } from './routes/cluster.ts'
import { downloadRoutes } from './routes/download.ts'
import { guestRoutes } from './routes/guests.ts'
import { networkRoutes } from './routes/network.ts'
import { nodeRoutes } from './routes/nodes.ts'
import { optionRoutes } from './routes/options.ts'
import { poolRoutes } from './routes/pools.ts'
import { realmRoutes } from './routes/realms.ts'
import { storageConfigRoutes } from './routes/storage-config.ts'
import { storageRoutes } from './routes/storage.ts'
import { taskRoutes } from './routes/tasks.ts'
import { userRoutes } from './routes/users.ts'
import { volumeRoutes } from './routes/volumes.ts'

export interface SimRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface SimResponse {
  readonly status: number
  readonly reason: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const rootIndex = ['version', 'cluster', 'nodes', 'storage', 'access', 'pools'].map((subdir) => ({ subdir }))

/** The methods that are simulated; every other is a 501. */
const handlers: Readonly<Record<string, Handler>> = {
  ...absentRoutes,
  ...accessRoutes,
  ...agentRoutes,
  ...clusterRoutes,
  ...downloadRoutes,
  ...guestRoutes,
  ...networkRoutes,
  ...nodeRoutes,
  ...optionRoutes,
  ...poolRoutes,
  ...realmRoutes,
  ...storageConfigRoutes,
  ...storageRoutes,
  ...taskRoutes,
  ...userRoutes,
  ...volumeRoutes,
}

/** Verb and path template of each. @internal */
export const simulatedMethods: readonly string[] = Object.keys(handlers)

/** Paths that are open to everybody. */
const open = new Set(['POST /access/ticket', 'GET /access/ticket', 'GET /access/domains'])

const verbs = new Set(['GET', 'POST', 'PUT', 'DELETE'])

const json = {
  'content-type': 'application/json;charset=UTF-8',
  'cache-control': 'max-age=0',
  pragma: 'no-cache',
  server: 'pve-api-daemon/3.0',
}

const answer = (status: number, reason: string, content: unknown): SimResponse => ({
  status,
  reason,
  body: JSON.stringify(content),
  headers: { ...json, connection: status < 400 ? 'Keep-Alive' : 'close' },
})

const empty = (status: number, reason: string): SimResponse => ({
  status,
  reason,
  body: '',
  headers: { 'cache-control': 'max-age=0', pragma: 'no-cache', server: json.server, connection: 'close' },
})

interface Target {
  readonly flavour: 'json' | 'extjs'
  /** Decoded, without `/api2/json`. */
  readonly path: string
  readonly query: URLSearchParams
}

function readTarget(path: string): Target | undefined {
  const [before = '', query = ''] = path.split(/\?(.*)/s)
  const [, flavour, rest] = /^\/api2\/(json|extjs)(\/.*)?$/.exec(before) ?? []
  if (flavour !== 'json' && flavour !== 'extjs') return undefined
  return { flavour, path: decode(rest ?? '/'), query: new URLSearchParams(query) }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Answers one request. */
export async function respond(host: Host, request: SimRequest): Promise<SimResponse> {
  const target = readTarget(request.path)
  if (!target) return empty(404, 'Not Found')
  let response: SimResponse
  try {
    const data = await perform(host, request, target)
    const shown = { data: data ?? null, ...attributesOf(data) }
    response = answer(200, 'OK', target.flavour === 'extjs' ? { ...shown, success: 1 } : shown)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    response = refuse(error, target.flavour)
    if (error.status === 401) await pass(host, 'refusal')
  }
  const date = new Date(host.clock.now()).toUTCString()
  // Where a file was sent, the connection is not used again.
  const last = request.method === 'POST' && target.path.endsWith('/upload') ? { connection: 'close' } : {}
  return { ...response, headers: { ...response.headers, date, expires: date, ...last } }
}

function refuse(refusal: Refusal, flavour: Target['flavour']): SimResponse {
  const { status, message, errors } = refusal
  if (refusal instanceof BareRefusal) return empty(status, message)
  // The method's name is the whole message where there is no such method.
  const text = status === 501 ? message : `${message}\n`
  const more = errors ? { errors } : {}
  if (flavour === 'extjs') {
    return answer(200, 'OK', {
      data: null,
      success: 0,
      status: status === 400 ? '400' : status,
      message: text,
      ...more,
    })
  }
  return answer(status, message.replaceAll('\n', ' ').trim(), { data: null, message: text, ...more })
}

/** A refusal without a body: of the credentials, and of what the daemon behind could not answer. */
class BareRefusal extends Refusal {}

async function perform(host: Host, request: SimRequest, target: Target): Promise<unknown> {
  const { method } = request
  const label = `${method} ${target.path}`
  if (!verbs.has(method)) throw new Refusal(501, `method '${method}' not available`)
  const caller = identify(host, request, target)
  if ((method === 'GET' || method === 'DELETE') && request.body.length > 0) {
    throw new Refusal(501, `Unexpected content for method '${method}'`)
  }
  if (target.path === '/' && method === 'GET') return rootIndex
  const match = findMethod(method, target.path)
  const handler = match && handlers[`${method} ${match.method.template}`]
  if (!match || !handler) throw new Refusal(501, `Method '${label}' not implemented`)
  if (!match.method.forTokens && caller.tokenid !== undefined) {
    const uri = `/api2/${target.flavour}${target.path}`
    throw permissionRefusal(`URI '${uri}' not available with API token, need proper ticket.`)
  }
  const { params, upload } = readParams(request, target, match)
  try {
    checkPermission(host.state, caller, match.method.permissions, params)
  } catch (error) {
    // An upload is refused before its body is read, and so without an answer of its own.
    if (upload && error instanceof Refusal) throw new BareRefusal(error.status, error.message)
    throw error
  }
  const node = nodeOf(host, match)
  const errors = checkParams(match.method, params)
  if (Object.keys(errors).length > 0) throw parameterRefusal(errors)
  refuseUnsimulated(`${method} ${match.method.template}`, params, label)
  const call: Call = { host, caller, node, params, label, ...(upload ? { upload } : {}) }
  const release = match.method.inDaemon ? await host.daemon() : undefined
  try {
    return await handler(call)
  } catch (error) {
    if (error instanceof Refusal && error.status === 596) throw new BareRefusal(error.status, error.message)
    throw error
  } finally {
    release?.()
  }
}

function identify(host: Host, request: SimRequest, target: Target): Caller {
  if (open.has(`${request.method} ${target.path}`)) return callerOf('')
  const found = authenticate(host, request.headers)
  if ('reason' in found) throw new BareRefusal(401, found.reason)
  const writes = request.method !== 'GET'
  if (
    found.byTicket &&
    writes &&
    !csrfTokenFits(host, request.headers['csrfpreventiontoken'] ?? '', found.caller.userid)
  ) {
    throw new BareRefusal(401, 'Permission denied - invalid csrf token')
  }
  return found.caller
}

/** The node that the path names; other members of the cluster are asked on the caller's behalf. */
function nodeOf(host: Host, { method, pathParams }: Match): string {
  const first = host.state.nodes[0] ?? 'pve'
  const node = pathParams['node']
  if (node === undefined || node === 'localhost') return first
  if (method.proxied && !host.state.nodes.includes(node)) {
    throw failure(
      `hostname lookup '${node}' failed - failed to get address info for: ${node}: Name or service not known`,
    )
  }
  if (host.trouble.isDown(node)) throw new BareRefusal(595, 'No route to host')
  return node
}

function readParams(
  request: SimRequest,
  target: Target,
  match: Match,
): { readonly params: Params; readonly upload?: Upload } {
  const values: Record<string, unknown> = {}
  collect(values, target.query)
  let upload: Upload | undefined
  if (request.method === 'POST' || request.method === 'PUT') {
    const type = request.headers['content-type'] ?? ''
    if (/^multipart\/form-data/i.test(type) && match.method.template.endsWith('/upload')) {
      upload = readMultipart(type, request.body)
      Object.assign(values, upload?.fields)
      if (upload) values['filename'] = upload.filename
    } else if (/^application\/json/i.test(type)) {
      Object.assign(values, readJson(request.body))
    } else if (request.body.length > 0 && type !== '' && !/^application\/x-www-form-urlencoded/i.test(type)) {
      throw new Refusal(506, `upload '${type}' not allowed`)
    } else {
      collect(values, new URLSearchParams(Buffer.from(request.body).toString('utf8')))
    }
  }
  const params = { ...normalise(values), ...match.pathParams }
  return upload ? { params, upload } : { params }
}

function collect(values: Record<string, unknown>, form: URLSearchParams): void {
  for (const key of new Set(form.keys())) {
    const all = form.getAll(key)
    values[key] = all.length === 1 ? all[0] : all
  }
}

function readJson(body: Uint8Array): Record<string, unknown> {
  if (body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return isRecord(value) ? value : {}
  } catch (error) {
    throw failure(error instanceof Error ? error.message : 'malformed JSON string')
  }
}
