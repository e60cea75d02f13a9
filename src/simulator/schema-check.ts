/** Parameters against the schema, with the texts of the real server; all bad fields are reported together. */
import { checkFormat } from './formats.ts'
import { parsePropertyString } from './property-string.ts'
import type { Method, Property } from './schema.ts'
import { isRecord, propertyOf } from './schema.ts'
import { stringFormats, wholeChecks } from './string-formats.ts'

/** Parameter values as the daemon sees them: text, or a list where a field is repeated. */
export type Params = Record<string, string | readonly string[]>

const missing = 'property is missing and it is not optional'
const unknown = 'property is not defined in schema and the schema does not allow additional properties'

const numeric = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const types: Readonly<Record<string, RegExp>> = { integer: /^[+-]?\d+$/, boolean: /^[01]$/, number: numeric }

/** What a JSON body or a form gives, as text; null counts as not given. */
export function normalise(values: Record<string, unknown>): Params {
  const params: Params = {}
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue
    params[key] = Array.isArray(value) ? value.map(scalar) : scalar(value)
  }
  return params
}

function scalar(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return isRecord(value) ? JSON.stringify(value) : String(value)
}

/** Several complaints about one key stand in one text, divided by the two characters of an escaped line end. */
class Complaints {
  readonly errors: Record<string, string> = {}

  add(key: string, text: string | undefined): void {
    if (text === undefined) return
    const before = this.errors[key]
    this.errors[key] = before === undefined ? text : `${before}\\n${text}`
  }
}

/** The complaint about one value, or undefined. */
export function checkValue(property: Property, value: string, path: string): string | undefined {
  const { type, format, pattern, choices } = property
  if (type !== undefined && types[type] && !types[type].test(value)) {
    return `type check ('${type}') failed - got '${value}'`
  }
  const complaint = format === undefined ? undefined : checkAnyFormat(format, value, path)
  if (complaint !== undefined) return `invalid format - ${complaint}`
  if (pattern && !pattern.test(value)) return 'value does not match the regex pattern'
  return checkBounds(property, value) ?? checkChoice(choices, value)
}

function checkBounds({ minimum, maximum, minLength, maxLength }: Property, value: string): string | undefined {
  if (maxLength !== undefined && value.length > maxLength) return `value may only be ${maxLength} characters long`
  if (minLength !== undefined && value.length < minLength) return `value must be at least ${minLength} characters long`
  if (!numeric.test(value)) return undefined
  if (maximum !== undefined && Number(value) > maximum) return `value must have a maximum value of ${maximum}`
  if (minimum !== undefined && Number(value) < minimum) return `value must have a minimum value of ${minimum}`
  return undefined
}

const checkChoice = (choices: readonly string[] | undefined, value: string): string | undefined =>
  choices === undefined || choices.includes(value)
    ? undefined
    : `value '${value}' does not have a value in the enumeration '${choices.join(', ')}'`

function checkAnyFormat(
  format: string | ReadonlyMap<string, Property>,
  value: string,
  path: string,
): string | undefined {
  const keys = typeof format === 'string' ? stringFormats[format] : format
  if (!keys) return typeof format === 'string' ? checkFormat(format, value) : undefined
  const parsed = parsePropertyString(keys, value)
  if (typeof parsed === 'string') return parsed
  const lines = Object.entries(checkKeys(keys, parsed, path)).map(([key, text]) => `${key}: ${text}\n`)
  if (lines.length > 0) return `format error\n${lines.join('')}`
  return typeof format === 'string' ? wholeChecks[format]?.(parsed) : undefined
}

/** The complaints about the keys of a property string, by their place in it. */
function checkKeys(keys: ReadonlyMap<string, Property>, values: Params, path: string): Record<string, string> {
  const complaints = new Complaints()
  for (const [key, value] of Object.entries(values)) {
    checkOne(complaints, keys.get(key), value, `${path}.${key}`)
    checkRequired(complaints, keys.get(key), values, key, `${path}.`)
  }
  for (const [key, property] of keys) {
    if (!property.optional && property.alias === undefined && values[key] === undefined) {
      complaints.add(`${path}.${key}`, missing)
    }
  }
  return complaints.errors
}

function checkOne(complaints: Complaints, property: Property | undefined, value: Params[string], path: string): void {
  if (!property) {
    complaints.add(path, unknown)
  } else if (property.items) {
    const { items } = property
    const each = typeof value === 'string' ? [value] : value
    for (const [index, item] of each.entries()) complaints.add(`${path}[${index}]`, checkValue(items, item, path))
  } else {
    complaints.add(path, checkValue(property, typeof value === 'string' ? value : value.join('\0'), path))
  }
}

function checkRequired(
  complaints: Complaints,
  property: Property | undefined,
  values: Params,
  key: string,
  before: string,
): void {
  const needed = property?.requires
  if (needed === undefined || values[needed] !== undefined) return
  complaints.add(`${before}${needed}`, `missing property - '${before}${key}' requires this property`)
}

/** All complaints about the parameters of a call, by field; empty when it may go on. */
export function checkParams(method: Method, params: Params): Record<string, string> {
  const complaints = new Complaints()
  for (const [key, value] of Object.entries(params)) {
    const property = propertyOf(method.properties, key)
    if (!property && method.additionalProperties) continue
    checkOne(complaints, property, value, key)
    checkRequired(complaints, property, params, key, '')
  }
  for (const [key, property] of method.properties) {
    if (!property.optional && !key.endsWith('[n]') && params[key] === undefined) complaints.add(key, missing)
  }
  return complaints.errors
}
