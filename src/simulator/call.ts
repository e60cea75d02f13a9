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
        .flatMap((item) => item.split(/[,;\s\0]+/))
        .filter((item) => item !== '')

const attributes = new WeakMap<object, Readonly<Record<string, unknown>>>()

/** A list whose answer has more beside it, such as a `total`. */
export function withAttributes(
  list: readonly unknown[],
  beside: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  const marked = [...list]
  attributes.set(marked, beside)
  return marked
}

export const withTotal = (list: readonly unknown[], total: number): readonly unknown[] =>
  withAttributes(list, { total })

export const attributesOf = (value: unknown): Readonly<Record<string, unknown>> =>
  (typeof value === 'object' && value !== null ? attributes.get(value) : undefined) ?? {}
