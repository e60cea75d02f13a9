/** One request from its headers to its answer: who, may they, are the parameters right, then the method itself. */
import { demand } from './access.ts'
import { authenticate, csrfTokenFits } from './authentication.ts'
import type { Call, Handler } from './call.ts'
import { attributesOf } from './call.ts'
import type { Caller } from './caller.ts'
import { callerOf } from './caller.ts'
import type { Host } from './host.ts'
import { pass } from './host.ts'
import type { SimRequest, Target } from './http-request.ts'
import { checkBody, readParams, readTarget, uploadTarget } from './http-request.ts'
import { refuseUnsimulated } from './not-simulated.ts'
import { checkPermission } from './permission-check.ts'
import { BareRefusal, failure, parameterRefusal, permissionRefusal, Refusal } from './refusal.ts'
import { checkParams } from './schema-check.ts'
import type { Match } from './schema.ts'
import { findMethod } from './schema.ts'
import { absentRoutes } from './routes/absent.ts'
import { accessRoutes } from './routes/access.ts'
import { aclRoutes } from './routes/acl.ts'
import { agentRoutes } from './routes/agent.ts'
import { clusterRoutes } from './routes/cluster.ts'
import { downloadRoutes } from './routes/download.ts'
import { guestRoutes } from './routes/guests.ts'
import { networkRoutes } from './routes/network.ts'
import { nodeRoutes } from './routes/nodes.ts'
import { optionRoutes } from './routes/options.ts'
import { poolRoutes } from './routes/pools.ts'
import { realmRoutes } from './routes/realms.ts'
import { sdnRoutes } from './routes/sdn.ts'
import { sdnVnetRoutes } from './routes/sdn-vnets.ts'
import { sdnZoneRoutes } from './routes/sdn-zones.ts'
import { storageConfigRoutes } from './routes/storage-config.ts'
import { storageRoutes } from './routes/storage.ts'
import { taskRoutes } from './routes/tasks.ts'
import { userRoutes } from './routes/users.ts'
import { volumeRoutes } from './routes/volumes.ts'

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
  ...aclRoutes,
  ...agentRoutes,
  ...clusterRoutes,
  ...downloadRoutes,
  ...guestRoutes,
  ...networkRoutes,
  ...nodeRoutes,
  ...optionRoutes,
  ...poolRoutes,
  ...realmRoutes,
  ...sdnRoutes,
  ...sdnVnetRoutes,
  ...sdnZoneRoutes,
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

/** Answers one request. */
export async function respond(host: Host, request: SimRequest): Promise<SimResponse> {
  let flavour = 'json'
  let response: SimResponse
  try {
    const target = readTarget(request)
    flavour = target.flavour
    const data = await perform(host, request, target)
    const shown = { data: data ?? null, ...attributesOf(data) }
    response = answer(200, 'OK', flavour === 'extjs' ? { ...shown, success: 1 } : shown)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    response = refuse(error, flavour)
    if (error.late || error.status === 401) await pass(host, 'refusal')
  }
  const date = new Date(host.clock.now()).toUTCString()
  // Where a file was sent, the connection is not used again.
  const last = request.method === 'POST' && /\/upload(?:\?|$)/.test(request.path) ? { connection: 'close' } : {}
  return { ...response, headers: { ...response.headers, date, expires: date, ...last } }
}

function refuse(refusal: Refusal, flavour: string): SimResponse {
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
  return answer(status, message.split(/[\r\n]/)[0] ?? '', { data: null, message: text, ...more })
}

async function perform(host: Host, request: SimRequest, target: Target): Promise<unknown> {
  const { method } = request
  const label = `${method} ${target.path}`
  const caller = identify(host, request, target)
  checkBody(request, target)
  if (!flavours.has(target.flavour)) {
    throw new BareRefusal(501, `no formatter for uri ${target.path}, ${target.flavour}`)
  }
  if (target.path === '/' && method === 'GET') return rootIndex
  const match = findMethod(method, target.path)
  const handler = match && handlers[`${method} ${match.method.template}`]
  if (!match || !handler) throw new Refusal(501, `Method '${label}' not implemented`)
  const { params, upload } = readParams(request, target, match)
  if (!match.method.forTokens && caller.tokenid !== undefined) {
    throw permissionRefusal(`URI '${target.path}' not available with API token, need proper ticket.\n`)
  }
  checkPermission(host.state, caller, match.method.permissions, params)
  const node = nodeOf(host, match)
  const errors = checkParams(match.method, params)
  if (Object.keys(errors).length > 0) throw parameterRefusal(errors)
  refuseUnsimulated(`${method} ${match.method.template}`, { params, label, caller })
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

const flavours = new Set(['json', 'extjs'])

/** Who calls; the rights that an upload needs are looked at here, before its body is read. */
function identify(host: Host, request: SimRequest, target: Target): Caller {
  if (open.has(`${request.method} ${target.path}`)) return callerOf('')
  const found = authenticate(host, request.headers)
  if ('reason' in found) throw new BareRefusal(401, found.reason)
  const storage = uploadTarget(request, target)
  if (storage !== undefined) {
    checkUpload(host, found.caller, storage)
    return found.caller
  }
  const token = request.headers['csrfpreventiontoken'] ?? ''
  if (found.byTicket && request.method !== 'GET' && !csrfTokenFits(host, token, found.caller.userid)) {
    throw new BareRefusal(401, 'Permission denied - invalid csrf token')
  }
  return found.caller
}

function checkUpload({ state }: Host, caller: Caller, storage: string): void {
  try {
    demand(state, caller, `/storage/${storage}`, 'Datastore.AllocateTemplate')
  } catch (error) {
    throw error instanceof Refusal ? new BareRefusal(error.status, error.message, undefined, true) : error
  }
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
