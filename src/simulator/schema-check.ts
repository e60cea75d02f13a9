/** Parameters against the schema, with the texts of the real server; all bad fields are reported together. */
import { checkFormat, stringFormats } from './formats.ts'
import type { Method, Property } from './schema.ts'
import { isRecord, propertyOf } from './schema.ts'

/** Parameter values as the daemon sees them: text, or a list where a field is repeated. */
export type Params = Record<string, string | readonly string[]>

const missing = 'property is missing and it is not optional'
const unknown = 'property is not defined in schema and the schema does not allow additional properties'

const types: Readonly<Record<string, RegExp>> = {
  integer: /^[+-]?\d+$/,
  boolean: /^[01]$/,
  number: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/,
}

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

/** The complaint about one value, or undefined. `path` names it inside property strings. */
export function checkValue(property: Property, value: string, path: string): string | undefined {
  const type = property.type
  if (type !== undefined && types[type] && !types[type].test(value)) {
    return `type check ('${type}') failed - got '${value}'`
  }
  if (property.format !== undefined) {
    const complaint = checkAnyFormat(property.format, value, path)
    if (complaint !== undefined) return `invalid format - ${complaint}`
  }
  if (property.pattern && !property.pattern.test(value)) return 'value does not match the regex pattern'
  if (property.maxLength !== undefined && value.length > property.maxLength) {
    return `value may only be ${property.maxLength} characters long`
  }
  if (property.minLength !== undefined && value.length < property.minLength) {
    return `value must be at least ${property.minLength} characters long`
  }
  if (type === 'integer' || type === 'number') {
    if (property.minimum !== undefined && Number(value) < property.minimum) {
      return `value must have a minimum value of ${property.minimum}`
    }
    if (property.maximum !== undefined && Number(value) > property.maximum) {
      return `value must have a maximum value of ${property.maximum}`
    }
  }
  if (property.choices && !property.choices.includes(value)) {
    return `value '${value}' does not have a value in the enumeration '${property.choices.join(', ')}'`
  }
  return undefined
}

function checkAnyFormat(
  format: string | ReadonlyMap<string, Property>,
  value: string,
  path: string,
): string | undefined {
  const keys = typeof format === 'string' ? stringFormats[format] : format
  if (!keys) return typeof format === 'string' ? checkFormat(format, value) : undefined
  const parsed = parsePropertyString(keys, value)
  if (typeof parsed === 'string') return parsed
  const errors = checkKeys(keys, parsed, path)
  const lines = Object.entries(errors).map(([key, text]) => `${path}.${key}: ${text}\n`)
  return lines.length > 0 ? `format error\n${lines.join('')}` : undefined
}

/** `a,b=c` by key, booleans as 1 and 0; a text is what is wrong with its form. */
export function parsePropertyString(
  keys: ReadonlyMap<string, Property>,
  value: string,
): Record<string, string> | string {
  const found: Record<string, string> = {}
  for (const part of value.split(',')) {
    if (part.trim() === '') continue
    const [, key, text] = /^([^=]+)=(.+)$/s.exec(part) ?? []
    if (key === undefined || text === undefined) {
      if (part.includes('=')) return 'missing key in comma-separated list property\n'
      const name = [...keys].find(([, property]) => property.defaultKey)?.[0]
      if (name === undefined) return 'value without key, but schema does not define a default key\n'
      if (found[name] !== undefined) return `duplicate key in comma-separated list property: ${name}\n`
      found[name] = part
      continue
    }
    const alias = keys.get(key)
    const name = alias?.alias ?? key
    if (alias?.keyAlias !== undefined) found[alias.keyAlias] = key
    if (found[name] !== undefined) return `duplicate key in comma-separated list property: ${name}\n`
    found[name] = keys.get(name)?.type === 'boolean' ? readBoolean(text) : text
  }
  return found
}

function readBoolean(text: string): string {
  if (/^(?:1|on|yes|true)$/i.test(text)) return '1'
  return /^(?:0|off|no|false)$/i.test(text) ? '0' : text
}

/** The canonical form: the default key's value first, the other keys alphabetically. */
export function printPropertyString(
  keys: ReadonlyMap<string, Property>,
  values: Readonly<Record<string, string>>,
): string {
  const parts: string[] = []
  for (const name of Object.keys(values).toSorted()) {
    if (keys.get(name)?.defaultKey) parts.unshift(values[name] ?? '')
    else parts.push(`${name}=${values[name]}`)
  }
  return parts.join(',')
}

function checkKeys(keys: ReadonlyMap<string, Property>, values: Readonly<Record<string, string>>, path: string) {
  const errors: Record<string, string> = {}
  for (const [key, value] of Object.entries(values)) {
    const property = keys.get(key)
    const complaint = property ? checkValue(property, value, `${path}.${key}`) : unknown
    if (complaint !== undefined) errors[key] = complaint
  }
  for (const [key, property] of keys) {
    if (!property.optional && property.alias === undefined && values[key] === undefined) errors[key] = missing
  }
  return errors
}

/** All complaints about the parameters of a call, by field; empty when it may go on. */
export function checkParams(method: Method, params: Params): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const [key, value] of Object.entries(params)) {
    const property = propertyOf(method.properties, key)
    if (!property) {
      if (!method.additionalProperties) errors[key] = unknown
      continue
    }
    for (const item of typeof value === 'string' ? [value] : value) {
      const complaint = checkValue(property, item, key)
      if (complaint !== undefined) errors[key] = complaint
    }
    if (property.requires !== undefined && params[property.requires] === undefined) {
      errors[property.requires] = `missing property - '${key}' requires this property`
    }
  }
  for (const [key, property] of method.properties) {
    if (!property.optional && !key.endsWith('[n]') && params[key] === undefined) errors[key] = missing
  }
  return errors
}
