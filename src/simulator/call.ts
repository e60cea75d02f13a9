/** One call of an API method, after authentication, permission and parameters were checked. */
import type { Caller } from './caller.ts'
import type { Host } from './host.ts'
import type { Params } from './schema-check.ts'
import type { Upload } from './multipart.ts'

export interface Call {
  readonly host: Host
  readonly caller: Caller
  /** The node that the path names, else the one that answers. */
  readonly node: string
  readonly params: Params
  /** The method and its path, as a 501 names them. */
  readonly label: string
  readonly upload?: Upload
}

export type Handler = (call: Call) => unknown

export const asText = (value: Params[string] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.join(',')
export const asNumber = (value: Params[string] | undefined): number => Number(asText(value))
export const isOn = (value: Params[string] | undefined): boolean => value === '1'

/** A comma, semicolon or blank separated list, or a repeated field. */
export const asList = (value: Params[string] | undefined): string[] =>
  value === undefined
    ? []
    : (typeof value === 'string' ? [value] : value)
        .flatMap((item) => item.split(/[,;\s]+/))
        .filter((item) => item !== '')

const totals = new WeakMap<object, number>()

/** A list whose answer has `total` beside it. */
export function withTotal(list: readonly unknown[], total: number): readonly unknown[] {
  const marked = [...list]
  totals.set(marked, total)
  return marked
}

export function totalOf(value: unknown): number | undefined {
  return typeof value === 'object' && value !== null ? totals.get(value) : undefined
}
