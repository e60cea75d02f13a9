/** What a command beside a watching run asks of it, as it travels through the store. */
import { isRecord, parseJson } from '../../pve/checks.ts'
import type { RunSummary } from '../documents.ts'
import type { Narrowing } from '../engine.ts'

export type RequestBody =
  | {
      readonly verb: 'reconcile'
      /** Real, absolute. */
      readonly paths: readonly string[]
      readonly narrowing: Narrowing
      /** As typed. */
      readonly replace: readonly string[]
      /** As typed. */
      readonly adopt: readonly string[]
      /** Keys of nodes that may be restarted. */
      readonly restart: readonly string[]
      readonly maxDestroy: number | null
      /** Uids of guests that a person agreed to lose beyond the limit. */
      readonly beyondLimit: readonly string[]
    }
  | {
      readonly verb: 'destroy'
      /** Uids of guests that a person named. */
      readonly uids: readonly string[]
      /** Entries through which they were seen. */
      readonly hosts: readonly string[]
    }

export const writeRequest = (body: RequestBody): string => JSON.stringify(body)

/** Both ends are this program; what another version wrote is undefined. */
export function readRequest(text: string): RequestBody | undefined {
  const value = parseJson(text)
  if (!isRecord(value)) return undefined
  const texts = (list: unknown): list is readonly string[] =>
    Array.isArray(list) && list.every((item) => typeof item === 'string')
  if (value.verb === 'destroy') {
    const { uids, hosts } = value
    return texts(uids) && texts(hosts) ? { verb: 'destroy', uids, hosts } : undefined
  }
  if (value.verb !== 'reconcile') return undefined
  const { paths, narrowing, replace, adopt, restart, maxDestroy, beyondLimit } = value
  const whole = texts(paths) && texts(replace) && texts(adopt) && texts(restart) && texts(beyondLimit)
  if (!whole || (maxDestroy !== null && typeof maxDestroy !== 'number')) return undefined
  const { manifests, nodes, host } = isRecord(narrowing) ? narrowing : {}
  if (!texts(manifests) || !texts(nodes) || (host !== null && typeof host !== 'string')) return undefined
  const narrowed = { manifests, nodes, host }
  return { verb: 'reconcile', paths, narrowing: narrowed, replace, adopt, restart, maxDestroy, beyondLimit }
}

export const writeAnswer = (summary: RunSummary): string => JSON.stringify(summary)

/** undefined for what is no summary. */
export function readAnswer(text: string): RunSummary | undefined {
  const value = parseJson(text)
  return isSummary(value) ? value : undefined
}

const isSummary = (value: unknown): value is RunSummary =>
  isRecord(value) && typeof value.exitCode === 'number' && Array.isArray(value.nodes) && Array.isArray(value.hosts)
