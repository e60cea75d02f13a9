/** What an answer, a broken connection or a failed task of Proxmox VE means to homestak. */
import type { TransportError } from './transport.ts'
import type { KnownText } from './error-texts.ts'
import { HomestakError } from '../errors.ts'
import { knownText } from './error-texts.ts'
import { grantHint } from './grant-hint.ts'

export interface Call {
  /** The host entry of site-config. */
  readonly host: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/api2/json`, with its parameters filled in. */
  readonly path: string
}

/** The text and status that an error rests on; the `cause` of every error made here from an answer. */
export interface Answer {
  readonly kind: 'answer'
  /** 0 for the end of a task. */
  readonly status: number
  readonly text: string
  /** Parameter -> what is wrong with it. */
  readonly fields: Readonly<Record<string, string>>
}

/** Statuses of the proxy in front of the API after which nobody knows whether the call was carried out. */
const isProxyFailure = (status: number) => (status >= 502 && status <= 504) || (status >= 596 && status <= 599)

/** The error for an answer other than 200. */
export function answerError(call: Call, answer: Answer): HomestakError {
  const { host, method, path } = call
  const { status, text, fields } = answer
  if (status === 401) return refusedCredential(call, answer)
  if (status === 595) return unreachable(call, answer)
  if (isProxyFailure(status)) {
    return method === 'GET' ? unreachable(call, answer) : unknownOutcome(call, statement(call, answer), answer)
  }
  // A pool that is not there is reported as a 403 as well.
  if (status === 403 && !text.includes('does not exist')) return missingPrivilege(call, answer)
  if (status < 400) return wrongEndpoint(call, answer)

  const reasons = Object.entries(fields).map(([field, why]) => `${field}: ${why}`)
  const { code, retry, hint } = knownText([text, ...reasons].join('\n')) ?? unknownText(call, status)
  const why = reasons.length > 0 ? reasons.join('; ') : text || `status ${status}`
  const message = `${host} refuses ${method} ${path}: ${why}`
  return new HomestakError({ code, retry, message, cause: answer, ...(hint ? { hint } : {}) })
}

/** Status 500 is whatever PVE did not foresee, so it may pass; the others speak of the request itself. */
function unknownText({ host, method }: Call, status: number): Omit<KnownText, 'pattern'> {
  if (status === 404)
    return {
      code: 'Rejected',
      retry: 'permanent',
      hint: `check api_endpoint of nodes/${host}.yaml: something else may answer there`,
    }
  if (status !== 500) return { code: 'Rejected', retry: 'permanent' }
  return { code: method === 'GET' ? 'Unreachable' : 'Rejected', retry: 'transient' }
}

const statement = ({ host, method, path }: Call, { status, text }: Answer) =>
  `${host} answers ${status}${text === '' ? '' : ` (${text})`} to ${method} ${path}`

const refusedCredential = ({ host }: Call, answer: Answer): HomestakError =>
  new HomestakError({
    code: 'RefusedCredential',
    message: `${host} refuses the credential: ${answer.text || 'no reason given'}`,
    hint: `check api_token in nodes/${host}.yaml and that entry of api_tokens in secrets.yaml; tokens can expire`,
    cause: answer,
  })

const unreachable = (call: Call, answer: Answer): HomestakError =>
  new HomestakError({
    code: 'Unreachable',
    retry: 'transient',
    message: statement(call, answer),
    hint: 'Proxmox VE could not pass the call on; see whether all nodes of the cluster and its daemons are up',
    cause: answer,
  })

const wrongEndpoint = (call: Call, answer: Answer): HomestakError =>
  new HomestakError({
    code: 'Rejected',
    message: statement(call, answer),
    hint: `check api_endpoint of nodes/${call.host}.yaml: it has to be the https address of Proxmox VE`,
    cause: answer,
  })

/** `Permission check failed (/vms/303, VM.Audit|VM.PowerMgmt)`; without brackets where several paths were tried. */
function missingPrivilege({ host, method, path }: Call, answer: Answer): HomestakError {
  const [, where, privileges] = /\((\/[^,()]*), ([^()]+)\)/.exec(answer.text) ?? []
  const wanted = privileges?.split('|').join(' or ')
  if (where && wanted) {
    return new HomestakError({
      code: 'MissingPrivilege',
      message: `the token of ${host} lacks ${wanted} on ${where} for ${method} ${path}`,
      hint: grantHint(where, privileges?.split('|')[0] ?? wanted),
      cause: answer,
    })
  }
  const guess = path.endsWith('/qemu') ? ', VM.Allocate on /vms or on the pool' : ''
  return new HomestakError({
    code: 'MissingPrivilege',
    message: `the token of ${host} lacks a privilege for ${method} ${path}${guess} (${answer.text})`,
    hint: 'give the token, and with privilege separation its user too, a role with that privilege',
    cause: answer,
  })
}

const unknownOutcome = ({ method, path }: Call, what: string, cause: unknown): HomestakError =>
  new HomestakError({
    code: 'OutcomeUnknown',
    retry: 'conflict',
    message: `${what}; whether ${method} ${path} was done is not known`,
    hint: 'nothing is repeated before all was looked at again; the next pass does that',
    cause,
  })

/** The error for an exchange that did not take place or broke off. */
export function transportError(call: Call, error: TransportError): HomestakError {
  const { host, method } = call
  if (error.kind === 'certificate') {
    const hint = error.fingerprint
      ? `if the host itself shows this fingerprint (pvenode cert info), nodes/${host}.yaml has to say: fingerprint: "${error.fingerprint}"`
      : `name the authority in nodes/${host}.yaml with ca_file:`
    return new HomestakError({ code: 'UntrustedCertificate', message: `${host}: ${error.message}`, hint, cause: error })
  }
  if (error.sent && method !== 'GET')
    return unknownOutcome(call, `the connection to ${host} failed (${error.message})`, error)
  const hint =
    error.kind === 'dns' || error.kind === 'refused'
      ? `check api_endpoint of nodes/${host}.yaml and whether the host is up`
      : undefined
  return new HomestakError({
    code: 'Unreachable',
    retry: 'transient',
    message: `${host} does not answer: ${error.message}`,
    cause: error,
    ...(hint ? { hint } : {}),
  })
}

/** The error for a task that ended with something else than OK; `lines` are the last of its log. */
export function taskError(host: string, upid: string, exit: string, lines: readonly string[]): HomestakError {
  const known = knownText(exit)
  const said = lines.filter((line) => !line.startsWith('TASK ')).slice(-3)
  const log = said.length > 0 ? ` (log: ${said.join(' / ')})` : ''
  return new HomestakError({
    code: known?.code ?? 'TaskFailed',
    retry: known?.retry ?? 'transient',
    message: `task ${upid.split(':')[5] ?? upid} on ${host} failed: ${exit.trim()}${log}`,
    hint: known?.hint ?? `the whole log: pvenode task log ${upid}`,
    cause: { kind: 'answer', status: 0, text: exit, fields: {} } satisfies Answer,
  })
}

/** The error for a reply that is not what Proxmox VE sends. */
export const strangeReply = ({ host, method, path }: Call, why: string): HomestakError =>
  new HomestakError({
    code: method === 'GET' ? 'Unreachable' : 'OutcomeUnknown',
    retry: method === 'GET' ? 'transient' : 'conflict',
    message: `${host} gives an answer to ${method} ${path} that Proxmox VE would not give: ${why}`,
    hint: `check api_endpoint of nodes/${host}.yaml: something else may answer there`,
  })
